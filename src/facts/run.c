/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run in numbers. */
#include "facts/run.h"

void run_summary_count(struct run_summary *summary, const struct finding *finding)
{
    if (finding->outcome == OUTCOME_UNKNOWN)
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

void run_summary_reach(struct run_summary *summary, const struct vantage *vantage)
{
    /* What was reached once was not blocked, whatever it looked like before. */
    enum answer blocked = reach_blocked(&vantage->relay);
    if (blocked == ANSWER_NO || summary->egress_blocked == ANSWER_UNKNOWN)
        summary->egress_blocked = blocked;
}
