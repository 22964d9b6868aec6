/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From shapes to JSON Schema. */
#include "report/json_schema.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "report/json_out.h"
#include "report/json_schema_build.h"

#include <stdlib.h>

/* What is said of a run as a whole is never left out. */
static bool is_slim(const struct shape *shape)
{
    return shape != &run_shape && shape != &run_settings_shape && shape != &run_summary_shape
           && shape != &input_error_shape;
}

static json_t *shape_schema(const struct shape *shape)
{
    json_t *object = json_schema_object(shape->about);
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct field *field = &shape->fields[i];
        bool required = !is_slim(shape) || !json_out_may_be_left_out(field);
        json_schema_add(object, field->name, json_schema_member(field), required);
    }
    return object;
}

/* Adds `shape` and the shapes that it is made of, each once. */
static void define(json_t *definitions, const struct shape *shape)
{
    if (json_object_get(definitions, shape->name) != NULL)
        return;
    json_schema_set(definitions, shape->name, shape_schema(shape));
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].shape != NULL && shape->fields[i].written == NULL)
            define(definitions, shape->fields[i].shape);
}

static json_t *catalogue_schema(void)
{
    return json_schema_list(
        json_schema_reference(&finding_texts_shape),
        "What is said of each finding that fails or is unknown somewhere, once; not with --full.");
}

/* What slim JSON says of an object by a reference, so that other members may be missing. */
static void add_reference(json_t *definitions, const struct shape *shape, const char *name, json_t *schema)
{
    json_t *object = json_object_get(definitions, shape->name);
    json_schema_set(object, "required", json_schema_made(json_array()));
    json_schema_add(object, name, schema, false);
}

static void define_references(json_t *definitions)
{
    add_reference(
        definitions, &session_shape, "as_first",
        json_schema_texts("Members that are those of the endpoint's first session, or, in that one, "
                          "of the first session of as_endpoint. Not with --full."));
    json_t *differs = json_schema_about(
        "object", "What differs of these members: a merge patch (RFC 7396) of each, of times and texts that "
                  "differ from run to run. Not with --full.");
    json_schema_set(differs, "x-volatile", json_schema_made(json_true()));
    add_reference(definitions, &session_shape, "differs", differs);
    add_reference(definitions, &session_shape, "as_endpoint",
                  json_schema_about("integer", "Index of an earlier endpoint. Not with --full."));
    add_reference(definitions, &tls_shape, "rest_as_first",
                  json_schema_about("boolean", "Members that are not there are those of the endpoint's first "
                                               "session. Not with --full."));
    add_reference(definitions, &tls_survey_shape, "as_endpoint",
                  json_schema_about("integer",
                                    "Index of an earlier endpoint, whose survey has the members that "
                                    "are not there. Not with --full."));
    add_reference(definitions, &profile_verdict_shape, "as_profile",
                  json_schema_about("integer", "Index of an earlier profile verdict with the same items. Not "
                                               "with --full."));
}

/* The members of slim JSON that stand for several in full JSON. */
static void define_slim(json_t *definitions)
{
    define_references(definitions);
    json_t *report = json_object_get(definitions, report_shape.name);
    json_t *holding =
        json_schema_object("Requirements that hold: each id at each place, and ID@PLACE is the key.");
    json_schema_add(holding, "at", json_schema_texts("What the findings are about, as in their keys."), true);
    json_schema_add(holding, "ids", json_schema_texts("The findings."), true);
    json_schema_set(definitions, "holding", holding);
    json_schema_add(report, "certificates",
                    json_schema_list(json_schema_reference(&certificate_shape),
                                     "Each certificate once; chains refer to it by sha256. Not with --full."),
                    false);
    json_schema_add(report, "holds",
                    json_schema_list(json_schema_made(json_pack("{ss}", "$ref", "#/$defs/holding")),
                                     "What holds; with --full it is among the findings."),
                    false);
    json_schema_add(json_object_get(definitions, run_shape.name), json_kind_catalogue, catalogue_schema(),
                    false);
    json_schema_append(json_object_get(report, "required"), "findings");
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
    json_t *definitions = json_schema_made(json_object());
    define(definitions, &run_shape);
    define(definitions, &finding_texts_shape);
    define_slim(definitions);
    json_t *report = json_object_get(definitions, report_shape.name);
    json_schema_name_kind(report, json_kind_report, false);
    json_schema_add(report, "id", json_schema_about("string", "Of a line: the target."), false);
    json_schema_name_kind(json_object_get(definitions, input_error_shape.name), json_kind_input_error, false);
    /* What has reports is a run: with "if", a validator names the fault instead of "matches neither". */
    json_t *line = json_schema_made(json_pack("{s{s[s]}soso}", "if", "required", "reports", "then",
                                              json_schema_reference(&run_shape), "else",
                                              json_schema_reference(&report_shape)));
    line = json_schema_lines(definitions, line);
    json_t *schema = json_schema_made(
        json_pack("{ssssss}", "$schema", draft, "title", "mailsonde report", "description",
                  "The document of --format json, or one line of --format jsonl; doc/json.md says what is "
                  "left out without --full. Two runs of an unchanged domain differ only in members with "
                  "x-volatile."));
    if (json_object_update_new(schema, line) != 0)
        out_of_memory();
    json_schema_set(schema, "$defs", definitions);
    return dump(schema);
}

char *json_schema_of(const struct shape *shape, const char *title)
{
    json_t *definitions = json_schema_made(json_object());
    define(definitions, shape);
    json_t *schema = json_schema_reference(shape);
    json_schema_set(schema, "$schema", json_schema_made(json_string(draft)));
    json_schema_set(schema, "title", json_schema_made(json_string(title)));
    json_schema_set(schema, "$defs", definitions);
    return dump(schema);
}
