/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What this machine lacks to check certificates and DNSSEC signatures with: said once, while the verdicts
 * that need it stay unknown. */
#include "assess/rules/rules.h"

static const struct pointing here = {SUSPECT_THIS_MACHINE, CERTAINTY_CERTAIN, NULL};
/* A resolver that forges the root looks the same. */
static const struct pointing likely_here = {SUSPECT_THIS_MACHINE, CERTAINTY_LIKELY, NULL};

static const char *or_nothing(const char *detail)
{
    return detail != NULL ? detail : "no details";
}

/* Whether a certificate was met with that could not be judged, of a mail host or of the policy host. */
static bool needs_trust_anchors(const struct report *report)
{
    const struct mta_sts *mta_sts = report->domain != NULL ? report->domain->mta_sts : NULL;
    if (mta_sts != NULL && mta_sts->address != NULL && mta_sts->status == MTA_STS_UNKNOWN)
        return true;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct session *session = endpoint_session(&report->endpoints[i]);
        if (session != NULL && session->tls != NULL && session->tls->chain_count > 0
            && session->tls->verification.trusted == ANSWER_UNKNOWN)
            return true;
    }
    return false;
}

static bool is_in_doubt(const struct dns_lookup *lookup)
{
    return lookup->dnssec == DNSSEC_UNKNOWN && lookup->dnssec_detail != NULL;
}

/* Whether anything could not be validated. */
static bool needs_root_key(const struct report *report)
{
    if (report->domain != NULL && is_in_doubt(&report->domain->mx_lookup))
        return true;
    for (size_t i = 0; i < report->host_count; i++)
        if (is_in_doubt(&report->hosts[i].a_lookup) || is_in_doubt(&report->hosts[i].aaaa_lookup))
            return true;
    return false;
}

static void judge_trust_anchors(struct assessment *assessment, const struct about *about)
{
    const struct vantage *vantage = &assessment->report->vantage;
    if (vantage->trust_anchors == ANSWER_YES)
        judge(assessment, about, FINDING_TRUST_ANCHORS_MISSING, OUTCOME_HOLDS, "Trust anchors: %s.",
              or_nothing(vantage->trust_anchors_detail));
    else if (vantage->trust_anchors == ANSWER_NO && needs_trust_anchors(assessment->report))
        diagnose(assessment, about, FINDING_TRUST_ANCHORS_MISSING, OUTCOME_UNKNOWN, &here, "%s.",
                 or_nothing(vantage->trust_anchors_detail));
}

/* Whoever signs the root does so weeks ahead, and a machine that is off by more sees its signatures out of
 * date. */
static void judge_clock(struct assessment *assessment, const struct about *about)
{
    const struct vantage *vantage = &assessment->report->vantage;
    if (vantage->clock == ANSWER_YES)
        judge(assessment, about, FINDING_CLOCK_IN_DOUBT, OUTCOME_HOLDS, "The root's signatures are in date.");
    else if (vantage->clock == ANSWER_NO)
        diagnose(assessment, about, FINDING_CLOCK_IN_DOUBT, OUTCOME_UNKNOWN, &likely_here, "%s.",
                 or_nothing(vantage->root_key_detail));
}

static void judge_root_key(struct assessment *assessment, const struct about *about)
{
    const struct vantage *vantage = &assessment->report->vantage;
    if (vantage->root_key == ANSWER_YES)
        judge(assessment, about, FINDING_ROOT_KEY_UNUSABLE, OUTCOME_HOLDS, "Answers were validated with it.");
    else if (vantage->root_key == ANSWER_NO && vantage->clock != ANSWER_NO
             && needs_root_key(assessment->report))
        diagnose(assessment, about, FINDING_ROOT_KEY_UNUSABLE, OUTCOME_UNKNOWN, &likely_here, "%s.",
                 or_nothing(vantage->root_key_detail));
}

void own_trust_rules(struct assessment *assessment)
{
    struct about about = {.role = ROLE_MX, .domain = assessment->report->target.name};
    judge_trust_anchors(assessment, &about);
    judge_clock(assessment, &about);
    judge_root_key(assessment, &about);
}
