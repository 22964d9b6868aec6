/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of the rules, the order of their findings, and the exit status. */
#include "assess/assess.h"

#include "assess/finding/judge.h"
#include "assess/rules/rules.h"
#include "assess/verdict/attackers.h"
#include "assess/verdict/flags.h"
#include "assess/verdict/next_step.h"
#include "assess/verdict/verdict.h"
#include "assess/view/intercepted.h"
#include "assess/view/path_summary.h"
#include "assess/view/port_view.h"
#include "base/list.h"
#include "facts/shapes.h"

#include <stdlib.h>

const struct policy policy_default = {
    .certificate_expiry_warning_days = 14,
    .certificate_expiry_notice_days = 30,
    .late_greeting_ms = 30000,
};

static void forget(struct report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        shape_clear(&finding_shape, &report->findings[i]);
    free(report->findings);
    report->findings = NULL;
    report->finding_count = 0;
    shape_clear(&verdict_shape, &report->verdict);
}

/* Fails before unknown before holds; the worst severity first. */
static int urgency(const struct finding *finding)
{
    static const int by_outcome[OUTCOME_COUNT] = {
        [OUTCOME_FAILS] = 0, [OUTCOME_UNKNOWN] = 1, [OUTCOME_HOLDS] = 2};
    return by_outcome[finding->outcome] * SEVERITY_COUNT + (SEVERITY_COUNT - 1 - (int)finding->severity);
}

static void sort(struct report *report)
{
    struct finding *sorted = NULL;
    size_t count = 0;
    for (int wanted = 0; wanted < OUTCOME_COUNT * SEVERITY_COUNT; wanted++)
        for (size_t i = 0; i < report->finding_count; i++)
            if (urgency(&report->findings[i]) == wanted)
                *(struct finding *)list_append(&sorted, &count, sizeof *sorted) = report->findings[i];
    free(report->findings);
    report->findings = sorted;
}

void assess_report(struct report *report, const struct policy *policy)
{
    forget(report);
    struct assessment assessment = {report, policy};
    report_index_make(report);
    struct endpoint *aside = intercepted_set_aside(&assessment);
    bounds_rules(&assessment);
    interrupted_rules(&assessment);
    egress_rules(&assessment);
    vantage_rules(&assessment);
    own_trust_rules(&assessment);
    lookup_rules(&assessment);
    mx_rules(&assessment);
    srv_rules(&assessment);
    for (size_t i = 0; i < report->host_count; i++) {
        host_rules(&assessment, &report->hosts[i]);
        family_differs_rules(&assessment, &report->hosts[i]);
        dane_host_rules(&assessment, &report->hosts[i]);
        dane_rollover_rules(&assessment, &report->hosts[i]);
    }
    for (size_t i = 0; i < report->address_count; i++)
        address_rules(&assessment, &report->addresses[i]);
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct port_view port_view = port_view_of(report, &report->endpoints[i]);
        connect_rules(&assessment, &port_view);
        smtp_rules(&assessment, &port_view);
        slow_rules(&assessment, &port_view);
        tls_mode_rules(&assessment, &port_view);
        starttls_rules(&assessment, &port_view);
        sessions_differ_rules(&assessment, &port_view);
        handshake_hang_rules(&assessment, &port_view);
        tls_rules(&assessment, &port_view);
        tls_accepted_rules(&assessment, &port_view);
        tls_feature_rules(&assessment, &port_view);
        weakness_rules(&assessment, &port_view);
        profile_rules(&assessment, &port_view);
        certificate_rules(&assessment, &port_view);
        key_limits_rules(&assessment, &port_view);
        authentication_rules(&assessment, &port_view);
        submission_rules(&assessment, &port_view);
        enforcement_rules(&assessment, &port_view);
        recipients_rules(&assessment, &port_view);
        dane_rules(&assessment, &port_view);
        tamper_rules(&assessment, &port_view);
    }
    answering_rules(&assessment);
    traced_port_rules(&assessment);
    submission_domain_rules(&assessment);
    tamper_domain_rules(&assessment);
    mta_sts_rules(&assessment);
    tls_rpt_rules(&assessment);
    dane_domain_rules(&assessment);
    requiretls_rules(&assessment);
    verdict_inbound(report);
    attackers_inbound(&report->verdict);
    verdict_submission(report);
    downgrade_rules(&assessment);
    flags_raise(report);
    verdict_delivery(report);
    next_steps_find(report);
    intercepted_put_back(report, aside);
    path_summaries_find(report);
    sort(report);
}

int assess_exit(const struct report *report, enum severity fail_on)
{
    bool unknown = false;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->severity < fail_on)
            continue;
        if (finding->outcome == OUTCOME_FAILS)
            return 1;
        unknown = unknown || finding->outcome == OUTCOME_UNKNOWN;
    }
    return unknown ? 3 : 0;
}
