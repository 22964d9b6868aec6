/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules about a look that was cut off: what is missing then is unknown, and said so once. */
#include "assess/rules.h"

void interrupted_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    if (about.domain == NULL)
        return;
    if (report->ended == REPORT_INTERRUPTED)
        judge(assessment, &about, "scan-interrupted", OUTCOME_UNKNOWN,
              "The run was interrupted while this target was being looked at.");
    else
        judge(assessment, &about, "scan-interrupted", OUTCOME_HOLDS, "Nothing cut it off.");
}
