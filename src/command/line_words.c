/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a line. */
#include "command/line_words.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static void append(struct text_list *words, const char *bytes, size_t length)
{
    char *safe = text_from_wire(bytes, length, length);
    text_list_append(words, safe);
    free(safe);
}

/* The length of the quoted word with both marks, 0 where the second one is missing. */
static size_t quoted_length(const char *at, const char *end)
{
    for (const char *next = at + 1; next < end; next++) {
        if (*next == '"')
            return (size_t)(next + 1 - at);
        next += *next == '\\';
    }
    return 0;
}

/* What stands between the marks. */
static void append_quoted(struct text_list *words, const char *at, size_t length)
{
    char *bytes = allocate(length, 1);
    size_t count = 0;
    for (size_t i = 1; i + 1 < length; i++) {
        i += at[i] == '\\' && (at[i + 1] == '"' || at[i + 1] == '\\');
        bytes[count++] = at[i];
    }
    append(words, bytes, count);
    free(bytes);
}

static bool read_quoted(const char **at, const char *end, struct text_list *words, char **problem)
{
    size_t length = quoted_length(*at, end);
    const char *after = *at + length;
    if (length == 0) {
        *problem = text_copy("a quotation mark is not closed; put another one behind the text");
        return false;
    }
    if (after < end && !is_blank(*after)) {
        *problem = text_copy("something follows right behind a quotation mark; put a blank between, or \\\" "
                             "for a mark inside the text");
        return false;
    }
    append_quoted(words, *at, length);
    *at = after;
    return true;
}

bool line_words_read(const char *line, size_t length, struct text_list *words, char **problem)
{
    const char *end = line + length;
    const char *at = line;
    for (;;) {
        while (at < end && is_blank(*at))
            at++;
        if (at == end || *at == '#')
            return true;
        if (*at == '"') {
            if (!read_quoted(&at, end, words, problem))
                return false;
            continue;
        }
        const char *begin = at;
        while (at < end && !is_blank(*at))
            at++;
        append(words, begin, (size_t)(at - begin));
    }
}
