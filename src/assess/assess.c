/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order in which facts become a verdict, the order of the findings, and the exit status. */
#include "assess/assess.h"

#include "assess/cause/blockage.h"
#include "assess/finding/finding_key.h"
#include "assess/finding/judge.h"
#include "assess/rules/rules.h"
#include "assess/vantage/vantage.h"
#include "assess/verdict/attackers.h"
#include "assess/verdict/flags.h"
#include "assess/verdict/next_step.h"
#include "assess/verdict/verdict.h"
#include "assess/view/path_summary.h"
#include "assess/view/view_build.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "infer/certificate_renewal.h"
#include "infer/run_summary.h"

#include <stdlib.h>

const struct policy policy_default = {
    .certificate_expiry_warning_days = 14,
    .certificate_expiry_notice_days = CERTIFICATE_NOTICE_DAYS,
    .late_greeting_ms = 30000,
};

enum { URGENCY_ACCEPTED = 2, URGENCY_COUNT = 4 };

/* Fails before unknown before accepted before holds; the worst severity first. */
static int urgency(const struct finding *finding)
{
    static const int by_outcome[OUTCOME_COUNT] = {
        [OUTCOME_FAILS] = 0, [OUTCOME_UNKNOWN] = 1, [OUTCOME_HOLDS] = 3};
    int kind = finding->accepted != NULL ? URGENCY_ACCEPTED : by_outcome[finding->outcome];
    return kind * SEVERITY_COUNT + (SEVERITY_COUNT - 1 - (int)finding->severity);
}

/* The findings in their order; the list is freed. */
static struct finding *sort(struct finding *findings, size_t finding_count)
{
    struct finding *sorted = NULL;
    size_t count = 0;
    for (int wanted = 0; wanted < URGENCY_COUNT * SEVERITY_COUNT; wanted++)
        for (size_t i = 0; i < finding_count; i++)
            if (urgency(&findings[i]) == wanted)
                *(struct finding *)list_append(&sorted, &count, sizeof *sorted) = findings[i];
    free(findings);
    return sorted;
}

/* What this end, the resolver and the domain's records say. */
static void judge_whole(struct assessment *assessment)
{
    bounds_rules(assessment);
    interrupted_rules(assessment);
    egress_rules(assessment);
    vantage_rules(assessment);
    own_trust_rules(assessment);
    lookup_rules(assessment);
    signed_zone_rules(assessment);
    caa_rules(assessment);
    mx_rules(assessment);
    srv_rules(assessment);
}

static void judge_host(struct assessment *assessment, const struct host *host)
{
    host_rules(assessment, host);
    family_differs_rules(assessment, host);
    dane_host_rules(assessment, host);
    dane_rollover_rules(assessment, host);
}

static void judge_port(struct assessment *assessment, const struct port_view *port_view)
{
    connect_rules(assessment, port_view);
    smtp_rules(assessment, port_view);
    slow_rules(assessment, port_view);
    tls_mode_rules(assessment, port_view);
    starttls_rules(assessment, port_view);
    sessions_differ_rules(assessment, port_view);
    handshake_hang_rules(assessment, port_view);
    tls_rules(assessment, port_view);
    tls_accepted_rules(assessment, port_view);
    key_share_rules(assessment, port_view);
    nameless_rules(assessment, port_view);
    tls_feature_rules(assessment, port_view);
    weakness_rules(assessment, port_view);
    profile_rules(assessment, port_view);
    certificate_rules(assessment, port_view);
    key_limits_rules(assessment, port_view);
    authentication_rules(assessment, port_view);
    submission_rules(assessment, port_view);
    enforcement_rules(assessment, port_view);
    recipients_rules(assessment, port_view);
    dane_rules(assessment, port_view);
    tamper_rules(assessment, port_view);
}

/* What hosts and ports come to together. */
static void judge_domain(struct assessment *assessment)
{
    submission_domain_rules(assessment);
    tamper_domain_rules(assessment);
    mta_sts_rules(assessment);
    tls_rpt_rules(assessment);
    dane_domain_rules(assessment);
    requiretls_rules(assessment);
}

static void judge_all(struct assessment *assessment)
{
    const struct view *view = assessment->view;
    const struct report *report = assessment->report;
    for (size_t i = 0; i < report->endpoint_count; i++)
        intercepted_rules(assessment, &view->ports[i]);
    judge_whole(assessment);
    for (size_t i = 0; i < report->host_count; i++)
        judge_host(assessment, &report->hosts[i]);
    for (size_t i = 0; i < report->address_count; i++)
        address_rules(assessment, &report->addresses[i]);
    for (size_t i = 0; i < report->endpoint_count; i++)
        judge_port(assessment, &view->ports[i]);
    answering_rules(assessment);
    /* Of those that were traced alone no more is known. */
    for (size_t i = report->endpoint_count; i < view->port_count; i++) {
        intercepted_rules(assessment, &view->ports[i]);
        connect_rules(assessment, &view->ports[i]);
    }
    judge_domain(assessment);
}

static void find_verdict(struct assessment *assessment)
{
    verdict_inbound(assessment);
    attackers_inbound(&assessment->verdict);
    verdict_submission(assessment);
    downgrade_rules(assessment);
    flags_raise(assessment);
    verdict_delivery(assessment);
    next_steps_find(assessment);
}

/* The verdict's lists of what the view found. */
static void list_seen(const struct report *report, struct assessment *assessment)
{
    struct verdict *verdict = &assessment->verdict;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        if (!assessment->view->ports[i].intercepted)
            continue;
        char *name = report_port_name(&report->endpoints[i]);
        if (!text_list_has(&verdict->intercepted, name))
            text_list_append(&verdict->intercepted, name);
        free(name);
    }
    for (size_t i = 0; i < report->path_count; i++) {
        char *summary = path_summary(report, &report->paths[i]);
        text_list_append(&verdict->path_summaries, summary);
        free(summary);
    }
}

static void replace(struct report *report, const struct assessment *assessment)
{
    for (size_t i = 0; i < report->finding_count; i++)
        shape_clear(&finding_shape, &report->findings[i]);
    free(report->findings);
    shape_clear(&verdict_shape, &report->verdict);
    report->findings = sort(assessment->findings, assessment->finding_count);
    report->finding_count = assessment->finding_count;
    finding_keys_make(report->findings, report->finding_count);
    report->counts = run_summary_counts_of(report->findings, report->finding_count);
    report->verdict = assessment->verdict;
}

void assess_report(struct report *report, const struct policy *policy)
{
    report_index_make(report);
    struct view *view = view_build(report);
    vantage_find(view);
    causes_find(view);
    struct assessment assessment = {.view = view, .report = &view->facts, .policy = policy};
    judge_all(&assessment);
    find_verdict(&assessment);
    expect_rules(&assessment);
    accept_rules(&assessment);
    list_seen(report, &assessment);
    view_build_free(view);
    replace(report, &assessment);
}

int assess_exit_by(const struct report *report, const struct fail_on *fail_on)
{
    bool unknown = false;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->outcome == OUTCOME_HOLDS || !fail_on_counts(fail_on, finding))
            continue;
        if (finding->outcome == OUTCOME_FAILS)
            return 1;
        unknown = true;
    }
    return unknown ? 3 : 0;
}

int assess_exit(const struct report *report, enum severity fail_on)
{
    struct fail_on by_severity = {0};
    for (int role = 0; role < ROLE_COUNT; role++)
        by_severity.by_role[role] = (int)fail_on;
    return assess_exit_by(report, &by_severity);
}
