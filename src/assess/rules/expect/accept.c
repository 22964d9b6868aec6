/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Marking the findings that the user accepts. What holds needs no acceptance; what is unknown may be accepted
 * like what fails, since it counts for the exit status, too. */
#include "assess/rules/expect/accept.h"

#include "assess/rules/rules.h"
#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

bool accept_rule_is_for(const struct accept_rule *rule, const struct report *report)
{
    return rule->domain == NULL || text_same_name(rule->domain, report->target.name)
           || (report->domain != NULL && text_same_name(rule->domain, report->domain->name));
}

bool accept_rule_names(const struct accept_rule *rule, const struct finding *finding)
{
    const struct subject *subject = &finding->subject;
    if (rule->id != finding->id || (rule->port != 0 && rule->port != subject->port))
        return false;
    return rule->host == NULL || text_same_name(rule->host, subject->host)
           || text_same_name(rule->host, subject->address)
           || (subject->host == NULL && text_same_name(rule->host, subject->domain));
}

bool accept_rule_is_over(const struct accept_rule *rule, const struct report *report)
{
    enum { DAY_BYTES = sizeof "2027-01-31" - 1 };
    if (rule->acceptance.until == NULL)
        return false;
    char *now = text_time(report->started_at_unix_ms / 1000);
    bool over = strncmp(now, rule->acceptance.until, DAY_BYTES) > 0;
    free(now);
    return over;
}

static void accept_by(struct assessment *assessment, const struct accept_rule *rule)
{
    for (size_t i = 0; i < assessment->finding_count; i++) {
        struct finding *finding = &assessment->findings[i];
        if (finding->accepted != NULL || finding->outcome == OUTCOME_HOLDS
            || !accept_rule_names(rule, finding))
            continue;
        finding->accepted = allocate(1, sizeof *finding->accepted);
        shape_copy(&acceptance_shape, finding->accepted, &rule->acceptance);
    }
}

void accept_rules(struct assessment *assessment)
{
    const struct expectations *expectations = assessment->policy->expectations;
    for (size_t i = 0; expectations != NULL && i < expectations->accept_rule_count; i++) {
        const struct accept_rule *rule = &expectations->accept_rules[i];
        if (accept_rule_is_for(rule, assessment->report) && !accept_rule_is_over(rule, assessment->report))
            accept_by(assessment, rule);
    }
}
