/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON Schema (draft 2020-12) of the JSON formats, made from the shapes of the facts. A test compares
 * data/report.schema.json with it. */
#ifndef MAILSONDE_REPORT_JSON_SCHEMA_H
#define MAILSONDE_REPORT_JSON_SCHEMA_H

#include "base/shape.h"

/* The schema with a newline at its end; the caller frees. Its root takes the document of a run (--format
 * json) and a line of --format jsonl; "#/$defs/run" and "#/$defs/report" are the one and the other. */
char *json_schema_text(void);

/* The schema of a document that has the shape, likewise. */
char *json_schema_of(const struct shape *shape, const char *title);

#endif
