/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON that jansson has parsed, to facts: what the readers of report/json_*.c share. */
#ifndef MAILSONDE_REPORT_JSON_VALUE_H
#define MAILSONDE_REPORT_JSON_VALUE_H

#include "base/shape.h"

#include <jansson.h>

enum json_reading {
    JSON_READ_ALL,
    JSON_READ_OWN,   /* a file that a person wrote: an unknown key is an error */
    JSON_READ_FACTS, /* the members "findings", "counts" and "verdict" are skipped */
};

/* Like json_in_object(), for a value. */
char *json_value_read(const json_t *value, const struct shape *shape, void *object,
                      enum json_reading reading);

#endif
