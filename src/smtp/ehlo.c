/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an EHLO reply says. */
#include "smtp/ehlo.h"

#include "base/list.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Enough for every mechanism there is; a server that lists more is playing. */
enum { AUTH_MAX_MECHANISMS = 32 };

static char *upper_case(const char *text, size_t length)
{
    char *copy = text_copy_bytes(text, length);
    for (char *c = copy; *c != '\0'; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return copy;
}

/* Senders part words at tabs, too, and pass over a CR before the line's own: Postfix does. Control characters
 * from the wire are what text_from_wire() makes of them. */
static size_t blank_bytes(const char *text)
{
    static const char *const blanks[] = {" ", "\t", "\\x09", "\\x0d"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
        if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    return 0;
}

static const char *after_blanks(const char *text)
{
    for (size_t bytes; (bytes = blank_bytes(text)) > 0;)
        text += bytes;
    return text;
}

static size_t word_bytes(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0' && blank_bytes(text + length) == 0)
        length++;
    return length;
}

static void add_mechanisms(struct ehlo *ehlo, const char *words)
{
    for (words = after_blanks(words); *words != '\0' && ehlo->auth_mechanisms.count < AUTH_MAX_MECHANISMS;
         words = after_blanks(words)) {
        size_t length = word_bytes(words);
        char *mechanism = upper_case(words, length);
        if (!text_list_has(&ehlo->auth_mechanisms, mechanism))
            text_list_append(&ehlo->auth_mechanisms, mechanism);
        free(mechanism);
        words += length;
    }
}

/* Blanks at the end of the line are no part of the last parameter (RFC 5321 4.1.1.1: a parameter has none).
 */
static char *without_trailing_blanks(const char *text)
{
    size_t length = 0;
    for (const char *word = after_blanks(text); *word != '\0'; word = after_blanks(word)) {
        word += word_bytes(word);
        length = (size_t)(word - text);
    }
    return text_copy_bytes(text, length);
}

static void add_keyword(struct ehlo *ehlo, const char *line)
{
    /* A blank too many before the keyword stops no sending server from using it. */
    line = after_blanks(line);
    if (line[0] == '\0')
        return;
    size_t length = word_bytes(line);
    const char *parameters = after_blanks(line + length);
    struct ehlo_keyword *keyword = list_append(&ehlo->keywords, &ehlo->keyword_count, sizeof *ehlo->keywords);
    keyword->keyword = upper_case(line, length);
    keyword->parameters = *parameters == '\0' ? NULL : without_trailing_blanks(parameters);
    if (strcmp(keyword->keyword, "AUTH") == 0)
        add_mechanisms(ehlo, parameters);
    /* The form of old Microsoft clients' servers: "AUTH=LOGIN PLAIN". */
    if (strncmp(keyword->keyword, "AUTH=", 5) == 0) {
        add_mechanisms(ehlo, line + 5);
    }
}

void ehlo_parse(struct ehlo *ehlo)
{
    const struct text_list *lines = &ehlo->reply.lines;
    if (lines->count == 0)
        return;
    ehlo->domain = text_copy_bytes(lines->items[0], word_bytes(lines->items[0]));
    for (size_t i = 1; i < lines->count; i++)
        add_keyword(ehlo, lines->items[i]);
}

static bool is_mask(const char *keyword)
{
    size_t length = strlen("STARTTLS");
    if (strlen(keyword) != length || (keyword[0] != 'X' && keyword[0] != '*'))
        return false;
    /* The last letter is free: one well-known box writes XXXXXXXA. */
    return strspn(keyword, keyword[0] == 'X' ? "X" : "*") >= length - 1;
}

const char *ehlo_masked_starttls(const struct ehlo *ehlo)
{
    for (size_t i = 0; i < ehlo->keyword_count; i++)
        if (is_mask(ehlo->keywords[i].keyword))
            return ehlo->keywords[i].keyword;
    return NULL;
}
