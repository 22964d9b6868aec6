/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to JSON. One object at a time is built and written; report/json_format.c joins them into the document
 * of a run. */
#include "report/json_out.h"

#include "base/list.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static json_t *object_value(const struct shape *shape, const void *object);

/* With valid UTF-8, jansson's constructors fail only without memory. */
static json_t *made(json_t *value)
{
    if (value == NULL)
        out_of_memory();
    return value;
}

static json_t *text_value(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    /* Facts have valid UTF-8; if one did not, the document would still be valid. */
    char *safe = text_from_wire(text, strlen(text), strlen(text));
    value = made(json_string(safe));
    free(safe);
    return value;
}

static void append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        out_of_memory();
}

static json_t *text_list_value(const struct text_list *list)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < list->count; i++)
        append(array, text_value(list->items[i]));
    return array;
}

static json_t *list_value(const struct field *field, const void *object)
{
    json_t *array = made(json_array());
    const char *items = field_pointer(field, object);
    for (size_t i = 0; i < field_count(field, object); i++)
        append(array, object_value(field->shape, items + i * field->shape->size));
    return array;
}

static json_t *code_value(const struct code_names *names, uint32_t code)
{
    if (code == 0)
        return json_null();
    char *text = names->text(code);
    json_t *value = made(json_string(text));
    free(text);
    return value;
}

static json_t *code_list_value(const struct code_names *names, const struct codes *list)
{
    json_t *array = made(json_array());
    for (size_t i = 0; i < list->count; i++)
        append(array, code_value(names, list->items[i]));
    return array;
}

static json_t *written_value(const struct written *written, const void *place)
{
    char *text = written->text(place);
    json_t *value = text_value(text);
    free(text);
    return value;
}

static json_t *field_value(const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    if (field_is_null(field, object))
        return json_null();
    switch (field->type) {
    case FIELD_BOOL:
        return json_boolean(*(const bool *)place);
    case FIELD_INTEGER:
        return made(json_integer(*(const int64_t *)place));
    case FIELD_TEXT:
        return text_value(field_pointer(field, object));
    case FIELD_TEXT_LIST:
        return text_list_value(place);
    case FIELD_WORD: {
        int value;
        memcpy(&value, place, sizeof value);
        return made(json_string(words_name(field->words, value)));
    }
    case FIELD_CODE:
        return code_value(field->codes, *(const uint32_t *)place);
    case FIELD_CODE_LIST:
        return code_list_value(field->codes, place);
    case FIELD_STRUCT:
        return field->written != NULL ? written_value(field->written, place)
                                      : object_value(field->shape, place);
    case FIELD_OPTIONAL:
        return object_value(field->shape, field_pointer(field, object));
    case FIELD_LIST:
        return list_value(field, object);
    }
    return json_null();
}

static json_t *object_value(const struct shape *shape, const void *object)
{
    json_t *value = made(json_object());
    for (size_t i = 0; i < shape->field_count; i++)
        if (json_object_set_new_nocheck(value, shape->fields[i].name, field_value(&shape->fields[i], object))
            != 0)
            out_of_memory();
    return value;
}

const char json_kind_report[] = "report";
const char json_kind_input_error[] = "input_error";
const char json_kind_summary[] = "summary";

struct indented_output {
    FILE *out;
    int depth;
};

/* JSON has no line breaks inside texts, so each one is layout. */
static int write_indented(const char *bytes, size_t length, void *data)
{
    const struct indented_output *output = data;
    while (length > 0) {
        const char *newline = memchr(bytes, '\n', length);
        size_t now = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
        if (fwrite(bytes, 1, now, output->out) != now)
            return -1;
        if (newline != NULL && fprintf(output->out, "%*s", output->depth * 2, "") < 0)
            return -1;
        bytes += now;
        length -= now;
    }
    return 0;
}

static void write_value(FILE *out, json_t *value, enum json_layout layout, int depth)
{
    struct indented_output output = {out, depth};
    size_t flags = JSON_ENCODE_ANY | (layout == JSON_LAYOUT_LINE ? JSON_COMPACT : JSON_INDENT(2));
    if (json_dump_callback(value, write_indented, &output, flags) != 0 && !ferror(out))
        out_of_memory();
    json_decref(value);
}

void json_out_object(FILE *out, const struct shape *shape, const void *object, enum json_layout layout,
                     int depth)
{
    write_value(out, object_value(shape, object), layout, depth);
}

void json_out_field(FILE *out, const struct field *field, const void *object, enum json_layout layout,
                    int depth)
{
    write_value(out, field_value(field, object), layout, depth);
}

char *json_out_text(const struct shape *shape, const void *object, enum json_layout layout)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        out_of_memory();
    json_out_object(out, shape, object, layout, 0);
    if (fclose(out) != 0)
        out_of_memory();
    return text;
}
