/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps that raise the inbound level: each is tried on the downgrade model first, and dropped where it does
 * not raise the level of the domain. */
#include "assess/verdict/next_step.h"

#include "assess/verdict/downgrade.h"
#include "assess/verdict/mend.h"
#include "assess/verdict/step_lines.h"
#include "assess/view/dane.h"
#include "assess/view/inbound_facts.h"
#include "assess/view/view.h"
#include "base/host_name.h"
#include "facts/tls_survey.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A week to test, four to enforce (RFC 8461 3.2: weeks or greater). */
enum { TESTING_MAX_AGE_S = 7 * 86400, ENFORCE_MAX_AGE_S = 28 * 86400, STEPS_MAX = 3 };

struct situation {
    const struct assessment *assessment;
    const struct report *report; /* its facts */
    struct verdict *verdict;
    const struct inbound_facts *hosts;
    size_t count;
    size_t steps_max; /* with those that only mend */
    struct downgrade now;
};

/* A policy lists host names, and no sender has use for another one. */
static bool can_be_listed(const struct host *host)
{
    return host->kind == HOST_NAME && host_name_is_valid(host->name);
}

/* A change to the facts of one host; false when it does not concern the host. */
typedef bool change(const struct situation *situation, struct inbound_facts *host);

/* The step is worth its lines when the worst that may be gets better, or the best without a worse worst. */
static bool is_better(const struct downgrade *then, const struct downgrade *now)
{
    int least = downgrade_rank(then->at_least) - downgrade_rank(now->at_least);
    int most = downgrade_rank(then->at_most) - downgrade_rank(now->at_most);
    return (least > 0 && most >= 0) || (most > 0 && least >= 0);
}

static enum inbound_level shown_level(const struct downgrade *downgrade)
{
    return downgrade->level != INBOUND_UNKNOWN ? downgrade->level : downgrade->at_least;
}

/* Adds a step that makes `change`, NULL when that raises nothing. */
static struct next_step *step_for(const struct situation *situation, change *change, const char *title,
                                  const char *why)
{
    struct inbound_facts *hosts = allocate(situation->count, sizeof *hosts);
    bool changed = false;
    for (size_t i = 0; i < situation->count; i++) {
        hosts[i] = situation->hosts[i];
        changed = change(situation, &hosts[i]) || changed;
    }
    struct downgrade then = downgrade_of_domain(hosts, situation->count);
    free(hosts);
    struct verdict *verdict = situation->verdict;
    if (!changed || verdict->next_step_count >= situation->steps_max || !is_better(&then, &situation->now))
        return NULL;
    struct next_step *step = list_append(&verdict->next_steps, &verdict->next_step_count, sizeof *step);
    step->raises_inbound_to = shown_level(&then);
    step->title = text_copy(title);
    step->why = text_copy(why);
    return step;
}

/* What a filter on the way takes out, no setting of the server puts back. */
static bool is_masked(const struct report *report, const struct host *host)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (session != NULL && session->starttls.masked_as != NULL)
            return true;
    }
    return false;
}

/* Where STARTTLS is there and the handshake fails, offering it mends nothing. The survey may have found what
 * is uncommon; *survey becomes that of the first such address. */
static bool fails_in_handshake(const struct report *report, const struct host *host,
                               const struct tls_survey **survey)
{
    bool fails = false;
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (session == NULL || session->stop.at != STEP_HANDSHAKE)
            continue;
        fails = true;
        if (survey != NULL && *survey == NULL && endpoint->tls_survey != NULL
            && (endpoint->tls_survey->needs_group != 0 || endpoint->tls_survey->needs_key != KEY_TYPE_NONE))
            *survey = endpoint->tls_survey;
    }
    return fails;
}

static bool take_what_is_usual(const struct situation *situation, struct inbound_facts *host)
{
    const struct tls_survey *survey = NULL;
    if (host->starttls != ANSWER_NO || !fails_in_handshake(situation->report, host->host, &survey)
        || survey == NULL)
        return false;
    host->starttls = ANSWER_YES;
    return true;
}

