/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as the replies of a server, read one after the other, each also as an EHLO reply. The first byte
 * is how many of the others arrive at a time (0: as many as fit). */
#include "base/list.h"
#include "base/shape.h"
#include "base/text.h"
#include "checks.h"
#include "facts/shapes.h"
#include "net/fiber.h"
#include "net/stream.h"
#include "smtp/ehlo.h"
#include "smtp/reply.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *bytes;
    size_t length;
    size_t chunk;
};

static ssize_t read_input(void *state, void *buffer, size_t size)
{
    struct input *input = state;
    size_t count = input->length < size ? input->length : size;
    if (input->chunk > 0 && count > input->chunk)
        count = input->chunk;
    memcpy(buffer, input->bytes, count);
    input->bytes += count;
    input->length -= count;
    return (ssize_t)count;
}

static void check_reply(const struct reply *reply)
{
    fuzz_expect(reply->lines.count <= REPLY_MAX_LINES);
    for (size_t i = 0; i < reply->lines.count; i++)
        fuzz_expect_safe(reply->lines.items[i]);
    /* The beginning of a first line that did not come to its end has no code yet. */
    if (reply->lines.count > 0)
        fuzz_expect((reply->code >= 200 && reply->code <= 599) || (reply->code == 0 && reply->truncated));
    if (reply->enhanced_code != NULL)
        fuzz_expect(reply->enhanced_code[0] - '0' == reply->code / 100 && strlen(reply->enhanced_code) <= 9);
    char *text = reply_text(reply);
    fuzz_expect_safe(text);
    free(text);
}

static void check_ehlo(struct ehlo *ehlo)
{
    ehlo_parse(ehlo);
    fuzz_expect(ehlo->keyword_count < REPLY_MAX_LINES);
    for (size_t i = 0; i < ehlo->keyword_count; i++) {
        const char *keyword = ehlo->keywords[i].keyword;
        fuzz_expect(keyword[0] != '\0' && text_is_safe(keyword)
                    && (ehlo->keywords[i].parameters == NULL || text_is_safe(ehlo->keywords[i].parameters)));
        fuzz_expect(ehlo_find(ehlo, keyword) != NULL);
    }
    const char *mask = ehlo_masked_starttls(ehlo);
    fuzz_expect(mask == NULL || strlen(mask) == strlen("STARTTLS"));
}

static void read_replies(struct fiber *fiber, void *argument)
{
    struct session session = {0};
    struct stream stream;
    bool answered = true;
    stream_init(&stream, fiber, &session);
    stream.layer = (struct stream_layer){.state = argument, .read = read_input};
    stream_begin(&stream, STEP_EHLO, FIBER_NEVER / 2);
    while (answered) {
        struct ehlo ehlo = {0};
        answered = reply_read(&stream, &ehlo.reply);
        check_reply(&ehlo.reply);
        check_ehlo(&ehlo);
        shape_clear(&ehlo_shape, &ehlo);
    }
    fuzz_expect(session.stop.reason == STOP_CLOSED || session.stop.reason == STOP_PROTOCOL);
    fuzz_expect_safe(session.stop.detail);
    for (size_t i = 0; i < session.transcript_count; i++)
        fuzz_expect_safe(session.transcript[i].text);
    stream_close(&stream);
    shape_clear(&session_shape, &session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct input input = {.bytes = data + 1, .length = size - 1, .chunk = data[0]};
    struct fiber_pool *pool = fiber_pool_new();
    fuzz_expect(pool != NULL);
    fiber_spawn(pool, read_replies, &input);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    return 0;
}
