/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A target's line of --format jsonl and its parts, put together to a report as --format json has it. */
#ifndef MAILSONDE_REPORT_JSON_EXPAND_H
#define MAILSONDE_REPORT_JSON_EXPAND_H

#include "facts/report.h"
#include "report/json_parts.h"

#include <jansson.h>
#include <stdbool.h>

/* The part, parsed, and of how many bytes its text is; NULL where there is none. The caller gives the
 * reference back. */
json_t *json_parts_get(struct json_parts *parts, const char *kind, const char *id, size_t *bytes);

/* The report, whose endpoints still lack what belongs to names; NULL with a *problem in one line, which the
 * caller frees. */
json_t *json_expand(const json_t *line, struct json_parts *parts, char **problem);

/* Adds that to the facts, which were read from `value`; false with a *problem. */
bool json_expand_names(const json_t *value, struct report *report, char **problem);

#endif
