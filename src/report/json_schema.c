/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From shapes to JSON Schema. */
#include "report/json_schema.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_out.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *made(json_t *value)
{
    if (value == NULL)
        out_of_memory();
    return value;
}

static void set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        out_of_memory();
}

static json_t *reference(const struct shape *shape)
{
    char *target = text_format("#/$defs/%s", shape->name);
    json_t *value = made(json_pack("{ss}", "$ref", target));
    free(target);
    return value;
}

static json_t *words_schema(const struct field *field)
{
    json_t *list = made(json_array());
    for (size_t i = 0; i < field->words->count; i++) {
        bool null = i == 0 && field_may_be_null(field);
        const char *word = field->words->words[i];
        if (word != NULL && json_array_append_new(list, null ? json_null() : made(json_string(word))) != 0)
            out_of_memory();
    }
    return made(json_pack("{so}", "enum", list));
}

/* "type", or one of "type" and null. */
static json_t *plain_schema(const struct field *field, const char *type)
{
    if (field_may_be_null(field))
        return made(json_pack("{s[ss]}", "type", type, "null"));
    return made(json_pack("{ss}", "type", type));
}

static json_t *field_schema(const struct field *field)
{
    switch (field->type) {
    case FIELD_BOOL:
        return plain_schema(field, "boolean");
    case FIELD_INTEGER:
        return plain_schema(field, "integer");
    case FIELD_TEXT:
    case FIELD_CODE:
        return plain_schema(field, "string");
    case FIELD_TEXT_LIST:
    case FIELD_CODE_LIST:
        return made(json_pack("{sss{ss}}", "type", "array", "items", "type", "string"));
    case FIELD_WORD:
        return field->open ? plain_schema(field, "string") : words_schema(field);
    case FIELD_STRUCT:
        return field->written != NULL ? plain_schema(field, "string") : reference(field->shape);
    case FIELD_OPTIONAL:
        return made(json_pack("{s[o{ss}]}", "anyOf", reference(field->shape), "type", "null"));
    case FIELD_LIST:
        return made(json_pack("{ssso}", "type", "array", "items", reference(field->shape)));
    }
    return made(json_object());
}

static json_t *shape_schema(const struct shape *shape)
{
    json_t *properties = made(json_object());
    json_t *required = made(json_array());
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        json_t *schema = field_schema(field);
        set(schema, "description", made(json_string(field->about)));
        if (field->is_volatile)
            set(schema, "x-volatile", made(json_true()));
        set(properties, field->name, schema);
        if (json_array_append_new(required, made(json_string(field->name))) != 0)
            out_of_memory();
    }
    return made(json_pack("{sssssosbso}", "description", shape->about, "type", "object", "properties",
                          properties, "additionalProperties", 0, "required", required));
}

/* Adds `shape` and the shapes that it is made of, each once. */
static void define(json_t *definitions, const struct shape *shape)
{
    if (json_object_get(definitions, shape->name) != NULL)
        return;
    set(definitions, shape->name, shape_schema(shape));
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].shape != NULL && shape->fields[i].written == NULL)
            define(definitions, shape->fields[i].shape);
}

/* A line of --format jsonl says what it is; the same thing inside the document of --format json does not. */
static void name_kind(json_t *definitions, const struct shape *shape, const char *kind)
{
    json_t *properties = json_object_get(json_object_get(definitions, shape->name), "properties");
    set(properties, "kind",
        made(json_pack("{ssss}", "const", kind, "description", "What a line of --format jsonl is.")));
}

/* A schema for what is of that kind, and another for the rest. */
static json_t *by_kind(const char *kind, const struct shape *shape, json_t *otherwise)
{
    return made(json_pack("{s{s{s{ss}}s[s]}soso}", "if", "properties", "kind", "const", kind, "required",
                          "kind", "then", reference(shape), "else", otherwise));
}

static const char draft[] = "https://json-schema.org/draft/2020-12/schema";

/* Takes the schema over; the caller frees the text. */
static char *dump(json_t *schema)
{
    char *dumped = json_dumps(schema, JSON_INDENT(2));
    if (dumped == NULL)
        out_of_memory();
    json_decref(schema);
    char *text = text_format("%s\n", dumped);
    free(dumped);
    return text;
}

char *json_schema_text(void)
{
    json_t *definitions = made(json_object());
    define(definitions, &run_shape);
    name_kind(definitions, &report_shape, json_kind_report);
    name_kind(definitions, &input_error_shape, json_kind_input_error);
    name_kind(definitions, &run_summary_shape, json_kind_summary);
    /* What has reports is a run: with "if", a validator names the fault instead of "matches neither". */
    json_t *line = by_kind(json_kind_summary, &run_summary_shape,
                           by_kind(json_kind_input_error, &input_error_shape,
                                   made(json_pack("{s{s[s]}soso}", "if", "required", "reports", "then",
                                                  reference(&run_shape), "else", reference(&report_shape)))));
    json_t *schema =
        made(json_pack("{ssssss}", "$schema", draft, "title", "mailsonde report", "description",
                       "The document of --format json, or one line of --format jsonl. Two runs of an "
                       "unchanged domain differ only in members with x-volatile."));
    if (json_object_update_new(schema, line) != 0)
        out_of_memory();
    set(schema, "$defs", definitions);
    return dump(schema);
}

char *json_schema_of(const struct shape *shape, const char *title)
{
    json_t *definitions = made(json_object());
    define(definitions, shape);
    json_t *schema = reference(shape);
    set(schema, "$schema", made(json_string(draft)));
    set(schema, "title", made(json_string(title)));
    set(schema, "$defs", definitions);
    return dump(schema);
}