static void step_usual(const struct situation *situation)
{
    struct next_step *step =
        step_for(situation, take_what_is_usual, "Enable the groups and key types that senders support",
                 "The server offers STARTTLS, but the handshake fails for every sender with only the usual "
                 "groups and key types.");
    for (size_t i = 0; step != NULL && i < situation->count; i++) {
        const struct tls_survey *survey = NULL;
        const struct host *host = situation->hosts[i].host;
        if (situation->hosts[i].starttls != ANSWER_NO || !fails_in_handshake(situation->report, host, &survey)
            || survey == NULL)
            continue;
        step_lines_settings(step, situation->report, host, PORT_RELAY,
                            survey->needs_group != 0 ? SETTING_USUAL_GROUPS : SETTING_NEW_CERTIFICATE);
    }
}

static bool offer_starttls(const struct situation *situation, struct inbound_facts *host)
{
    if (host->starttls != ANSWER_NO || is_masked(situation->report, host->host)
        || fails_in_handshake(situation->report, host->host, NULL))
        return false;
    host->starttls = ANSWER_YES;
    return true;
}

static void step_starttls(const struct situation *situation)
{
    struct next_step *step =
        step_for(situation, offer_starttls, "Offer STARTTLS at every address that accepts mail",
                 "Without it an eavesdropper can read the mail (RFC 3207 6).");
    for (size_t i = 0; step != NULL && i < situation->count; i++)
        if (situation->hosts[i].starttls == ANSWER_NO
            && !fails_in_handshake(situation->report, situation->hosts[i].host, NULL))
            step_lines_settings(step, situation->report, situation->hosts[i].host, PORT_RELAY,
                                SETTING_STARTTLS);
}

/* Whether a TLSA record under the host's name would count, and can be made: its zone is signed, its key was
 * seen, and no record there does the work yet. */
static bool lacks_tlsa(const struct situation *situation, const struct inbound_facts *host, bool is_signed)
{
    enum dnssec_state wanted = is_signed ? DNSSEC_SECURE : DNSSEC_INSECURE;
    bool works = host->tlsa == TLSA_STANDING_USABLE && host->tlsa_matches != ANSWER_NO;
    if (works || host->host->kind == HOST_NOT_A_NAME || host->tlsa == TLSA_STANDING_ERROR
        || host->tlsa == TLSA_STANDING_UNKNOWN || dane_address_state(host->host) != wanted)
        return false;
    struct text_list keys = step_lines_keys(situation->report, host->host);
    bool seen = keys.count > 0 && host->starttls == ANSWER_YES;
    text_list_free(&keys);
    return seen;
}

static bool publish_tlsa(const struct situation *situation, struct inbound_facts *host)
{
    if (!lacks_tlsa(situation, host, true))
        return false;
    host->tlsa = TLSA_STANDING_USABLE;
    host->tlsa_matches = ANSWER_YES;
    return true;
}

static void tlsa_lines(const struct situation *situation, struct next_step *step, bool is_signed)
{
    for (size_t i = 0; i < situation->count; i++) {
        const struct inbound_facts *host = &situation->hosts[i];
        if (!lacks_tlsa(situation, host, is_signed))
            continue;
        const char *base = host->tlsa_set != NULL ? host->tlsa_set->base_domain : host->host->name;
        struct step_lines *part = step_lines_add(step, MEDIUM_DNS, "the zone of %s", base);
        step_lines_tlsa(part, situation->assessment, host->host, base);
    }
}

static bool is_key_replaced(const struct situation *situation)
{
    bool is_replaced = false;
    for (size_t i = 0; i < situation->count && !is_replaced; i++) {
        struct mend mend = mend_of(situation->assessment, situation->hosts[i].host, PORT_RELAY);
        is_replaced = mend.certificate.count > 0;
        mend_clear(&mend);
    }
    return is_replaced;
}

static void step_tlsa(const struct situation *situation)
{
    struct next_step *step =
        step_for(situation, publish_tlsa,
                 is_key_replaced(situation) ? "Then publish TLSA records for the new keys"
                                            : "Publish TLSA records for the current keys",
                 "Senders that validate DANE then deliver only to a server with one of these keys (RFC 7672 "
                 "2.2). Publish the record for a new key two TTLs before the server uses it (RFC 7671 8.1).");
    if (step != NULL)
        tlsa_lines(situation, step, true);
}

