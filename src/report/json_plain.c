/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON by hand. */
#include "report/json_plain.h"

#include "base/list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool must_be_escaped(char character)
{
    return character == '"' || character == '\\' || (unsigned char)character < ' ';
}

/* Facts are valid UTF-8 without control characters (base/text.h); texts of our own may have several lines. */
static void write_text(const struct plain_out *out, const char *text)
{
    if (text == NULL) {
        plain_out_text(out, "null");
        return;
    }
    plain_out_text(out, "\"");
    while (*text != '\0') {
        size_t plain = 0;
        while (text[plain] != '\0' && !must_be_escaped(text[plain]))
            plain++;
        out->write(out->context, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        char escaped[8];
        if (*text == '\n')
            snprintf(escaped, sizeof escaped, "\\n");
        else
            snprintf(escaped, sizeof escaped, (unsigned char)*text < ' ' ? "\\u%04x" : "\\%c", *text);
        plain_out_text(out, escaped);
        text++;
    }
    plain_out_text(out, "\"");
}

void json_plain_text(const struct plain_out *out, const char *text)
{
    write_text(out, text);
}

static void write_text_list(const struct plain_out *out, const struct text_list *list)
{
    plain_out_text(out, "[");
    for (size_t i = 0; i < list->count; i++) {
        plain_out_text(out, i > 0 ? "," : "");
        write_text(out, list->items[i]);
    }
    plain_out_text(out, "]");
}

static void write_list(const struct plain_out *out, const struct field *field, const void *object)
{
    const char *items = field_pointer(field, object);
    plain_out_text(out, "[");
    for (size_t i = 0; i < field_count(field, object); i++) {
        plain_out_text(out, i > 0 ? "," : "");
        json_plain_object(out, field->shape, items + i * field->shape->size);
    }
    plain_out_text(out, "]");
}

void json_plain_field(const struct plain_out *out, const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    int word = 0;
    if (field_is_null(field, object)) {
        plain_out_text(out, "null");
        return;
    }
    switch (field->type) {
    case FIELD_BOOL:
        plain_out_text(out, *(const bool *)place ? "true" : "false");
        return;
    case FIELD_INTEGER:
        plain_out_integer(out, *(const int64_t *)place);
        return;
    case FIELD_TEXT:
        write_text(out, field_pointer(field, object));
        return;
    case FIELD_TEXT_LIST:
        write_text_list(out, place);
        return;
    case FIELD_WORD:
        memcpy(&word, place, sizeof word);
        write_text(out, words_name(field->words, word));
        return;
    case FIELD_STRUCT:
        json_plain_object(out, field->shape, place);
        return;
    case FIELD_OPTIONAL:
        json_plain_object(out, field->shape, field_pointer(field, object));
        return;
    case FIELD_LIST:
        write_list(out, field, object);
        return;
    case FIELD_CODE_LIST:
        plain_out_text(out, "[]");
        return;
    case FIELD_CODE:
        break;
    }
    plain_out_text(out, "null");
}

void json_plain_object(const struct plain_out *out, const struct shape *shape, const void *object)
{
    plain_out_text(out, "{");
    for (size_t i = 0; i < shape->field_count; i++) {
        plain_out_text(out, i > 0 ? "," : "");
        write_text(out, shape->fields[i].name);
        plain_out_text(out, ":");
        json_plain_field(out, &shape->fields[i], object);
    }
    plain_out_text(out, "}");
}
