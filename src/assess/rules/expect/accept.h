/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which findings the user accepts. */
#ifndef MAILSONDE_ASSESS_RULES_EXPECT_ACCEPT_H
#define MAILSONDE_ASSESS_RULES_EXPECT_ACCEPT_H

#include "facts/expectations.h"
#include "facts/report.h"

#include <stdbool.h>

/* Whether the rule is about the report. */
bool accept_rule_is_for(const struct accept_rule *rule, const struct report *report);

/* Whether the rule names a finding of such a report, whatever its outcome and the date. */
bool accept_rule_names(const struct accept_rule *rule, const struct finding *finding);

/* Whether the day on which the report was begun (UTC) is past the rule's last one. */
bool accept_rule_is_over(const struct accept_rule *rule, const struct report *report);

#endif
