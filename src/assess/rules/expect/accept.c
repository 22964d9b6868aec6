/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Marking the findings that the user accepts. What holds needs no acceptance; what is unknown may be accepted
 * like what fails, since it counts for the exit status, too. */
#include "assess/rules/expect/accept.h"

#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/view.h"
#include "base/list.h"
#include "base/text.h"
#include "facts/shapes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool accept_rule_is_for(const struct accept_rule *rule, const struct report *report)
{
    if (report->domain == NULL && text_same_name(rule->host, report->target.name))
        return true;
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
           || (subject->host == NULL && subject->address == NULL
               && text_same_name(rule->host, subject->domain));
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

/* What became of a rule. */
struct use {
    bool accepts; /* or would, were it not over */
    bool holds;   /* what it names was judged, and holds */
};

static struct use use_rule(struct assessment *assessment, const struct accept_rule *rule, bool is_over)
{
    struct use use = {0};
    for (size_t i = 0; i < assessment->finding_count; i++) {
        struct finding *finding = &assessment->findings[i];
        if (!accept_rule_names(rule, finding))
            continue;
        use.accepts = use.accepts || finding->outcome != OUTCOME_HOLDS;
        use.holds = use.holds || finding->outcome == OUTCOME_HOLDS;
        if (is_over || finding->accepted != NULL || finding->outcome == OUTCOME_HOLDS)
            continue;
        finding->accepted = allocate(1, sizeof *finding->accepted);
        shape_copy(&acceptance_shape, finding->accepted, &rule->acceptance);
    }
    return use;
}

/* "certificate-expired@mx1.example.org:25" */
static struct phrase rule_phrase(const struct accept_rule *rule)
{
    struct phrase port = rule->port > 0 ? phrase_format(":%" PRId64, rule->port) : (struct phrase){{0}};
    bool bracketed = rule->port > 0 && strchr(rule->host, ':') != NULL;
    return phrase_format("%s%s%s%s%s%s", finding_name(rule->id), rule->host != NULL ? "@" : "",
                         bracketed ? "[" : "", rule->host != NULL ? rule->host : "", bracketed ? "]" : "",
                         port.text);
}

/* A finding about the rule itself; one of the options has no line. */
static void judge_rule(struct assessment *assessment, const struct accept_rule *rule, enum finding_id id,
                       enum outcome outcome, const char *what)
{
    const struct acceptance *acceptance = &rule->acceptance;
    struct phrase word = rule_phrase(rule);
    struct about about = {.role = ROLE_MX, .domain = assessment->report->target.name, .detail = word.text};
    judge(assessment, &about, id, outcome, "%s: %s (%s:%" PRId64 ")", word.text, what, acceptance->source,
          acceptance->line);
    struct finding *finding = &assessment->findings[assessment->finding_count - 1];
    finding->source = text_copy(acceptance->source);
    finding->line = acceptance->line;
}

/* Whether the report shows all that it would if the target were fully seen: nothing was cut off, and each
 * port that was probed is known to be open or closed. */
static bool was_seen_whole(const struct assessment *assessment)
{
    const struct view *view = assessment->view;
    if (assessment->report->ended != REPORT_COMPLETE)
        return false;
    for (size_t i = 0; i < view->port_count; i++) {
        const struct port_view *port_view = &view->ports[i];
        if (port_view->intercepted || !port_view->attempt.begun
            || (!port_view->attempt.connected && port_view->blockage.outcome != OUTCOME_FAILS))
            return false;
    }
    return true;
}

/* What a rule for all domains accepts may be in another one's report. */
static void tell_use(struct assessment *assessment, const struct accept_rule *rule, const struct use *use,
                     bool is_over)
{
    if (rule->acceptance.line == 0)
        return;
    if (use->accepts && is_over)
        judge_rule(assessment, rule, FINDING_ACCEPTANCE_EXPIRED, OUTCOME_FAILS,
                   phrase_format("accepted until %s, and still there", rule->acceptance.until).text);
    else if (use->accepts)
        judge_rule(assessment, rule, FINDING_ACCEPTANCE_EXPIRED, OUTCOME_HOLDS, "accepted");
    if (rule->domain == NULL)
        return;
    if (use->accepts)
        judge_rule(assessment, rule, FINDING_ACCEPTANCE_UNUSED, OUTCOME_HOLDS, "accepted");
    else if (use->holds || was_seen_whole(assessment))
        judge_rule(assessment, rule, FINDING_ACCEPTANCE_UNUSED, OUTCOME_FAILS,
                   use->holds ? "what it accepts is in order" : "there is no such finding");
    else
        judge_rule(assessment, rule, FINDING_ACCEPTANCE_UNUSED, OUTCOME_UNKNOWN,
                   "there is no such finding, but not all was seen");
}

static bool is_about_rules(const struct accept_rule *rule)
{
    return rule->id == FINDING_ACCEPTANCE_EXPIRED || rule->id == FINDING_ACCEPTANCE_UNUSED;
}

/* Rules about findings, or about the findings that are about those. */
static void use_rules(struct assessment *assessment, bool about_rules)
{
    const struct expectations *expectations = assessment->policy->expectations;
    for (size_t i = 0; expectations != NULL && i < expectations->accept_rule_count; i++) {
        const struct accept_rule *rule = &expectations->accept_rules[i];
        if (is_about_rules(rule) != about_rules || !accept_rule_is_for(rule, assessment->report))
            continue;
        bool is_over = accept_rule_is_over(rule, assessment->report);
        struct use use = use_rule(assessment, rule, is_over);
        if (!about_rules)
            tell_use(assessment, rule, &use, is_over);
    }
}

void accept_rules(struct assessment *assessment)
{
    use_rules(assessment, false);
    use_rules(assessment, true);
}
