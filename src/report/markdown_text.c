/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Character references (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references). */
#include "report/markdown_text.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Emphasis, code, links, HTML, tables, mentions, references and formulas; of links that stand alone, for
 * which the autolink extension looks in code of HTML, too, and of names for pictures what they cannot be
 * without. */
static bool has_meaning(const char *text, const char *at)
{
    static const char signs[] = "\\`*_[]<>#!|~&@$";
    bool after_www = at - text >= 3 && strncasecmp(at - 3, "www", 3) == 0;
    bool before_blank = at[1] == ' ' || at[1] == '\0';
    return strchr(signs, *at) != NULL || (*at == '.' && after_www) || (*at == ':' && !before_blank);
}

static void write_text(const struct plain_out *out, const char *text, size_t length)
{
    for (const char *at = text; at < text + length; at++) {
        if (!has_meaning(text, at)) {
            out->write(out->context, at, 1);
            continue;
        }
        plain_out_text(out, "&#");
        plain_out_integer(out, (uint8_t)*at);
        plain_out_text(out, ";");
    }
}

void markdown_text(const struct plain_out *out, const char *text)
{
    if (text != NULL)
        write_text(out, text, strlen(text));
}

/* Where the text ends when it has so many bytes at most and its last character is whole. */
static size_t cut(const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length <= limit)
        return length;
    while (limit > 0 && ((uint8_t)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

void markdown_code(const struct plain_out *out, const char *text, size_t limit)
{
    if (text == NULL || *text == '\0')
        return;
    size_t length = cut(text, limit);
    plain_out_text(out, "<code>");
    write_text(out, text, length);
    plain_out_text(out, text[length] != '\0' ? "...</code>" : "</code>");
}