static bool sign_everything(const struct situation *situation, struct inbound_facts *host)
{
    bool unsigned_mx = host->mx == DNSSEC_INSECURE;
    if (unsigned_mx)
        host->mx = DNSSEC_SECURE;
    if (!lacks_tlsa(situation, host, false))
        return unsigned_mx;
    host->tlsa = TLSA_STANDING_USABLE;
    host->tlsa_matches = ANSWER_YES;
    return true;
}

static void step_sign(const struct situation *situation)
{
    struct next_step *step = step_for(
        situation, sign_everything, "Sign the zones with DNSSEC and publish TLSA records",
        "DANE stops attackers only if the MX, address and TLSA records are all signed (RFC 7672 2.2.1).");
    if (step == NULL)
        return;
    const char *domain = situation->report->domain->name;
    if (situation->hosts[0].mx == DNSSEC_INSECURE) {
        struct step_lines *part = step_lines_add(step, MEDIUM_DNS, "the zone of %s", domain);
        step_lines_remark(part, "sign this zone and publish its DS record in the parent zone");
    }
    size_t before = step->part_count;
    tlsa_lines(situation, step, false);
    for (size_t i = before; i < step->part_count; i++)
        step_lines_remark(&step->parts[i], "these records take effect when their zone is signed");
}

/* The policy host is named after the domain, and needs a certificate for that name (RFC 8461 3.3). */
static bool can_have_policy(const struct situation *situation)
{
    return host_name_is_valid(situation->report->domain->name);
}

static bool enforce_policy(const struct situation *situation, struct inbound_facts *host)
{
    if (host->sts == STS_STANDING_UNKNOWN || !can_have_policy(situation) || !can_be_listed(host->host))
        return false;
    host->sts = STS_STANDING_ENFORCE;
    host->sts_listed = ANSWER_YES;
    host->sts_lasting = ANSWER_YES;
    return true;
}

static bool test_policy(const struct situation *situation, struct inbound_facts *host)
{
    if (host->sts != STS_STANDING_ABSENT || !can_have_policy(situation) || !can_be_listed(host->host))
        return false;
    host->sts = STS_STANDING_TESTING;
    return true;
}

/* Letters and digits that are others for another policy (RFC 8461 3.1), and the same for the same one: a
 * hash (FNV-1a) of its lines. */
static void policy_id(const char *policy, char id[static 24])
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = policy; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    snprintf(id, 24, "%016" PRIx64, hash);
}

/* The policy that the step puts in its place, else the one that is served; the caller frees. */
static char *policy_to_announce(const struct mta_sts *mta_sts, const struct next_step *step)
{
    for (size_t i = 0; i < step->part_count; i++)
        if (step->parts[i].medium == MEDIUM_FILE)
            return text_list_join(&step->parts[i].lines, "\n");
    return text_copy(mta_sts->body != NULL ? mta_sts->body : "");
}

static void policy_file(const struct situation *situation, struct next_step *step, const char *mode,
                        int max_age_s)
{
    struct step_lines *file = step_lines_add(step, MEDIUM_FILE, "https://mta-sts.%s/.well-known/mta-sts.txt",
                                             situation->report->domain->name);
    step_lines_say(file, "version: STSv1");
    step_lines_say(file, "mode: %s", mode);
    for (size_t i = 0; i < situation->count; i++)
        if (can_be_listed(situation->hosts[i].host))
            step_lines_say(file, "mx: %s", situation->hosts[i].host->name);
    step_lines_say(file, "max_age: %d", max_age_s);
}

/* The record that announces the policy, in place of any other, and what it takes to be fetched and reported
 * on. */
static void policy_record(const struct situation *situation, struct next_step *step)
{
    const struct domain *domain = situation->report->domain;
    char id[24];
    char *policy = policy_to_announce(domain->mta_sts, step);
    policy_id(policy, id);
    free(policy);
    struct step_lines *dns = step_lines_add(step, MEDIUM_DNS, "the zone of %s", domain->name);
    const struct text_list *records = &domain->mta_sts->txt_records;
    if (records->count > 0)
        step_lines_remark(dns, "this replaces the TXT record %s", records->items[0]);
    char *data = text_format("TXT \"v=STSv1; id=%s;\"", id);
    step_lines_record(dns, "_mta-sts", domain->name, data, &domain->mta_sts->txt_lookup);
    free(data);
    if (domain->mta_sts->policy_addresses.count == 0)
        step_lines_remark(dns,
                          "mta-sts.%s needs an address, and a web server with a certificate for that name",
                          domain->name);
    bool no_reports = domain->tls_rpt != NULL && domain->tls_rpt->records.count == 0
                      && !dns_lookup_failed(&domain->tls_rpt->lookup);
    if (!no_reports)
        return;
    data = text_format("TXT \"v=TLSRPTv1; rua=mailto:postmaster@%s\"", domain->name);
    step_lines_record(dns, "_smtp._tls", domain->name, data, &domain->tls_rpt->lookup);
    free(data);
}

