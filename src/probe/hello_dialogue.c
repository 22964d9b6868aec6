/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One hello over one connection, to be laid beside RFC 3207 4 and RFC 8446 4.1. */
#include "probe/hello_dialogue.h"

#include "facts/list.h"
#include "facts/shape.h"
#include "facts/shapes.h"
#include "facts/tls_names.h"
#include "probe/dialogue.h"

#include <string.h>
#include <sys/random.h>

/* A server that has taken a hello answers at once: nobody signs for seconds. */
enum { ANSWER_MS = 5000 };

/* A hello with every suite there is has less than one. */
enum { QUESTION_BYTES_MAX = 4096, CHUNK_BYTES = 4096 };

/* Records of lengths at which some load balancers hang, for which RFC 7685 was made. */
enum { HANGING_BYTES_MIN = 5 + 256, HANGING_BYTES_MAX = 5 + 511 };

static size_t build(const struct hello_question *question, uint8_t *bytes, size_t size)
{
    if (question->hello != NULL) {
        struct hello hello = *question->hello;
        hello_randomize(&hello);
        size_t length = hello_build(&hello, bytes, size);
        if (length < HANGING_BYTES_MIN || length > HANGING_BYTES_MAX || hello.version < VERSION_TLS_1_0)
            return length;
        hello.pad_to_bytes = HANGING_BYTES_MAX + 1;
        return hello_build(&hello, bytes, size);
    }
    uint8_t challenge[HELLO_SSL2_CHALLENGE_BYTES] = {0};
    if (getrandom(challenge, sizeof challenge, 0) < 0)
        memset(challenge, 0, sizeof challenge); /* nothing hangs on it */
    return hello_build_ssl2(question->cipher_kinds, question->cipher_kind_count, challenge, bytes, size);
}

static enum hello_outcome outcome_of(const struct hello_reply *reply, const struct stop *stop)
{
    switch (reply->kind) {
    case HELLO_REPLY_SERVER_HELLO:
    case HELLO_REPLY_RETRY_REQUEST:
    case HELLO_REPLY_SSL2_SERVER_HELLO:
        return HELLO_TAKEN;
    case HELLO_REPLY_ALERT:
    case HELLO_REPLY_SSL2_ERROR:
        return HELLO_REFUSED;
    case HELLO_REPLY_NOT_TLS:
    case HELLO_REPLY_MALFORMED:
        return HELLO_STRANGE;
    case HELLO_REPLY_PENDING:
        break;
    }
    return stop->reason == STOP_TIMED_OUT ? HELLO_SILENT : HELLO_CLOSED;
}

static void exchange(struct stream *stream, int64_t timeout_ms, const struct hello_question *question,
                     struct hello_answer *answer)
{
    uint8_t bytes[QUESTION_BYTES_MAX];
    size_t length = build(question, bytes, sizeof bytes);
    struct hello_reader *reader = &answer->reader;
    reader->extent = question->extent;
    stream_begin(stream, STEP_HANDSHAKE, timeout_ms < ANSWER_MS ? timeout_ms : ANSWER_MS);
    bool more = stream_send(stream, bytes, length) == (ssize_t)length;
    while (more) {
        uint8_t chunk[CHUNK_BYTES];
        ssize_t received = stream_receive(stream, chunk, sizeof chunk);
        more = received > 0 && !hello_reply_feed(reader, chunk, (size_t)received);
    }
    hello_reply_end(reader);
    answer->outcome = outcome_of(&reader->reply, &stream->session->stop);
}

/* Before the greeting there is no reply to tell a limit by. */
static bool is_turned_away(const struct stop *stop)
{
    return (stop->at == STEP_CONNECT || stop->at == STEP_GREETING)
           && (stop->reason == STOP_REFUSED || stop->reason == STOP_TIMED_OUT || stop->reason == STOP_RESET
               || stop->reason == STOP_CLOSED);
}

static void tell_budget(const struct dialogue *dialogue, const struct hello_answer *answer)
{
    struct budget *budget = dialogue->options->budget;
    const char *address = dialogue->place->address;
    if (answer->outcome == HELLO_TAKEN || answer->outcome == HELLO_REFUSED)
        budget_served(budget, address);
    else if (answer->outcome == HELLO_NOT_SENT && is_turned_away(&answer->stop))
        budget_refused(budget, dialogue->fiber, address,
                       answer->stop.at == STEP_CONNECT ? "connections are no longer taken"
                                                       : "connections end before a greeting");
}

void hello_dialogue(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                    struct endpoint *endpoint, const struct hello_question *question,
                    struct hello_answer *answer)
{
    struct session session = {.tried = endpoint->found};
    struct dialogue dialogue;
    dialogue_init(&dialogue, fiber, options, place, endpoint, &session);
    if (dialogue_before_hello(&dialogue)) {
        exchange(&dialogue.dial.stream, options->tls.timeout_ms, question, answer);
        dial_close(&dialogue.dial);
    } else {
        shape_copy(&stop_shape, &answer->stop, &session.stop);
    }
    if (answer->stop.reason != STOP_NOT_TRIED)
        answer->took_ms = fiber_now_ms(fiber) - dialogue.dial.stream.opened_at_ms;
    tell_budget(&dialogue, answer);
    dialogue_end(&dialogue);
    shape_clear(&session_shape, &session);
}

void hello_answer_free(struct hello_answer *answer)
{
    hello_reply_free(&answer->reader);
    shape_clear(&stop_shape, &answer->stop);
    memset(answer, 0, sizeof *answer);
}
