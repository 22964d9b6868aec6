/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How rules speak: one call a finding. */
#ifndef MAILSONDE_ASSESS_FINDING_JUDGE_H
#define MAILSONDE_ASSESS_FINDING_JUDGE_H

#include "assess/finding/catalogue.h"
#include "assess/finding/policy.h"
#include "facts/report.h"

struct view;

/* What rules judge by, and what they say. */
struct assessment {
    const struct view *view;
    const struct report *report; /* the facts of the view */
    const struct policy *policy;
    struct finding *findings;
    size_t finding_count;
    struct verdict verdict;
    struct mend_index *mend_index; /* assess/verdict/mend.h; while next steps are looked for */
};

/* What a finding is about and what that is to the domain; the names are borrowed. */
struct about {
    enum role role;
    const char *domain;
    const char *host;
    const char *address;
    int64_t port;
    const char
        *detail;  /* which of several things of these is judged; a rule that judges several names each */
    bool lenient; /* one severity milder than the catalogue's */
};

/* Appends a finding without a key, with the catalogue's text for `id`, the severity for about->role, as much
 * of the subject as the entry is about, and the evidence. */
void judge(struct assessment *assessment, const struct about *about, enum finding_id id, enum outcome outcome,
           const char *evidence, ...) __attribute__((format(printf, 5, 6)));

/* Whom a finding about something that cannot be reached points at, and what would tell for sure. */
struct pointing {
    enum suspect at;
    enum certainty certainty;
    const char *settle; /* borrowed; NULL: the catalogue's */
};

/* judge() for a finding that tells why something cannot be reached. It has all of the catalogue's text even
 * where the outcome is unknown: what is known is told, only not whose fault it is. The remedy is the one for
 * whom it points at. */
void diagnose(struct assessment *assessment, const struct about *about, enum finding_id id,
              enum outcome outcome, const struct pointing *pointing, const char *evidence, ...)
    __attribute__((format(printf, 6, 7)));

/* What to do about what the last finding says, and what would tell for sure, stands in the finding `id`. */
void refer_to(struct assessment *assessment, enum finding_id id);

/* "Fails" where `bad`, else "holds". */
static inline enum outcome outcome_unless(bool bad)
{
    return bad ? OUTCOME_FAILS : OUTCOME_HOLDS;
}

#endif
