/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to JSON. */
#include "report/json_out.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

const char json_kind_vantage[] = "vantage";
const char json_kind_certificate[] = "certificate";
const char json_kind_endpoint[] = "endpoint";
const char json_kind_zone[] = "zone";
const char json_kind_host[] = "host";
const char json_kind_domain[] = "domain";
const char json_kind_report[] = "report";
const char json_kind_input_error[] = "input_error";
const char json_kind_catalogue[] = "catalogue";
const char json_kind_summary[] = "summary";

static bool is_empty_list(const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    switch (field->type) {
    case FIELD_TEXT_LIST:
        return ((const struct text_list *)place)->count == 0;
    case FIELD_CODE_LIST:
        return ((const struct codes *)place)->count == 0;
    case FIELD_LIST:
        return field_count(field, object) == 0;
    default:
        return false;
    }
}

static bool is_nothing_written(const struct field *field, const void *object)
{
    char *text = field->written->text(field_place_const(field, object));
    bool nothing = text == NULL;
    free(text);
    return nothing;
}

static bool is_usual(const struct field *field, const void *object)
{
    static const char zero[sizeof(int64_t)];
    if (field->usual_below > 0) {
        int64_t value = *(const int64_t *)field_place_const(field, object);
        return value >= 0 && value < field->usual_below;
    }
    return field->zero_is_usual
           && memcmp(field_place_const(field, object), zero,
                     field->type == FIELD_WORD ? sizeof(int) : sizeof(int64_t))
                  == 0;
}

bool json_out_is_left_out(const struct field *field, const void *object)
{
    const void *place = field_place_const(field, object);
    if (field->is_bulky || field_is_null(field, object) || is_empty_list(field, object)
        || is_usual(field, object))
        return true;
    if (field->type == FIELD_BOOL)
        return !*(const bool *)place;
    if (field->type != FIELD_STRUCT)
        return false;
    if (field->written != NULL)
        return is_nothing_written(field, object);
    for (size_t i = 0; i < field->shape->field_count; i++)
        if (!json_out_is_left_out(&field->shape->fields[i], place))
            return false;
    return true;
}

bool json_out_may_be_left_out(const struct field *field)
{
    if (field->is_bulky || field->zero_is_usual || field_may_be_null(field))
        return true;
    if (field->type == FIELD_INTEGER || field->type == FIELD_WORD)
        return false;
    for (size_t i = 0; field->type == FIELD_STRUCT && i < field->shape->field_count; i++)
        if (!json_out_may_be_left_out(&field->shape->fields[i]))
            return false;
    return true;
}

/* `text` is freed. */
static void write_made(struct json_write *json, const char *key, char *text)
{
    if (text == NULL)
        json_write_null(json, key);
    else
        json_write_text(json, key, text);
    free(text);
}

static bool is_full(const struct json_write *json)
{
    return json->room != NULL && *json->room == 0;
}

/* The items one after the other, without a line break between them. */
static void write_items(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object)
{
    const char *items = field_pointer(field, object);
    bool before = json->one_line;
    json_write_list(json, field->name);
    json->one_line = true;
    for (size_t i = 0; i < field_count(field, object) && !is_full(json); i++)
        json_out_value(json, NULL, style, field->shape, items + i * field->shape->size);
    json_write_end(json);
    json->one_line = before;
}

/* The bytes of an item in one line; 0 where it has no place in one. */
static size_t item_bytes(const struct json_write *json, const struct json_style *style,
                         const struct shape *shape, const void *item)
{
    size_t room;
    struct json_write measure = json_write_measure(json, NULL, &room);
    size_t before = room;
    json_out_value(&measure, NULL, style, shape, item);
    return room > 0 ? before - room : 0;
}

/* As many in a line as fit. */
static void write_filled(struct json_write *json, const struct json_style *style, const struct field *field,
                         const void *object)
{
    const char *items = field_pointer(field, object);
    json_write_list(json, field->name);
    size_t margin = (size_t)(json->margin + json->depth) * JSON_WRITE_INDENT, at = JSON_WRITE_LINE_BYTES;
    for (size_t i = 0; i < field_count(field, object); i++) {
        const char *item = items + i * field->shape->size;
        size_t bytes = item_bytes(json, style, field->shape, item);
        bool fits = bytes > 0 && at + sizeof ", " + bytes < JSON_WRITE_LINE_BYTES;
        json->one_line = fits;
        json_out_value(json, NULL, style, field->shape, item);
        json->one_line = false;
        at = fits ? at + sizeof ", " - 1 + bytes : bytes > 0 ? margin + bytes : JSON_WRITE_LINE_BYTES;
    }
    json_write_end(json);
}

static void write_list(struct json_write *json, const struct json_style *style, const struct field *field,
                       const void *object)
{
    if (json_write_may_break(json)) {
        size_t room;
        struct json_write measure = json_write_measure(json, NULL, &room);
        write_items(&measure, style, field, object);
        if (room == 0) {
            write_filled(json, style, field, object);
            return;
        }
    }
    write_items(json, style, field, object);
}

