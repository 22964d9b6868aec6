/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run in numbers. */
#include "infer/run_summary.h"

#include "infer/reach_blocked.h"

void run_summary_count(struct run_summary *summary, const struct finding *finding)
{
    if (finding->accepted != NULL)
        summary->accepted++;
    else if (finding->outcome == OUTCOME_UNKNOWN)
        summary->unknown++;
    else if (finding->outcome == OUTCOME_HOLDS)
        summary->holds++;
    else if (finding->severity == SEVERITY_ERROR)
        summary->errors++;
    else if (finding->severity == SEVERITY_WARNING)
        summary->warnings++;
    else
        summary->infos++;
}

struct finding_counts run_summary_counts_of(const struct finding *findings, size_t count)
{
    struct run_summary all = {0};
    for (size_t i = 0; i < count; i++)
        run_summary_count(&all, &findings[i]);
    return (struct finding_counts){.errors = all.errors,
                                   .warnings = all.warnings,
                                   .infos = all.infos,
                                   .unknown = all.unknown,
                                   .holds = all.holds,
                                   .accepted = all.accepted};
}

/* What was reached once was not blocked, whatever it looked like before. */
static void add(enum answer *blocked, const struct reach *relay)
{
    enum answer now = reach_blocked(relay);
    if (now == ANSWER_NO || *blocked == ANSWER_UNKNOWN)
        *blocked = now;
}

void run_summary_reach(struct run_summary *summary, const struct vantage *vantage)
{
    add(&summary->egress_blocked_over_ipv4, &vantage->relay_over_ipv4);
    add(&summary->egress_blocked_over_ipv6, &vantage->relay_over_ipv6);
}

bool run_summary_egress_blocked(const struct run_summary *summary)
{
    return summary->egress_blocked_over_ipv4 == ANSWER_YES || summary->egress_blocked_over_ipv6 == ANSWER_YES;
}
