/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts to findings and verdict: pure, so it works as well on facts that were saved a year ago.
 *
 * Every rule judges each subject it applies to: the requirement holds, fails, or is unknown with the reason
 * as evidence. Where a session stopped before the step that a rule looks at, the rule of the step where it
 * stopped speaks; only "starttls-not-offered" is judged for every connection that was made. */
#ifndef MAILSONDE_ASSESS_ASSESS_H
#define MAILSONDE_ASSESS_ASSESS_H

#include "assess/fail_on.h"
#include "assess/finding/policy.h"
#include "facts/report.h"

/* 14 and 30 days, 30 seconds, no profile. */
extern const struct policy policy_default;

/* Fills report->findings and report->verdict, whose old contents are freed, from the facts in `report`. The
 * only time that counts is the report's own started_at_unix_ms.
 *
 * Findings that fail come first, then the unknown, those that are accepted, and those that hold; each group
 * is sorted by severity, worst first, and otherwise keeps the order of the facts. A failing finding carries
 * the catalogue's title, explanation, remedy and reference; another one carries the requirement as its title
 * and the reference. */
void assess_report(struct report *report, const struct policy *policy);

/* The exit status that an assessed report asks for, by the findings that count (assess/fail_on.h):
 *   1  a requirement fails;
 *   3  none fails, and at least one is unknown (DNS gave no answer, no address of an MX answered, a server
 *      said 421, ...);
 *   0  otherwise.
 * A port that is tried without being announced and does not answer, and all findings about guessed hosts,
 * are information at most. */
int assess_exit_by(const struct report *report, const struct fail_on *fail_on);

/* The same where a severity of `fail_on` or worse counts for every role. */
int assess_exit(const struct report *report, enum severity fail_on);

#endif
