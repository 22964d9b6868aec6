/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What JSON schemas are built of. */
#include "report/json_schema_build.h"

#include "base/list.h"
#include "report/json_out.h"

#include <stdlib.h>

json_t *json_schema_made(json_t *value)
{
    if (value == NULL)
        out_of_memory();
    return value;
}

void json_schema_set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        out_of_memory();
}

json_t *json_schema_reference(const struct shape *shape)
{
    return json_schema_defined(shape->name);
}

static json_t *words_schema(const struct field *field)
{
    json_t *list = json_schema_made(json_array());
    for (size_t i = 0; i < field->words->count; i++) {
        bool null = i == 0 && field_may_be_null(field);
        const char *word = field->words->words[i];
        if (word != NULL
            && json_array_append_new(list, null ? json_null() : json_schema_made(json_string(word))) != 0)
            out_of_memory();
    }
    return json_schema_made(json_pack("{so}", "enum", list));
}

/* "type", or one of "type" and null. */
static json_t *plain_schema(const struct field *field, const char *type)
{
    if (field_may_be_null(field))
        return json_schema_made(json_pack("{s[ss]}", "type", type, "null"));
    return json_schema_made(json_pack("{ss}", "type", type));
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
        return json_schema_made(json_pack("{sss{ss}}", "type", "array", "items", "type", "string"));
    case FIELD_WORD:
        return field->open ? plain_schema(field, "string") : words_schema(field);
    case FIELD_STRUCT:
        return field->written != NULL ? plain_schema(field, "string") : json_schema_reference(field->shape);
    case FIELD_OPTIONAL:
        return json_schema_made(
            json_pack("{s[o{ss}]}", "anyOf", json_schema_reference(field->shape), "type", "null"));
    case FIELD_LIST:
        return json_schema_made(
            json_pack("{ssso}", "type", "array", "items", json_schema_reference(field->shape)));
    }
    return json_schema_made(json_object());
}

void json_schema_append(json_t *list, const char *text)
{
    if (json_array_append_new(list, json_schema_made(json_string(text))) != 0)
        out_of_memory();
}

json_t *json_schema_member(const struct field *field)
{
    json_t *schema = field_schema(field);
    json_schema_set(schema, "description", json_schema_made(json_string(field->about)));
    if (field->is_volatile)
        json_schema_set(schema, "x-volatile", json_schema_made(json_true()));
    if (field->zero_is_usual)
        json_schema_set(schema, "default",
                        field->type == FIELD_WORD ? json_schema_made(json_string(words_name(field->words, 0)))
                                                  : json_schema_made(json_integer(0)));
    return schema;
}

/* An object of these members, to which others can be added. */
json_t *json_schema_object(const char *about)
{
    return json_schema_made(json_pack("{sssss{}sbs[]}", "description", about, "type", "object", "properties",
                                      "additionalProperties", 0, "required"));
}

void json_schema_add(json_t *object, const char *name, json_t *schema, bool required)
{
    json_schema_set(json_object_get(object, "properties"), name, schema);
    if (required)
        json_schema_append(json_object_get(object, "required"), name);
}

json_t *json_schema_list(json_t *items, const char *about)
{
    return json_schema_made(json_pack("{ssssso}", "description", about, "type", "array", "items", items));
}

json_t *json_schema_texts(const char *about)
{
    return json_schema_list(json_schema_made(json_pack("{ss}", "type", "string")), about);
}

json_t *json_schema_about(const char *type, const char *about)
{
    return json_schema_made(json_pack("{ssss}", "description", about, "type", type));
}

json_t *json_schema_defined(const char *name)
{
    char *target = text_format("#/$defs/%s", name);
    json_t *value = json_schema_made(json_pack("{ss}", "$ref", target));
    free(target);
    return value;
}

void json_schema_name_kind(json_t *definition, const char *kind, bool required)
{
    json_schema_add(definition, "kind",
                    json_schema_made(json_pack("{ssss}", "const", kind, "description",
                                               "What a line of --format jsonl is.")),
                    required);
}
