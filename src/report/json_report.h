/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report as JSON, in full or slim: doc/json.md. */
#ifndef MAILSONDE_REPORT_JSON_REPORT_H
#define MAILSONDE_REPORT_JSON_REPORT_H

#include "base/shape.h"
#include "facts/finding_id.h"
#include "facts/report.h"
#include "report/json_write.h"

#include <stdbool.h>

/* The findings whose texts stand in the catalogue of the document. */
struct json_catalogue {
    bool has[FINDING_COUNT];
};

/* Writes the members of the report into the object that was begun: all of them in place if `full`; else what
 * assess_report() needs to judge the same, the findings that fail or are unknown without the texts of the
 * catalogue
 * ("findings"), what holds ("holds") and the certificates ("certificates"). */
void json_report_write(struct json_write *json, const struct report *report, bool full);

/* Whether the member of a finding says what the catalogue does. */
bool json_report_is_in_catalogue(const struct field *field, const void *finding);

/* Adds the findings of the report that need an entry. */
void json_report_add_to(struct json_catalogue *catalogue, const struct report *report);

/* Writes the entries as the value of `key`, a list; nothing is allocated. */
void json_report_write_catalogue(struct json_write *json, const char *key,
                                 const struct json_catalogue *catalogue);

#endif
