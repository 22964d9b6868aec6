/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records against what one port did and showed: RFC 7671 5, 8, RFC 7672 2.2, 3.2, 8.1. */
#include "assess/rules/rules.h"
#include "assess/rules/tls/tls_feature.h"
#include "assess/view/certificate.h"
#include "assess/view/dane.h"
#include "assess/view/session_stage.h"
#include "base/list.h"
#include "base/tls_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One chain that an MX host showed, and the records for it. */
struct shown {
    const struct about *about; /* of a chain: its detail is the kind of key */
    const struct endpoint *endpoint;
    const struct tlsa_set *set;
    enum key_type key_type; /* tells the chains of one port apart */
    enum dane_state state;
};

/* The next match for this chain from `index` on that was tried, NULL when there is none. */
static const struct tlsa_match *next_tried(const struct shown *shown, size_t *index)
{
    while (*index < shown->endpoint->tlsa_match_count) {
        const struct tlsa_match *match = &shown->endpoint->tlsa_matches[(*index)++];
        if (match->matches != ANSWER_UNKNOWN && text_same_name(match->base_domain, shown->set->base_domain)
            && match->key_type == shown->key_type)
            return match;
    }
    return NULL;
}

static bool same_combination(const struct tlsa_match *a, const struct tlsa_match *b)
{
    return a->usage == b->usage && a->selector == b->selector && a->matching_type == b->matching_type;
}

/* Whether a record matches, of any combination where `like` is NULL. */
static bool any_matches(const struct shown *shown, const struct tlsa_match *like)
{
    const struct tlsa_match *match;
    for (size_t i = 0; (match = next_tried(shown, &i)) != NULL;)
        if (match->matches == ANSWER_YES && (like == NULL || same_combination(match, like)))
            return true;
    return false;
}

static struct phrase record_of(const struct tlsa_match *match)
{
    return dane_record(match->usage, match->selector, match->matching_type, match->data_hex);
}

/* "ECDSA, 2 1 1 5a8f...": what is judged of each record for each chain. */
static struct phrase detail_of(const struct shown *shown, const struct tlsa_match *match)
{
    const char *key = shown->about->detail;
    return phrase_format("%s%s%s", text_or_nothing(key), key != NULL ? ", " : "", record_of(match).text);
}

/* What fails only if the records are signed is unknown where that is. */
static void judge_if_signed(struct assessment *assessment, const struct shown *shown, enum finding_id id,
                            bool bad, const char *evidence)
{
    if (bad && shown->state == DANE_UNKNOWN)
        judge(assessment, shown->about, id, OUTCOME_UNKNOWN, "%s Unknown whether the records are signed: %s.",
              evidence, dane_why_unknown(&shown->set->lookup));
    else
        judge(assessment, shown->about, id, outcome_unless(bad), "%s", evidence);
}

/* A record for an anchor that issued the chain, that this machine trusts, and that is not sent. */
static const struct tlsa_match *absent_anchor(const struct shown *shown)
{
    const struct tlsa_match *match;
    for (size_t i = 0; (match = next_tried(shown, &i)) != NULL;)
        if (match->unsent_anchor_issued == ANSWER_YES)
            return match;
    return NULL;
}

static void judge_absent_anchor(struct assessment *assessment, const struct shown *shown,
                                const struct tlsa_match *match)
{
    struct phrase served = dane_served(shown->endpoint, shown->key_type);
    char *evidence = text_format(
        "%s is for %s, which issued the chain and is not sent with it; %s.", record_of(match).text,
        match->unsent_anchor != NULL ? match->unsent_anchor : "an anchor", served.text);
    struct phrase detail = detail_of(shown, match);
    struct about about = *shown->about;
    about.detail = detail.text;
    struct shown judged = *shown;
    judged.about = &about;
    judge_if_signed(assessment, &judged, FINDING_DANE_ANCHOR_ABSENT, true, evidence);
    free(evidence);
}