static void write_codes(struct json_write *json, const struct json_style *style, const struct field *field,
                        const struct codes *codes)
{
    struct text_list names = {0};
    for (size_t i = 0; i < codes->count && !style->plain; i++) {
        char *name = field->codes->text(codes->items[i]);
        text_list_append(&names, name);
        free(name);
    }
    json_write_texts(json, field->name, (const char *const *)names.items, names.count);
    text_list_free(&names);
}

static void write_present(struct json_write *json, const struct json_style *style, const struct field *field,
                          const void *object)
{
    const void *place = field_place_const(field, object);
    const struct text_list *texts = place;
    int word;
    switch (field->type) {
    case FIELD_BOOL:
        json_write_bool(json, field->name, *(const bool *)place);
        break;
    case FIELD_INTEGER:
        json_write_integer(json, field->name, *(const int64_t *)place);
        break;
    case FIELD_TEXT:
        json_write_text(json, field->name, field_pointer(field, object));
        break;
    case FIELD_TEXT_LIST:
        json_write_texts(json, field->name, (const char *const *)texts->items, texts->count);
        break;
    case FIELD_WORD:
        memcpy(&word, place, sizeof word);
        json_write_text(json, field->name, words_name(field->words, word));
        break;
    case FIELD_CODE:
        write_made(json, field->name, style->plain ? NULL : field->codes->text(*(const uint32_t *)place));
        break;
    case FIELD_CODE_LIST:
        write_codes(json, style, field, place);
        break;
    case FIELD_STRUCT:
        if (field->written != NULL)
            write_made(json, field->name, style->plain ? NULL : field->written->text(place));
        else
            json_out_value(json, field->name, style, field->shape, place);
        break;
    case FIELD_OPTIONAL:
        json_out_value(json, field->name, style, field->shape, field_pointer(field, object));
        break;
    case FIELD_LIST:
        write_list(json, style, field, object);
        break;
    }
}

void json_out_member(struct json_write *json, const struct json_style *style, const struct field *field,
                     const void *object)
{
    if (style->slim && json_out_is_left_out(field, object))
        return;
    if (style->instead != NULL && style->instead(json, style, field, object))
        return;
    if (field_is_null(field, object))
        json_write_null(json, field->name);
    else
        write_present(json, style, field, object);
}

/* The bytes of a member in one line; 0 where it has no place in one. */
static size_t member_bytes(const struct json_write *json, const struct json_style *style,
                           const struct field *field, const void *object)
{
    size_t room;
    struct json_write measure = json_write_measure(json, NULL, &room);
    size_t before = room;
    json_out_member(&measure, style, field, object);
    return room > 0 ? before - room : 0;
}

/* As many in a line as fit: slim JSON is short. */
static void fill_members(struct json_write *json, const struct json_style *style, const struct shape *shape,
                         const void *object, bool (*skip)(const struct field *field, const void *object))
{
    size_t margin = (size_t)(json->margin + json->depth) * JSON_WRITE_INDENT, at = JSON_WRITE_LINE_BYTES;
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        if ((skip != NULL && skip(field, object)) || json_out_is_left_out(field, object))
            continue;
        size_t bytes = member_bytes(json, style, field, object);
        bool fits = bytes > 0 && at + sizeof ", " + bytes < JSON_WRITE_LINE_BYTES;
        json->one_line = fits;
        json_out_member(json, style, field, object);
        json->one_line = false;
        at = fits ? at + sizeof ", " - 1 + bytes : bytes > 0 ? margin + bytes : JSON_WRITE_LINE_BYTES;
    }
}

void json_out_members(struct json_write *json, const struct json_style *style, const struct shape *shape,
                      const void *object, bool (*skip)(const struct field *field, const void *object))
{
    if (style->slim && json_write_may_break(json)) {
        fill_members(json, style, shape, object, skip);
        return;
    }
    for (size_t i = 0; i < shape->field_count && !is_full(json); i++)
        if (skip == NULL || !skip(&shape->fields[i], object))
            json_out_member(json, style, &shape->fields[i], object);
}

static bool fits(const struct json_write *json, const char *key, const struct json_style *style,
                 const struct shape *shape, const void *object)
{
    size_t room;
    struct json_write measure = json_write_measure(json, key, &room);
    json_write_object(&measure, NULL);
    json_out_members(&measure, style, shape, object, NULL);
    json_write_end(&measure);
    return room > 0;
}

void json_out_value(struct json_write *json, const char *key, const struct json_style *style,
                    const struct shape *shape, const void *object)
{
    bool in_line = !json_write_may_break(json) || fits(json, key, style, shape, object);
    bool before = json->one_line;
    json_write_object(json, key);
    json->one_line = in_line;
    json_out_members(json, style, shape, object, NULL);
    json_write_end(json);
    json->one_line = before;
}

void json_out_object(FILE *out, const struct shape *shape, const void *object, enum json_layout layout,
                     int margin)
{
    struct json_write json = json_write_to(out);
    json.layout = layout;
    json.margin = margin;
    json_out_value(&json, NULL, &(struct json_style){0}, shape, object);
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