/* There may be one record alone (RFC 8461 3.1), so the second one of a report is a comment until it replaces
 * the first. */
static void policy_record_later(const struct situation *situation, struct next_step *step)
{
    const struct domain *domain = situation->report->domain;
    const struct text_list *aliases = &domain->mta_sts->txt_lookup.cname_chain;
    char id[24];
    char *policy = policy_to_announce(domain->mta_sts, step);
    policy_id(policy, id);
    free(policy);
    struct step_lines *dns = step_lines_add(step, MEDIUM_DNS, "the zone of %s", domain->name);
    step_lines_remark(dns, "this replaces the record for mode testing:");
    if (aliases->count > 0)
        step_lines_remark(dns, "%s. IN TXT \"v=STSv1; id=%s;\"", aliases->items[aliases->count - 1], id);
    else
        step_lines_remark(dns, "_mta-sts.%s. IN TXT \"v=STSv1; id=%s;\"", domain->name, id);
}

/* What is there already needs a change alone. */
static void step_policy_change(const struct situation *situation)
{
    const struct mta_sts *sts = situation->report->domain->mta_sts;
    if (sts == NULL || sts->txt_records.count == 0)
        return;
    bool testing = situation->hosts[0].sts == STS_STANDING_TESTING;
    bool enforced = situation->hosts[0].sts == STS_STANDING_ENFORCE;
    struct next_step *step =
        step_for(situation, enforce_policy,
                 testing    ? "Set the MTA-STS policy to mode enforce"
                 : enforced ? "List every MX host in the MTA-STS policy, with a max_age of weeks"
                            : "Correct the MTA-STS policy",
                 "Senders that have cached the policy then deliver only to these hosts, and only over TLS "
                 "(RFC 8461 5). Change the policy file first, then the id in DNS.");
    if (step == NULL)
        return;
    policy_file(situation, step, "enforce", ENFORCE_MAX_AGE_S);
    policy_record(situation, step);
}

/* The policy that is served, once senders hear of it. */
static bool announce_policy(const struct situation *situation, struct inbound_facts *host)
{
    const struct mta_sts_policy *policy = situation->report->domain->mta_sts->policy;
    if (host->sts != STS_STANDING_ABSENT || policy->mode == MTA_STS_MODE_NONE)
        return false;
    inbound_facts_take_policy(host, policy, situation->report->domain->name);
    return true;
}

/* Where a policy is served already, the record alone is missing. */
static bool step_announce(const struct situation *situation, const struct mta_sts *sts)
{
    if (sts->policy == NULL)
        return false;
    struct next_step *step =
        step_for(situation, announce_policy, "Publish the TXT record of the MTA-STS policy",
                 "Senders fetch the policy only if this record exists (RFC 8461 3.1).");
    if (step != NULL)
        policy_record(situation, step);
    return step != NULL;
}

static void step_policy_new(const struct situation *situation)
{
    const struct mta_sts *sts = situation->report->domain->mta_sts;
    if (sts == NULL || sts->txt_records.count > 0 || step_announce(situation, sts))
        return;
    struct next_step *testing = step_for(
        situation, test_policy, "Publish an MTA-STS policy in mode testing",
        "Mode testing stops no mail; senders report what mode enforce would stop (RFC 8461 5, RFC 8460 3).");
    if (testing != NULL) {
        policy_file(situation, testing, "testing", TESTING_MAX_AGE_S);
        policy_record(situation, testing);
    }
    bool first = testing == NULL;
    struct next_step *enforce =
        step_for(situation, enforce_policy,
                 first ? "Publish an MTA-STS policy, after a week in mode testing"
                       : "When the reports show no failures, change the policy to mode enforce",
                 "Senders that have cached the policy then deliver only to these hosts, and only over TLS "
                 "(RFC 8461 5).");
    if (enforce == NULL)
        return;
    policy_file(situation, enforce, "enforce", ENFORCE_MAX_AGE_S);
    if (first)
        policy_record(situation, enforce);
    else
        policy_record_later(situation, enforce);
}

