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

static void add_mechanisms(struct ehlo *ehlo, const char *words)
{
    while (*words != '\0' && ehlo->auth_mechanisms.count < AUTH_MAX_MECHANISMS) {
        words += strspn(words, " \t");
        size_t length = strcspn(words, " \t");
        if (length == 0)
            break;
        char *mechanism = upper_case(words, length);
        if (!text_list_has(&ehlo->auth_mechanisms, mechanism))
            text_list_append(&ehlo->auth_mechanisms, mechanism);
        free(mechanism);
        words += length;
    }
}

/* Blanks at the end of the line are no part of the last parameter (RFC 5321 4.1.1.1: a parameter has none). A
 * tab from the wire is what text_from_wire() makes of it. */
static char *without_trailing_blanks(const char *text)
{
    static const char *const blanks[] = {" ", "\t", "\\x09"};
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        size_t size = strlen(blanks[i]);
        if (length < size || memcmp(text + length - size, blanks[i], size) != 0)
            continue;
        length -= size;
        i = (size_t)-1; /* from the first again */
    }
    return text_copy_bytes(text, length);
}

static void add_keyword(struct ehlo *ehlo, const char *line)
{
    /* A blank too many before the keyword stops no sending server from using it. */
    line += strspn(line, " \t");
    if (line[0] == '\0')
        return;
    size_t length = strcspn(line, " \t");
    const char *parameters = line + length + strspn(line + length, " \t");
    struct ehlo_keyword *keyword = list_append(&ehlo->keywords, &ehlo->keyword_count, sizeof *ehlo->keywords);
    keyword->keyword = upper_case(line, length);
    keyword->parameters = without_trailing_blanks(parameters);
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
    ehlo->domain = text_copy_bytes(lines->items[0], strcspn(lines->items[0], " \t"));
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
