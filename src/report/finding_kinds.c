/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sorting findings into sections. */
#include "report/finding_kinds.h"

static bool is_consequence(const struct finding *finding)
{
    const struct subject *subject = &finding->subject;
    return finding->outcome == OUTCOME_UNKNOWN && subject->host != NULL && subject->address == NULL
           && subject->port == 0;
}

bool finding_is_accepted(const struct finding *finding)
{
    return finding->accepted != NULL;
}

bool finding_is_diagnosis(const struct finding *finding)
{
    return finding->points_at != SUSPECT_NONE && finding->outcome != OUTCOME_HOLDS
           && !finding_is_accepted(finding) && !is_consequence(finding);
}

bool finding_fails(const struct finding *finding)
{
    return finding->outcome == OUTCOME_FAILS && !finding_is_accepted(finding)
           && !finding_is_diagnosis(finding);
}

bool finding_is_fault(const struct finding *finding)
{
    return finding_fails(finding) && finding->severity > SEVERITY_INFO;
}

bool finding_is_note(const struct finding *finding)
{
    return finding_fails(finding) && finding->severity == SEVERITY_INFO && finding->subject.port == 0;
}

bool finding_is_port_note(const struct finding *finding)
{
    return finding_fails(finding) && finding->severity == SEVERITY_INFO && finding->subject.port > 0;
}

bool finding_is_undecided(const struct finding *finding)
{
    return finding->outcome == OUTCOME_UNKNOWN && !finding_is_accepted(finding)
           && !finding_is_diagnosis(finding);
}

bool finding_is_undecided_fault(const struct finding *finding)
{
    return finding_is_undecided(finding) && finding->severity > SEVERITY_INFO;
}

bool finding_is_undecided_note(const struct finding *finding)
{
    return finding_is_undecided(finding) && finding->severity == SEVERITY_INFO;
}

bool finding_counts(const struct report_options *options, const struct finding *finding)
{
    return options->counts != NULL ? options->counts(options->counts_context, finding)
                                   : finding->accepted == NULL;
}

bool finding_holds(const struct finding *finding)
{
    return finding->outcome == OUTCOME_HOLDS;
}

enum mark finding_mark(const struct finding *finding)
{
    static const enum mark by_severity[] = {
        [SEVERITY_INFO] = MARK_FAIR, [SEVERITY_WARNING] = MARK_WARNING, [SEVERITY_ERROR] = MARK_BAD};
    _Static_assert(sizeof by_severity / sizeof by_severity[0] == SEVERITY_COUNT, "a mark for each severity");
    return finding->outcome == OUTCOME_FAILS ? by_severity[finding->severity] : MARK_UNSURE;
}

const char *finding_heading(const struct finding *finding)
{
    const char *heading = finding->explanation != NULL ? finding->title : finding->rule;
    return heading != NULL ? heading : "?";
}
