/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TXT records made of a version and of fields. */
#include "discover/txt_fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RECORDS_MAX = 20, NAME_MAX_CHARACTERS = 32 };

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t'; /* WSP of RFC 5234 B.1 */
}

/* What stands behind the version and the blanks that follow it; NULL when the record begins with something
 * else. */
static const char *behind_version(const char *text, const char *version)
{
    size_t length = strlen(version);
    if (strncmp(text, version, length) != 0)
        return NULL;
    text += length;
    while (is_blank(*text))
        text++;
    return text;
}

/* Whether the version's last word ("STSv1") stands anywhere in the text, as a word and in any case. What
 * surrounds it may be pasted quotes, blanks, or nothing at all. */
static bool is_meant(const char *text, const char *version)
{
    const char *word = strchr(version, '=') + 1;
    for (const char *at = text; (at = strcasestr(at, word)) != NULL; at++) {
        const char *end = at + strlen(word);
        bool starts = at == text || strspn(at - 1, name_characters) == 0;
        if (starts && strspn(end, name_characters) == 0)
            return true;
    }
    return false;
}

void txt_records_read(const struct dns_answer *answer, const char *version, struct txt_records *records)
{
    for (size_t i = 0; i < answer->record_count; i++) {
        char *text = dns_record_text_with_tabs(&answer->records[i]);
        if (text == NULL)
            continue;
        const char *rest = behind_version(text, version);
        struct text_list *list = rest != NULL && *rest == ';' ? &records->exact
                                 : is_meant(text, version)    ? &records->inexact
                                                              : &records->others;
        if (records->exact.count + records->inexact.count + records->others.count < RECORDS_MAX)
            text_list_append(list, text);
        free(text);
    }
}

void txt_records_free(struct txt_records *records)
{
    text_list_free(&records->exact);
    text_list_free(&records->inexact);
    text_list_free(&records->others);
}

void txt_records_show(const struct text_list *records, struct text_list *shown)
{
    for (size_t i = 0; i < records->count; i++) {
        struct text_list pieces = {0};
        char *copy = text_copy(records->items[i]);
        char *rest = copy;
        for (char *piece; (piece = strsep(&rest, "\t")) != NULL;)
            text_list_append(&pieces, piece);
        char *text = text_list_join(&pieces, "\\x09");
        text_list_append(shown, text);
        free(text);
        free(copy);
        text_list_free(&pieces);
    }
}

const char *txt_beginning_problem(const char *record)
{
    if (is_blank(*record))
        return "It begins with a blank.";
    if (*record == '"' || *record == '\'' || strncmp(record, "\\\\", 2) == 0)
        return "It begins with a quotation mark: quotes that belong around the text in a zone file became "
               "part of the text.";
    if ((unsigned char)*record >= 0x80)
        return "It begins with a character that is not ASCII.";
    if (strstr(record, "\\\\;") != NULL)
        return "It has a backslash before a semicolon: some zone files need that, but here it became part of "
               "the text.";
    return NULL;
}

char *txt_trim(char *text)
{
    while (is_blank(*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        text[--length] = '\0';
    return text;
}

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= NAME_MAX_CHARACTERS && strspn(name, name_characters) == length
           && strchr("_-.", name[0]) == NULL;
}

/* sts-ext-value and tlsrpt-ext-value: 1*(%x21-3A / %x3C / %x3E-7E). */
static bool is_extension_value(const char *value)
{
    for (const char *at = value; *at != '\0'; at++)
        if (*at <= ' ' || *at == '=' || *at >= 0x7f) /* bytes above ASCII are negative, or more than 0x7f */
            return false;
    return *value != '\0';
}

static void note(struct text_list *problems, const char *problem, const char *field)
{
    struct text_list one = {0}, shown = {0};
    text_list_append(&one, field);
    txt_records_show(&one, &shown);
    char *text = text_format("%s: \"%s\".", problem, shown.items[0]);
    text_list_append(problems, text);
    free(text);
    text_list_free(&one);
    text_list_free(&shown);
}

/* Looks at one field, which is changed. A copy of the value where it has the name, else NULL. */
static char *read_field(char *field, const char *name, struct text_list *problems)
{
    char *equals = strchr(field, '=');
    if (equals == NULL) {
        note(problems, "A field is not NAME=VALUE", field);
        return NULL;
    }
    *equals = '\0';
    if (strcmp(field, name) == 0)
        return text_copy(equals + 1);
    bool named = is_name(field);
    bool valued = is_extension_value(equals + 1);
    *equals = named ? '=' : '\0';
    if (!named)
        note(problems, "A field has an invalid name", field);
    else if (!valued)
        note(problems,
             "The value of a field is empty, or has a blank, \"=\" or another character that is not allowed",
             field);
    return NULL;
}

char *txt_field(const char *record, const char *name, struct text_list *problems)
{
    char *copy = text_copy(record);
    char *rest = copy;
    char *found = NULL;
    strsep(&rest, ";"); /* the version */
    for (char *part; (part = strsep(&rest, ";")) != NULL;) {
        char *field = txt_trim(part);
        bool last = rest == NULL;
        if (*field == '\0' && last)
            continue;
        char *value = read_field(field, name, problems);
        if (found == NULL) /* of a repeated field the first counts (RFC 8461 3.1) */
            found = value;
        else
            free(value);
    }
    free(copy);
    return found;
}
