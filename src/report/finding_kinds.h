/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which section of a report for people a finding belongs to. */
#ifndef MAILSONDE_REPORT_FINDING_KINDS_H
#define MAILSONDE_REPORT_FINDING_KINDS_H

#include "facts/finding.h"
#include "report/page.h"

#include <stdbool.h>

/* Tells why something cannot be reached. Of a whole host it is not: that follows from what is said of its
 * ports, and asks for nothing else. */
bool finding_is_diagnosis(const struct finding *finding);

/* Fails, and is no diagnosis. */
bool finding_fails(const struct finding *finding);

/* Fails as an error or a warning: something to mend. */
bool finding_is_fault(const struct finding *finding);

/* Fails as information about a domain, a host or an address. */
bool finding_is_note(const struct finding *finding);

/* Fails as information about one port: what many servers have some of. */
bool finding_is_port_note(const struct finding *finding);

/* Unknown, and no diagnosis. */
bool finding_is_undecided(const struct finding *finding);

/* The same where it would be an error or a warning; and where it would not. */
bool finding_is_undecided_fault(const struct finding *finding);
bool finding_is_undecided_note(const struct finding *finding);

bool finding_holds(const struct finding *finding);

/* The mark of one that does not hold: by its severity where it fails, else that it is undecided. */
enum mark finding_mark(const struct finding *finding);

#endif
