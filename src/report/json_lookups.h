/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Look-ups in lines: what was asked for is left out where it is what the place of the look-up says, such as
 * the AAAA records of a host. */
#ifndef MAILSONDE_REPORT_JSON_LOOKUPS_H
#define MAILSONDE_REPORT_JSON_LOOKUPS_H

#include "report/json_out.h"

#include <jansson.h>
#include <stdbool.h>

/* A style's `instead` (report/json_out.h) for look-ups; its context is the name of the report's domain, or
 * NULL. */
bool json_lookups_write(struct json_write *json, const struct json_style *style, const struct field *field,
                        const void *object);

/* Puts the names and types back into a report that was made of lines. Its parts may be shared: they say the
 * same wherever they are. */
void json_lookups_restore(json_t *report);

#endif
