/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts that lines of --format jsonl point at, as they come in a file. All are kept, compressed, since
 * any line that follows may need them. */
#ifndef MAILSONDE_REPORT_JSON_PARTS_H
#define MAILSONDE_REPORT_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct json_parts;

struct json_parts *json_parts_new(void);
void json_parts_free(struct json_parts *parts); /* takes NULL */

/* Whether a line of that kind is a part. */
bool json_parts_is_kind(const char *kind);

/* Keeps the text of the line, which is JSON, in place of an earlier one of that kind and id. */
void json_parts_add(struct json_parts *parts, const char *kind, const char *id, const char *text,
                    size_t length);

#endif
