/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The JSON Schema (draft 2020-12) of what the JSON formats write, made from the shapes of the facts. It is
 * kept as data/report.schema.json, which a test holds against this. */
#ifndef MAILSONDE_REPORT_JSON_SCHEMA_H
#define MAILSONDE_REPORT_JSON_SCHEMA_H

/* The schema with a newline at its end; the caller frees. Its root takes the document of a run (--format
 * json) and a line of --format jsonl; "#/$defs/run" and "#/$defs/report" are the one and the other. */
char *json_schema_text(void);

#endif
