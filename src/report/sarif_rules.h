/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue of findings as the rules of SARIF 2.1.0. */
#ifndef MAILSONDE_REPORT_SARIF_RULES_H
#define MAILSONDE_REPORT_SARIF_RULES_H

#include "facts/finding_id.h"
#include "report/json_write.h"

/* Writes the list "rules" (SARIF 3.19.23). */
void sarif_rules_write(struct json_write *json);

/* Where the rule of a finding is in the list. */
int sarif_rules_index(enum finding_id id);

#endif