/* Text of a zone file is written where it can be told how. */
static void remark_removal(struct step_lines *part, const char *domain, const struct host *host)
{
    if (host->kind == HOST_NOT_A_NAME)
        step_lines_remark(part,
                          "remove the MX record of %s. with preference %" PRId64 ", which names no host",
                          domain, host->mx_preference);
    else
        step_lines_remark(part, "remove: %s. IN MX %" PRId64 " %s.", domain, host->mx_preference, host->name);
}

/* A backup that never answers holds the domain down: somebody else may answer for it. */
static void step_drop_dead_hosts(const struct situation *situation)
{
    struct inbound_facts *alive = NULL;
    size_t count = 0;
    for (size_t i = 0; i < situation->count; i++)
        if (situation->hosts[i].starttls != ANSWER_UNKNOWN)
            *(struct inbound_facts *)list_append(&alive, &count, sizeof *alive) = situation->hosts[i];
    struct downgrade then = downgrade_of_domain(alive, count);
    free(alive);
    struct verdict *verdict = situation->verdict;
    bool dead_mx = situation->report->domain->mail_route == ROUTE_MX && count < situation->count;
    if (count == 0 || !dead_mx || verdict->next_step_count >= situation->steps_max
        || downgrade_rank(then.at_most) <= downgrade_rank(situation->now.at_most))
        return;
    struct next_step *step = list_append(&verdict->next_steps, &verdict->next_step_count, sizeof *step);
    step->raises_inbound_to = shown_level(&then);
    step->title = text_copy("Remove MX hosts that do not answer from DNS, or repair them");
    step->why = text_copy("An attacker can impersonate a host that does not answer (RFC 7672 2.2.1).");
    struct step_lines *part =
        step_lines_add(step, MEDIUM_DNS, "the zone of %s", situation->report->domain->name);
    for (size_t i = 0; i < situation->count; i++)
        if (situation->hosts[i].starttls == ANSWER_UNKNOWN)
            remark_removal(part, situation->report->domain->name, situation->hosts[i].host);
}

/* Nobody can say what would help a server that did not answer: not from here. */
static bool nothing_seen(const struct situation *situation)
{
    for (size_t i = 0; i < situation->count; i++)
        if (situation->hosts[i].starttls != ANSWER_UNKNOWN)
            return false;
    return true;
}

static void find_inbound_steps(const struct situation *situation)
{
    step_starttls(situation);
    step_usual(situation);
    step_policy_change(situation);
    step_tlsa(situation);
    step_drop_dead_hosts(situation);
    const struct verdict *verdict = situation->verdict;
    bool enough = verdict->next_step_count + STEPS_MAX > situation->steps_max
                  && downgrade_rank(verdict->next_steps[verdict->next_step_count - 1].raises_inbound_to)
                         >= downgrade_rank(INBOUND_PINNED);
    if (!enough) {
        step_policy_new(situation);
        step_sign(situation);
    }
}

static void find_inbound(struct assessment *assessment)
{
    const struct view *view = assessment->view;
    struct situation situation = {.assessment = assessment,
                                  .report = assessment->report,
                                  .verdict = &assessment->verdict,
                                  .hosts = view->inbound,
                                  .count = view->inbound_count,
                                  .steps_max = assessment->verdict.next_step_count + STEPS_MAX,
                                  .now = downgrade_of_domain(view->inbound, view->inbound_count)};
    if (!nothing_seen(&situation))
        find_inbound_steps(&situation);
}

void next_steps_find(struct assessment *assessment)
{
    assessment->mend_index = mend_index_new(assessment);
    next_steps_mend(assessment);
    if (assessment->report->domain != NULL && assessment->verdict.inbound_host_count > 0)
        find_inbound(assessment);
    next_steps_submission(assessment);
    mend_index_free(assessment->mend_index);
    assessment->mend_index = NULL;
}