/* Why the first of the records with usage 2 does not match, for such a record may be for what is not sent. */
static struct phrase why_no_anchor(const struct shown *shown)
{
    const struct tlsa_match *match;
    for (size_t i = 0; (match = next_tried(shown, &i)) != NULL;)
        if (match->usage == 2 && match->problem != NULL)
            return phrase_format(" %s%s%s: %s.", record_of(match).text,
                                 match->unsent_anchor != NULL ? " is for " : "",
                                 match->unsent_anchor != NULL ? match->unsent_anchor : "", match->problem);
    return phrase_format("%s", "");
}

/* A sender may be served any of the chains: one that is right says nothing for the port. */
static bool another_chain_fails(const struct shown *shown)
{
    for (size_t i = 0; i < shown->endpoint->tlsa_match_count; i++) {
        struct shown other = *shown;
        other.key_type = shown->endpoint->tlsa_matches[i].key_type;
        size_t first = 0;
        if (next_tried(&other, &first) != NULL && !any_matches(&other, NULL))
            return true;
    }
    return false;
}

/* What leaves the first record with usage 2 open. */
static struct phrase why_undecided(const struct shown *shown)
{
    for (size_t i = 0; i < shown->endpoint->tlsa_match_count; i++) {
        const struct tlsa_match *match = &shown->endpoint->tlsa_matches[i];
        if (match->matches == ANSWER_UNKNOWN && match->usage == 2 && match->problem != NULL
            && text_same_name(match->base_domain, shown->set->base_domain)
            && match->key_type == shown->key_type)
            return phrase_format(" %s: %s.", record_of(match).text, match->problem);
    }
    return phrase_format("%s", "");
}

static void judge_mismatch(struct assessment *assessment, const struct shown *shown)
{
    size_t i = 0;
    struct phrase served = dane_served(shown->endpoint, shown->key_type);
    const struct tlsa_match *match = next_tried(shown, &i);
    if (match == NULL) {
        judge(assessment, shown->about, FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN,
              "The server's certificates could not be compared with the records.%s",
              why_undecided(shown).text);
        return;
    }
    for (; match != NULL; match = next_tried(shown, &i))
        if (match->matches == ANSWER_YES) {
            if (another_chain_fails(shown))
                return;
            struct phrase unseen = certificate_unseen_key(shown->endpoint);
            if (unseen.text[0] != '\0') {
                judge(assessment, shown->about, FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN,
                      "%s matches; %s. But %s, and a sender may get that one.", record_of(match).text,
                      served.text, unseen.text);
                return;
            }
            judge_if_signed(assessment, shown, FINDING_DANE_MISMATCH, false,
                            phrase_format("%s matches; %s.", record_of(match).text, served.text).text);
            return;
        }
    const struct tlsa_match *absent = absent_anchor(shown);
    if (absent != NULL) {
        judge_absent_anchor(assessment, shown, absent);
        return;
    }
    char *evidence =
        text_format("%s; %s.%s", dane_records(shown->set).text, served.text, why_no_anchor(shown).text);
    judge_if_signed(assessment, shown, FINDING_DANE_MISMATCH, true, evidence);
    free(evidence);
}

/* Where nothing matches at all, that is said already. */
static void judge_combinations(struct assessment *assessment, const struct shown *shown)
{
    bool bad = false;
    const struct tlsa_match *match;
    if (!any_matches(shown, NULL))
        return;
    for (size_t i = 0; (match = next_tried(shown, &i)) != NULL && !bad;) {
        if (any_matches(shown, match))
            continue;
        bad = true;
        if (match->unsent_anchor_issued == ANSWER_YES) {
            judge_absent_anchor(assessment, shown, match);
            return;
        }
        char *evidence =
            text_format("No %" PRId64 " %" PRId64 " %" PRId64 " record matches, for example %s; %s.",
                        match->usage, match->selector, match->matching_type, record_of(match).text,
                        dane_served(shown->endpoint, shown->key_type).text);
        judge_if_signed(assessment, shown, FINDING_DANE_COMBINATION_UNMATCHED, true, evidence);
        free(evidence);
    }
    if (!bad)
        judge(assessment, shown->about, FINDING_DANE_COMBINATION_UNMATCHED, OUTCOME_HOLDS, "%s.",
              dane_records(shown->set).text);
}

