/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which findings count for the exit status. */
#ifndef MAILSONDE_ASSESS_FAIL_ON_H
#define MAILSONDE_ASSESS_FAIL_ON_H

#include "facts/finding.h"

#include <stdbool.h>
#include <stddef.h>

/* In place of a severity: nothing counts. */
enum { FAIL_ON_NEVER = SEVERITY_COUNT };

/* One kind of findings, and the least severity that counts, or FAIL_ON_NEVER. */
struct fail_on_finding {
    enum finding_id id;
    int severity;
};

/* The least severity that counts, or FAIL_ON_NEVER, by the role of what a finding is about. What is said of
 * its id goes before that. Owns its list. */
struct fail_on {
    int by_role[ROLE_COUNT];
    struct fail_on_finding *findings;
    size_t finding_count;
};

/* Whether such a finding counts: it is not accepted, and bad enough. */
bool fail_on_counts(const struct fail_on *fail_on, const struct finding *finding);

void fail_on_free(struct fail_on *fail_on);

#endif
