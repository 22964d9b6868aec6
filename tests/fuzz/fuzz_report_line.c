/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a line of results, read by the walk that looks at some members only, and by jansson. */
#include "broker/report_line.h"
#include "checks.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(struct line_part part, const char *line, size_t length)
{
    if (part.text != NULL)
        fuzz_expect(part.text > line && part.text + part.length < line + length && part.text[-1] == '"'
                    && part.text[part.length] == '"');
}

static bool is_same(struct line_part one, struct line_part other)
{
    return one.length == other.length && (one.text == NULL) == (other.text == NULL)
           && (one.length == 0 || memcmp(one.text, other.text, one.length) == 0);
}

/* Unless escapes or a repeated name are in the way, a text is what jansson says it is. */
static void compare_text(struct line_part part, const json_t *value)
{
    bool escaped = part.text != NULL && memchr(part.text, '\\', part.length) != NULL;
    if (json_is_string(value) && !escaped)
        fuzz_expect(line_part_is(part, json_string_value(value)));
}

static void compare(const char *line, size_t length, const struct report_line *read, bool is_line)
{
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(object)) {
        fuzz_expect(is_line);
        compare_text(read->kind, json_object_get(object, "kind"));
        compare_text(read->id, json_object_get(object, "id"));
        compare_text(read->run, json_object_get(object, "run"));
        compare_text(read->ended, json_object_get(object, "ended"));
    }
    json_decref(object);
}

static size_t count_of(const char *line, size_t length, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += line[i] == byte;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data;
    struct report_line read, again;
    bool is_line = report_line_read(line, size, &read);
    /* Lines have no newline in them, and what is nested deeper than reports are is not read. */
    if (count_of(line, size, '\n') == 0 && count_of(line, size, '{') + count_of(line, size, '[') < 100)
        compare(line, size, &read, is_line);
    if (!is_line)
        return 0;
    check_part(read.kind, line, size);
    check_part(read.id, line, size);
    check_part(read.word, line, size);
    size_t length = 0;
    char *with_run = report_line_with_run(line, size, "r", &length);
    fuzz_expect(with_run[length] == '\0');
    if (report_line_read(with_run, length, &again)) {
        fuzz_expect(is_same(read.kind, again.kind) && is_same(read.id, again.id));
        fuzz_expect(is_same(read.word, again.word) && is_same(read.ended, again.ended));
        fuzz_expect(read.run.text != NULL || line_part_is(again.run, "r"));
    } else {
        fuzz_expect(count_of(line, size, '"')
                    == 0); /* an object without a member has none to put it before */
    }
    free(with_run);
    return 0;
}
