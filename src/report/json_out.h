/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to JSON by their description (base/shape.h): keys in the order of the shape, enums as words, what is
 * not there or not known as null. jansson, which reads JSON, lives in report/json_*.c and nowhere else. */
#ifndef MAILSONDE_REPORT_JSON_OUT_H
#define MAILSONDE_REPORT_JSON_OUT_H

#include "base/shape.h"
#include "report/json_write.h"

#include <stdio.h>

/* How the members of objects are written. */
struct json_style {
    bool slim; /* without what field_is_left_out() */
    /* Writes the field in another way and returns true, or returns false; NULL for none such. */
    bool (*instead)(struct json_write *json, const struct json_style *style, const struct field *field,
                    const void *object);
    const void *context; /* for it */
    bool plain;          /* nothing is allocated: code points, whose names are made, are null */
};

/* Whether slim JSON leaves the member out: it is null, false, empty, 0 where that is usual
 * (field->zero_is_usual), or large and nothing that one judges by (field->is_bulky). Who reads it without the
 * member has the same facts. */
bool json_out_is_left_out(const struct field *field, const void *object);

/* Whether that can be, whatever the object. */
bool json_out_may_be_left_out(const struct field *field);

/* Writes `object` as the value of `key` (NULL as in report/json_write.h). */
void json_out_value(struct json_write *json, const char *key, const struct json_style *style,
                    const struct shape *shape, const void *object);

/* Writes one member of `object`, or those that `skip` (NULL: none is skipped) returns false for, into the
 * object that was begun. */
void json_out_member(struct json_write *json, const struct json_style *style, const struct field *field,
                     const void *object);
void json_out_members(struct json_write *json, const struct json_style *style, const struct shape *shape,
                      const void *object, bool (*skip)(const struct field *field, const void *object));

/* Writes the object with all its members to `out`; lines after the first begin `margin` levels to the right.
 * Errors stay in `out` for ferror(). */
void json_out_object(FILE *out, const struct shape *shape, const void *object, enum json_layout layout,
                     int margin);

/* The object as text with all its members; the caller frees. */
char *json_out_text(const struct shape *shape, const void *object, enum json_layout layout);

/* What the member "kind" of a line of --format jsonl says it is. */
extern const char json_kind_vantage[];
extern const char json_kind_certificate[];
extern const char json_kind_endpoint[];
extern const char json_kind_zone[];
extern const char json_kind_host[];
extern const char json_kind_domain[];
extern const char json_kind_report[];
extern const char json_kind_input_error[];
extern const char json_kind_catalogue[];
extern const char json_kind_summary[];

#endif
