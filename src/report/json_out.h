/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to JSON by their description (base/shape.h): keys in the order of the shape, enums as words, a NULL
 * text as null. jansson lives in report/json_*.c and nowhere else. */
#ifndef MAILSONDE_REPORT_JSON_OUT_H
#define MAILSONDE_REPORT_JSON_OUT_H

#include "base/shape.h"

#include <stdio.h>

enum json_layout {
    JSON_LAYOUT_LINE,     /* all in one line, without spaces */
    JSON_LAYOUT_INDENTED, /* two spaces a level */
};

/* Writes `object` to `out`; lines after the first begin `depth` levels to the right. No newline follows.
 * Write errors stay in `out` for ferror(). */
void json_out_object(FILE *out, const struct shape *shape, const void *object, enum json_layout layout,
                     int depth);

/* Writes the value of one field of `object` in the same way. */
void json_out_field(FILE *out, const struct field *field, const void *object, enum json_layout layout,
                    int depth);

/* The same as text; the caller frees. */
char *json_out_text(const struct shape *shape, const void *object, enum json_layout layout);

/* What the member "kind" of a line of --format jsonl says it is. */
extern const char json_kind_report[];
extern const char json_kind_input_error[];
extern const char json_kind_summary[];

#endif
