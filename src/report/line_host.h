/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host as a line of --format jsonl, which all targets that lead to it share. */
#ifndef MAILSONDE_REPORT_LINE_HOST_H
#define MAILSONDE_REPORT_LINE_HOST_H

#include "report/json_write.h"
#include "report/line_layout.h"

#include <stddef.h>

/* In each, `index` is that of the host in the report, and `endpoints` has the ids of the report's endpoints.
 */

/* The id of its line; the caller frees. */
char *line_host_id(const struct line_layout *layout, size_t index, char *const *endpoints);

/* Writes the members of its line behind the id. */
void line_host_write(struct json_write *json, const struct line_layout *layout, size_t index,
                     char *const *endpoints);

/* Writes it as an item of the domain's line: a pointer to the line `id`, and what the host is to this target.
 * NULL: it has no line, and stands there with all that is known of it. */
void line_host_write_pointer(struct json_write *json, const struct line_layout *layout, size_t index,
                             const char *id);

/* Writes what these items of the report have with one owner: "address_facts", "endpoints", "paths",
 * "caa_sets", "profiles". `name` is the host's, NULL where the owner is the domain. */
void line_host_write_owned(struct json_write *json, const struct line_layout *layout, size_t owner,
                           const char *name, char *const *endpoints);

#endif