/* The anchor is known, and whether it vouches for the server. */
static void judge_anchor(struct assessment *assessment, const struct shown *shown,
                         const struct tlsa_match *match)
{
    bool vouches = match->matches == ANSWER_YES;
    struct phrase record = record_of(match);
    judge_if_signed(
        assessment, shown, FINDING_DANE_ANCHOR_UNPROVEN, !vouches,
        phrase_format("%s: %s.", record.text, vouches ? "the trust anchor issued the chain" : match->problem)
            .text);
    if (!vouches)
        return;
    judge(assessment, shown->about, FINDING_DANE_ANCHOR_ABSENT, OUTCOME_HOLDS, "%s: %s.", record.text,
          match->certificate >= 0 ? "the server sends the trust anchor"
                                  : "the record contains the trust anchor");
    judge(assessment, shown->about, FINDING_DANE_ANCHOR_NOT_SENT, outcome_unless(match->certificate < 0),
          "%s: %s.", record.text,
          match->certificate < 0
              ? "the server does not send this certificate"
              : phrase_format("certificate %" PRId64 " of the chain", match->certificate).text);
}

static void judge_anchors(struct assessment *assessment, const struct shown *shown)
{
    const struct tlsa_match *match;
    for (size_t i = 0; (match = next_tried(shown, &i)) != NULL;) {
        if (match->usage != 2 || (match->matches != ANSWER_YES && match->certificate < 0))
            continue;
        struct phrase detail = detail_of(shown, match);
        struct about about = *shown->about;
        about.detail = detail.text;
        struct shown judged = *shown;
        judged.about = &about;
        judge_anchor(assessment, &judged, match);
    }
}

static void judge_chain(struct assessment *assessment, const struct shown *shown)
{
    judge_mismatch(assessment, shown);
    judge_combinations(assessment, shown);
    judge_anchors(assessment, shown);
}

/* Each chain once: its first match stands for it. */
static void judge_chains(struct assessment *assessment, const struct shown *shown)
{
    const struct endpoint *endpoint = shown->endpoint;
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++) {
        const struct tlsa_match *match = &endpoint->tlsa_matches[i];
        bool before = !text_same_name(match->base_domain, shown->set->base_domain);
        for (size_t n = 0; n < i && !before; n++)
            before = text_same_name(endpoint->tlsa_matches[n].base_domain, match->base_domain)
                     && endpoint->tlsa_matches[n].key_type == match->key_type;
        if (before)
            continue;
        struct about about = *shown->about;
        about.detail = match->key_type != KEY_TYPE_NONE ? key_type_name(match->key_type) : NULL;
        struct shown chain = *shown;
        chain.key_type = match->key_type;
        chain.about = &about;
        judge_chain(assessment, &chain);
    }
}

/* Whether TLS was refused (fails), or something else came between (unknown). */
static enum outcome refused(const struct session *session)
{
    const struct starttls *starttls = &session->starttls;
    bool asked = session->ehlo != NULL && session->ehlo->reply.code == 250;
    bool may_be_us = session->stop.reason == STOP_TIMED_OUT || session->stop.reason == STOP_LOCAL
                     || stop_is_cut_off(session->stop.reason);
    if (!asked || may_be_us || (starttls->reply != NULL && port_view_code_is_not_now(starttls->reply->code)))
        return OUTCOME_UNKNOWN;
    return starttls->reply != NULL || session->stop.at == STEP_STARTTLS ? OUTCOME_FAILS : OUTCOME_UNKNOWN;
}

