/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How rules speak: one call a finding. */
#ifndef MAILSONDE_ASSESS_JUDGE_H
#define MAILSONDE_ASSESS_JUDGE_H

#include "assess/assess.h"
#include "assess/catalogue.h"
#include "facts/report.h"

struct assessment {
    struct report *report;
    const struct policy *policy;
};

/* What a finding is about and what that is to the domain; the names are borrowed. */
struct about {
    enum role role;
    const char *domain;
    const char *host;
    const char *address;
    int64_t port;
    bool lenient; /* one severity milder than the catalogue's */
};

/* Appends a finding with the catalogue's text for `id`, the severity for about->role, as much of the subject
 * as the entry is about, and the evidence. An id that is not in the catalogue is a mistake in the program. */
void judge(struct assessment *assessment, const struct about *about, const char *id, enum outcome outcome,
           const char *evidence, ...) __attribute__((format(printf, 5, 6)));

/* "Fails" where `bad`, else "holds". */
static inline enum outcome outcome_unless(bool bad)
{
    return bad ? OUTCOME_FAILS : OUTCOME_HOLDS;
}

#endif
