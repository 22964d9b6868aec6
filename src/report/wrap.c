/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns and lines. */
#include "report/wrap.h"

#include <stdint.h>
#include <string.h>
#include <wchar.h>

static size_t sequence_length(uint8_t lead)
{
    return lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

int wrap_character(const char *text, size_t *length)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t size = sequence_length(bytes[0]);
    uint32_t code = size == 1 ? bytes[0] : bytes[0] & (0x7f >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            *length = 1;
            return 1;
        }
        code = code << 6 | (bytes[i] & 0x3f);
    }
    *length = size;
    int columns = code < 0x80 ? 1 : wcwidth((wchar_t)code);
    return columns < 0 ? 1 : columns;
}

int wrap_columns(const char *text)
{
    int columns = 0;
    for (size_t length; *text != '\0'; text += length)
        columns += wrap_character(text, &length);
    return columns;
}

/* Whether the word of `length` bytes before a space belongs to what follows: a number ("30 days", "10 mx1")
 * but for a remark on it ("hop 2 (r2.example)"), and what takes one ("RFC 8314 3.3", "port 25"). */
static bool holds_on(const char *word, size_t length)
{
    static const char *const takers[] = {"RFC", "port", "ports", "hop"};
    if (length > 0 && word[0] == '(') {
        word++;
        length--;
    }
    for (size_t i = 0; i < sizeof takers / sizeof takers[0]; i++)
        if (length == strlen(takers[i]) && memcmp(word, takers[i], length) == 0)
            return true;
    size_t digits = 0;
    while (digits < length && word[digits] >= '0' && word[digits] <= '9')
        digits++;
    return length > 0 && digits == length && word[length + 1] != '(';
}

/* What must stay together at the start of `text`: its bytes, and its columns. No more than three words hold
 * together, lest a row of numbers were one. */
static size_t unit_at(const char *text, int *columns)
{
    const char *end = text;
    const char *word = text;
    *columns = 0;
    for (size_t length, held = 0; *end != '\0'; end += length) {
        if (*end == ' ') {
            bool holds = end[1] != ' ' && end[1] != '\0' && holds_on(word, (size_t)(end - word));
            if (!holds || held == 2)
                break;
            held++;
            word = end + 1;
        }
        *columns += wrap_character(end, &length);
    }
    return (size_t)(end - text);
}

/* As much of a word as fits, but one character at the least, so that the text comes to an end. */
static void take_part(const char *text, int columns, struct wrap_line *line)
{
    size_t length;
    int width = wrap_character(text, &length);
    do {
        line->length += length;
        line->columns += width;
        text += length;
        width = *text == '\0' ? columns + 1 : wrap_character(text, &length);
    } while (line->columns + width <= columns);
}

bool wrap_next(const char **rest, int columns, int full_columns, struct wrap_line *line)
{
    const char *text = *rest;
    while (*text == ' ')
        text++;
    *line = (struct wrap_line){text, 0, 0};
    if (*text == '\0')
        return false;
    for (;;) {
        const char *word = line->start + line->length;
        int gap = 0;
        while (word[gap] == ' ')
            gap++;
        int word_columns;
        size_t word_length = unit_at(word + gap, &word_columns);
        if (word_length == 0 || line->columns + gap + word_columns > columns)
            break;
        line->length += (size_t)gap + word_length;
        line->columns += gap + word_columns;
    }
    if (line->length == 0) {
        int word_columns;
        unit_at(text, &word_columns);
        if (word_columns > full_columns || columns >= full_columns)
            take_part(text, columns, line);
    }
    *rest = line->start + line->length;
    return true;
}