/* Senders that use DANE ask for the base domain of the records, which need not be the name that was tried. */
static void judge_refused_name(struct assessment *assessment, const struct shown *shown,
                               const struct session *refused)
{
    const char *sent = refused->tls->server_name_sent;
    bool same = text_same_name(sent, shown->set->base_domain);
    judge(assessment, shown->about, FINDING_DANE_WITHOUT_STARTTLS, same ? OUTCOME_FAILS : OUTCOME_UNKNOWN,
          "%s. With the server name %s, %s; senders use the server name %s.", dane_records(shown->set).text,
          sent, phrase_stop(refused).text, shown->set->base_domain);
    if (!tls_feature_tells_of_sni(shown->endpoint))
        judge(assessment, shown->about, FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS,
              "With the server name %s: %s.", sent, phrase_stop(refused).text);
}

static void judge_tls(struct assessment *assessment, const struct shown *shown, const struct session *session)
{
    const struct about *about = shown->about;
    if (!session_stage_connected(session))
        return;
    const struct session *name_refused = endpoint_name_refused(shown->endpoint);
    if (name_refused != NULL) {
        judge_refused_name(assessment, shown, name_refused);
        return;
    }
    if (session_stage_has_tls(session)) {
        judge(assessment, about, FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_HOLDS, "%s.",
              tls_names_version(session->tls->version));
        if (!tls_feature_tells_of_sni(shown->endpoint))
            judge(assessment, about, FINDING_DANE_SNI_REQUIRED, OUTCOME_HOLDS,
                  "The server accepted the server name %s.", about->host);
        return;
    }
    judge(assessment, about, FINDING_DANE_WITHOUT_STARTTLS, refused(session), "%s. STARTTLS got %s; %s.",
          dane_records(shown->set).text, phrase_reply(session->starttls.reply).text,
          phrase_stop(session).text);
    if (session->tls != NULL && session->tls->alert == ALERT_CAME + ALERT_UNRECOGNIZED_NAME)
        judge(assessment, about, FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS,
              "With the server name %s, the server sent the alert %s.",
              session->tls->server_name_sent != NULL ? session->tls->server_name_sent : "no name",
              phrase_code(&tls_alert_names, session->tls->alert).text);
}

static void judge_host(struct assessment *assessment, const struct port_view *port_view,
                       const struct host *host)
{
    struct about about = port_view->about;
    about.host = host->name;
    about.role = port_view_role(port_view->report, host, PORT_RELAY);
    const struct host_view *host_view = view_host(port_view->view, host);
    struct shown shown = {.about = &about,
                          .endpoint = port_view->endpoint,
                          .state = host_view->dane,
                          .set = host_view->tlsa_set};
    if (shown.set == NULL || shown.set->record_count == 0 || port_view->session == NULL)
        return;
    if (shown.state == DANE_USABLE || shown.state == DANE_UNUSABLE)
        judge_tls(assessment, &shown, port_view->session);
    if (shown.state == DANE_USABLE || shown.state == DANE_UNKNOWN)
        judge_chains(assessment, &shown);
}

/* DANE says nothing about submission (RFC 7672 3.1.3); a client that looks all the same should find truth. */
static void judge_submission(struct assessment *assessment, const struct port_view *port_view)
{
    const struct endpoint *endpoint = port_view->endpoint;
    const struct tlsa_match *seen = NULL;
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++) {
        const struct tlsa_match *match = &endpoint->tlsa_matches[i];
        if (match->matches != ANSWER_UNKNOWN && (seen == NULL || match->matches == ANSWER_YES))
            seen = match;
    }
    if (seen != NULL)
        judge(assessment, &port_view->about, FINDING_DANE_SUBMISSION_MISMATCH,
              outcome_unless(seen->matches != ANSWER_YES), "%s; %s.", record_of(seen).text,
              dane_served(endpoint, KEY_TYPE_NONE).text);
}

void dane_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct report *report = port_view->report;
    if (port_view->endpoint->port != PORT_RELAY) {
        judge_submission(assessment, port_view);
        return;
    }
    const struct host *host = NULL;
    while ((host = report_host_at(report, port_view->endpoint->address, host)) != NULL)
        if (report_endpoint(report, host, port_view->endpoint->address, PORT_RELAY) == port_view->endpoint)
            judge_host(assessment, port_view, host);
}
