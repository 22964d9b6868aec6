/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TXT records made of a version and of fields. */
#include "discover/txt_fields.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 20, NAME_MAX_CHARACTERS = 32 };

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

void txt_records_read(const struct dns_answer *answer, const char *version, struct txt_records *records)
{
    size_t length = strlen(version);
    for (size_t i = 0; i < answer->record_count; i++) {
        char *text = dns_record_text(&answer->records[i]);
        if (text != NULL && strncmp(text, version, length) == 0
            && records->exact.count + records->inexact.count < RECORDS_MAX) {
            if (text[length] == ';')
                text_list_append(&records->exact, text);
            else if (text[length] == '\0' || text[length] == ' ')
                text_list_append(&records->inexact, text);
        }
        free(text);
    }
}

char *txt_trim(char *text)
{
    while (*text == ' ')
        text++;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = '\0';
    return text;
}

static bool is_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= NAME_MAX_CHARACTERS && strspn(name, name_characters) == length
           && strchr("_-.", name[0]) == NULL;
}

static void note(struct text_list *problems, const char *problem, const char *field)
{
    char *text = text_format("%s: \"%s\".", problem, field);
    text_list_append(problems, text);
    free(text);
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
        char *equals = strchr(field, '=');
        if (equals == NULL) {
            note(problems, "A field is no NAME=VALUE", field);
            continue;
        }
        *equals = '\0';
        if (!is_name(field))
            note(problems, "A field has no good name", field);
        else if (strcmp(field, name) != 0)
            continue;
        else if (found == NULL) /* of a repeated field the first counts (RFC 8461 3.1) */
            found = text_copy(equals + 1);
    }
    free(copy);
    return found;
}
