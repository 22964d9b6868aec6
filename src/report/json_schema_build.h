/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What report/json_schema*.c build schemas of. Values that are given are taken over. */
#ifndef MAILSONDE_REPORT_JSON_SCHEMA_BUILD_H
#define MAILSONDE_REPORT_JSON_SCHEMA_BUILD_H

#include "base/shape.h"

#include <jansson.h>
#include <stdbool.h>

/* The value; ends the program where there is none. */
json_t *json_schema_made(json_t *value);

void json_schema_set(json_t *object, const char *key, json_t *value);
void json_schema_append(json_t *list, const char *text);

/* A reference to the definition of a shape, and the schema of a member. */
json_t *json_schema_reference(const struct shape *shape);
json_t *json_schema_member(const struct field *field);

/* An object without members, to which they are added. */
json_t *json_schema_object(const char *about);
void json_schema_add(json_t *object, const char *name, json_t *schema, bool required);

/* A value of that JSON type. */
json_t *json_schema_about(const char *type, const char *about);

/* A reference to a definition. */
json_t *json_schema_defined(const char *name);

/* A line of --format jsonl says what it is; the same thing inside the document of --format json does not. */
void json_schema_name_kind(json_t *definition, const char *kind, bool required);

json_t *json_schema_list(json_t *items, const char *about);
json_t *json_schema_texts(const char *about);

/* Defines the lines of --format jsonl that are no part of a document: "domain_line", "host_line" and so on,
 * and returns a schema that takes each by its kind, and what has another one, or none, by `otherwise`. */
json_t *json_schema_lines(json_t *definitions, json_t *otherwise);

#endif
