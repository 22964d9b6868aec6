/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules about a look that was cut off: what is missing then is unknown, and said so once. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"

#include <inttypes.h>
#include <stdlib.h>

/* The ports that were being looked at, or waited for their turn. */
static struct phrase ports_without_time(const struct report *report)
{
    struct text_list names = {0};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        if (!endpoint_is_out_of_time(&report->endpoints[i]))
            continue;
        char *name = report_port_name(&report->endpoints[i]);
        text_list_append(&names, name);
        free(name);
    }
    struct phrase ports = phrase_list(&names, "no port");
    text_list_free(&names);
    return ports;
}

static void judge_time(struct assessment *assessment, const struct about *about)
{
    const struct report *report = assessment->report;
    if (report->ended != REPORT_TIME_RAN_OUT)
        judge(assessment, about, FINDING_TIME_RAN_OUT, OUTCOME_HOLDS, "The scan was completed in time.");
    else if (report_reached_max_time(report))
        judge(assessment, about, FINDING_TIME_RAN_OUT, OUTCOME_UNKNOWN,
              "The scan of this target was stopped at its time limit (--max-time %" PRId64
              "). Incomplete: %s.",
              report->bounds.time_max_ms / 1000, ports_without_time(report).text);
    else
        judge(assessment, about, FINDING_TIME_RAN_OUT, OUTCOME_UNKNOWN,
              "mailsonde stopped waiting, because the server sends its replies byte by byte (--depth deep "
              "waits longer). Incomplete: %s.",
              ports_without_time(report).text);
}

static void judge_memory(struct assessment *assessment, const struct about *about)
{
    if (assessment->report->ended == REPORT_MEMORY_RAN_OUT)
        judge(assessment, about, FINDING_MEMORY_RAN_OUT, OUTCOME_UNKNOWN,
              "This machine ran out of memory. This target used most of it, so its scan was stopped.");
    else
        judge(assessment, about, FINDING_MEMORY_RAN_OUT, OUTCOME_HOLDS, "There was enough memory.");
}

void interrupted_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX, .domain = report->target.name};
    if (about.domain == NULL)
        return;
    if (report->ended == REPORT_INTERRUPTED)
        judge(assessment, &about, FINDING_SCAN_INTERRUPTED, OUTCOME_UNKNOWN,
              "The run was interrupted while this target was scanned.");
    else
        judge(assessment, &about, FINDING_SCAN_INTERRUPTED, OUTCOME_HOLDS, "The scan was not interrupted.");
    judge_time(assessment, &about);
    judge_memory(assessment, &about);
}
