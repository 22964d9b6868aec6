/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which section of a report for people a finding belongs to. */
#ifndef MAILSONDE_REPORT_FINDING_KINDS_H
#define MAILSONDE_REPORT_FINDING_KINDS_H

#include "facts/finding.h"
#include "report/page.h"

#include <stdbool.h>

/* Fails or is unknown, and the user accepts it: none of the other kinds. */
bool finding_is_accepted(const struct finding *finding);

/* Says why a port cannot be reached. A finding about a whole host is not a diagnosis: it follows from those
 * about its ports and needs no other fix. */
bool finding_is_diagnosis(const struct finding *finding);

/* Fails, and is not a diagnosis. */
bool finding_fails(const struct finding *finding);

/* Fails as an error or a warning: something to fix. */
bool finding_is_fault(const struct finding *finding);

/* Fails as information about a domain, a host or an address. */
bool finding_is_note(const struct finding *finding);

/* Fails as information about one port; many servers have some of these. */
bool finding_is_port_note(const struct finding *finding);

/* Unknown, and not a diagnosis. */
bool finding_is_undecided(const struct finding *finding);

/* The same, if it would be an error or a warning; and if not. */
bool finding_is_undecided_fault(const struct finding *finding);
bool finding_is_undecided_note(const struct finding *finding);

/* Whether it counts for the exit status: severe enough for --fail-on, and not accepted. */
bool finding_counts(const struct report_options *options, const struct finding *finding);

bool finding_holds(const struct finding *finding);

/* What to call it in one line: the fault where it is there or suspected, else what is required. */
const char *finding_heading(const struct finding *finding);

/* The mark of a finding that does not hold: by its severity if it fails, else undecided. */
enum mark finding_mark(const struct finding *finding);

#endif
