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

static void append(json_t *list, const char *text)
{
    if (json_array_append_new(list, made(json_string(text))) != 0)
        out_of_memory();
}

static json_t *member_schema(const struct field *field)
{
    json_t *schema = field_schema(field);
    set(schema, "description", made(json_string(field->about)));
    if (field->is_volatile)
        set(schema, "x-volatile", made(json_true()));
    if (field->zero_is_usual)
        set(schema, "default",
            field->type == FIELD_WORD ? made(json_string(words_name(field->words, 0)))
                                      : made(json_integer(0)));
    return schema;
}

/* An object of these members, to which others can be added. */
static json_t *object_schema(const char *about)
{
    return made(json_pack("{sssss{}sbs[]}", "description", about, "type", "object", "properties",
                          "additionalProperties", 0, "required"));
}

static void add_member(json_t *object, const char *name, json_t *schema, bool required)
{
    set(json_object_get(object, "properties"), name, schema);
    if (required)
        append(json_object_get(object, "required"), name);
}

/* What is said of a run as a whole is never left out. */
static bool is_slim(const struct shape *shape)
{
    return shape != &run_shape && shape != &run_settings_shape && shape != &run_summary_shape
           && shape != &input_error_shape;
}

static json_t *shape_schema(const struct shape *shape)
{
    json_t *object = object_schema(shape->about);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        bool required = !is_slim(shape) || !json_out_may_be_left_out(field);
        add_member(object, field->name, member_schema(field), required);
    }
    return object;
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

static json_t *list_schema(json_t *items, const char *about)
{
    return made(json_pack("{ssssso}", "description", about, "type", "array", "items", items));
}

static json_t *texts_schema(const char *about)
{
    return list_schema(made(json_pack("{ss}", "type", "string")), about);
}

static json_t *catalogue_schema(void)
{
    return list_schema(
        reference(&finding_texts_shape),
        "What is said of each finding that fails or is unknown somewhere, once; not with --full.");
}

/* The members of slim JSON that stand for several in full JSON. */
static void define_slim(json_t *definitions)
{
    json_t *report = json_object_get(definitions, report_shape.name);
    json_t *holding =
        object_schema("Requirements that hold: each id at each place, and ID@PLACE is the key.");
    add_member(holding, "at", texts_schema("What the findings are about, as in their keys."), true);
    add_member(holding, "ids", texts_schema("The findings."), true);
    set(definitions, "holding", holding);
    add_member(report, "certificates",
               list_schema(reference(&certificate_shape),
                           "Each certificate once; chains refer to it by sha256. Not with --full."),
               false);
    add_member(report, "holds",
               list_schema(made(json_pack("{ss}", "$ref", "#/$defs/holding")),
                           "What holds; with --full it is among the findings."),
               false);
    add_member(json_object_get(definitions, run_shape.name), json_kind_catalogue, catalogue_schema(), false);
    append(json_object_get(report, "required"), "findings");
}

/* A line of --format jsonl says what it is; the same thing inside the document of --format json does not. */
static void name_kind(json_t *definition, const char *kind, bool required)
{
    add_member(definition, "kind",
               made(json_pack("{ssss}", "const", kind, "description", "What a line of --format jsonl is.")),
               required);
}

static void add_shape(json_t *object, const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count && shape->fields[i].shape != &report_shape; i++)
        add_member(object, shape->fields[i].name, member_schema(&shape->fields[i]), true);
}

/* The last two lines of --format jsonl. */
static void define_lines(json_t *definitions)
{
    json_t *catalogue = object_schema("The catalogue of --format jsonl; not with --full.");
    json_t *summary = object_schema("The last line of --format jsonl: the run, and the run in numbers.");
    name_kind(catalogue, json_kind_catalogue, true);
    add_member(catalogue, json_kind_catalogue, catalogue_schema(), true);
    name_kind(summary, json_kind_summary, true);
    add_shape(summary, &run_shape);
    add_shape(summary, &run_summary_shape);
    set(definitions, "catalogue_line", catalogue);
    set(definitions, "summary_line", summary);
}

/* A schema for what is of that kind, and another for the rest. */
static json_t *by_kind(const char *kind, const char *definition, json_t *otherwise)
{
    char *target = text_format("#/$defs/%s", definition);
    json_t *schema = made(json_pack("{s{s{s{ss}}s[s]}s{ss}so}", "if", "properties", "kind", "const", kind,
                                    "required", "kind", "then", "$ref", target, "else", otherwise));
    free(target);
    return schema;
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
    define(definitions, &finding_texts_shape);
    define_slim(definitions);
    define_lines(definitions);
    name_kind(json_object_get(definitions, report_shape.name), json_kind_report, false);
    name_kind(json_object_get(definitions, input_error_shape.name), json_kind_input_error, false);
    /* What has reports is a run: with "if", a validator names the fault instead of "matches neither". */
    json_t *line = made(json_pack("{s{s[s]}soso}", "if", "required", "reports", "then", reference(&run_shape),
                                  "else", reference(&report_shape)));
    line = by_kind(json_kind_input_error, input_error_shape.name, line);
    line = by_kind(json_kind_catalogue, "catalogue_line", line);
    line = by_kind(json_kind_summary, "summary_line", line);
    json_t *schema = made(
        json_pack("{ssssss}", "$schema", draft, "title", "mailsonde report", "description",
                  "The document of --format json, or one line of --format jsonl; doc/json.md says what is "
                  "left out without --full. Two runs of an unchanged domain differ only in members with "
                  "x-volatile."));
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
