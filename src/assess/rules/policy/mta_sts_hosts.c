/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A valid MTA-STS policy held against the mail hosts: their names, their TLS, their certificates (RFC 8461
 * 4).
 */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"
#include "assess/view/session_stage.h"
#include "infer/mta_sts_match.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

/* A sender skips a host that is not listed, and has nowhere to go when none is (RFC 8461 5.1). */
static void judge_listed(struct assessment *assessment, const struct about *about,
                         const struct mta_sts_policy *policy)
{
    struct phrase patterns = phrase_list(&policy->mx, "nothing");
    const char *pattern = mta_sts_match_policy(policy, about->host);
    if (pattern != NULL)
        judge(assessment, about, FINDING_MTA_STS_MX_NOT_LISTED, OUTCOME_HOLDS, "%s is covered by %s.",
              about->host, pattern);
    else
        judge(assessment, about, FINDING_MTA_STS_MX_NOT_LISTED, OUTCOME_FAILS,
              "%s matches none of %s in the policy (mode %s).", about->host, patterns.text,
              policy->mode_word != NULL ? policy->mode_word : "?");
}

/* Whether the server said no to TLS itself, not to the moment or to this client. */
static bool refuses_tls(const struct session *session)
{
    const struct reply *reply = session->starttls.reply;
    if (reply != NULL && reply->code != 220)
        return !port_view_code_is_temporary(reply->code) && !port_view_code_is_not_now(reply->code);
    return session->tls != NULL && session->tls->completed == ANSWER_NO
           && !stop_is_cut_off(session->stop.reason);
}

/* What could not be seen is not judged here: rules about the port say why. */
static void judge_certificate(struct assessment *assessment, const struct about *about,
                              const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return;
    if (!session_stage_has_tls(session)) {
        if (refuses_tls(session))
            judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, "There is no TLS: %s.",
                  phrase_stop(session).text);
        return;
    }
    const struct session *name_refused = endpoint_name_refused(endpoint);
    if (name_refused != NULL && text_same_name(name_refused->tls->server_name_sent, about->host)) {
        judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS,
              "With the server name %s: %s.", about->host, phrase_stop(name_refused).text);
        return;
    }
    const struct tls *tls = session->tls;
    enum answer good = certificate_is_good(tls, about->host);
    const struct tls *bad = certificate_bad_beside(endpoint, about->host);
    struct phrase unseen = certificate_unseen_key(endpoint);
    if (good != ANSWER_NO && bad != NULL)
        judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS,
              "For the name %s and clients that get the %s key: %s.", about->host,
              bad->chain[0].key_type != KEY_TYPE_NONE ? key_type_name(bad->chain[0].key_type) : "other",
              certificate_obstacle(bad, about->host).text);
    else if (good == ANSWER_YES && unseen.text[0] != '\0')
        judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_UNKNOWN,
              "The certificate is valid for %s; but %s, and a sender may get that one.", about->host,
              unseen.text);
    else if (good == ANSWER_YES)
        judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_HOLDS,
              "The certificate is valid for %s.", about->host);
    else
        judge(assessment, about, FINDING_MTA_STS_MX_CERTIFICATE,
              good == ANSWER_UNKNOWN ? OUTCOME_UNKNOWN : OUTCOME_FAILS, "For the name %s: %s.", about->host,
              certificate_obstacle(tls, about->host).text);
}

static void judge_host(struct assessment *assessment, const struct host *host,
                       const struct mta_sts_policy *policy)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX,
                          .host = host->name,
                          .port = PORT_RELAY,
                          .lenient = policy->mode != MTA_STS_MODE_ENFORCE};
    judge_listed(assessment, &about, policy);
    for (size_t i = 0; i < host->addresses.count; i++) {
        about.address = host->addresses.items[i];
        const struct endpoint *endpoint = report_endpoint(report, host, about.address, PORT_RELAY);
        if (endpoint != NULL)
            judge_certificate(assessment, &about, endpoint);
    }
}

static bool stands_for_a_host(const struct report *report, const char *pattern)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].is_mx && mta_sts_match(pattern, report->hosts[i].name))
            return true;
    return false;
}

static void judge_patterns(struct assessment *assessment, const struct about *about,
                           const struct mta_sts_policy *policy)
{
    struct text_list unused = {0};
    const char *weak = NULL;
    for (size_t i = 0; i < policy->mx.count; i++) {
        const char *pattern = policy->mx.items[i];
        if (!stands_for_a_host(assessment->report, pattern))
            text_list_append(&unused, pattern);
        if (strncmp(pattern, "*.", 2) == 0 && text_same_name(pattern + 2, about->domain))
            weak = pattern;
    }
    if (assessment->report->domain->mail_route != ROUTE_UNKNOWN)
        judge(assessment, about, FINDING_MTA_STS_UNUSED_PATTERN, outcome_unless(unused.count > 0),
              "Patterns that match no MX host: %s.", phrase_list(&unused, "none").text);
    judge(assessment, about, FINDING_MTA_STS_WEAK_PATTERN, outcome_unless(weak != NULL), "mx: %s.",
          weak != NULL ? weak : phrase_list(&policy->mx, "none").text);
    text_list_free(&unused);
}

void mta_sts_host_rules(struct assessment *assessment, const struct mta_sts_policy *policy)
{
    const struct report *report = assessment->report;
    struct about about = {.role = ROLE_MX, .domain = report->domain->name};
    if (policy->mode == MTA_STS_MODE_NONE)
        return;
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].is_mx && report->hosts[i].kind != HOST_ROOT)
            judge_host(assessment, &report->hosts[i], policy);
    judge_patterns(assessment, &about, policy);
}
