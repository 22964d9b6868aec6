/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DANE across addresses and MX hosts: keys to come or left over (RFC 7671 8.1), and hosts that an attacker
 * can steer the mail to (RFC 7672 2.2.1). */
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"
#include "assess/view/dane.h"

#include <stdlib.h>

/* How a record fares at all addresses of its host. */
struct fate {
    bool matches;
    size_t unseen; /* addresses that showed no certificate */
    struct phrase unseen_key;
};

static bool is_of_record(const struct tlsa_match *match, const struct tlsa_set *set,
                         const struct tlsa_record *record)
{
    return text_same_name(match->base_domain, set->base_domain) && match->usage == record->usage
           && match->selector == record->selector && match->matching_type == record->matching_type
           && text_same_name(match->data_hex, record->data_hex);
}

static struct fate fate_of(const struct report *report, const struct host *host, const struct tlsa_set *set,
                           const struct tlsa_record *record)
{
    struct fate fate = {.matches = false};
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        fate.unseen += endpoint == NULL || endpoint->tlsa_match_count == 0;
        if (endpoint != NULL && fate.unseen_key.text[0] == '\0')
            fate.unseen_key = certificate_unseen_key(endpoint);
        for (size_t n = 0; endpoint != NULL && n < endpoint->tlsa_match_count; n++)
            fate.matches = fate.matches
                           || (endpoint->tlsa_matches[n].matches == ANSWER_YES
                               && is_of_record(&endpoint->tlsa_matches[n], set, record));
    }
    return fate;
}

void dane_rollover_rules(struct assessment *assessment, const struct host *host)
{
    const struct report *report = assessment->report;
    struct about about = {.role = port_view_role(report, host, PORT_RELAY), .host = host->name};
    const struct host_view *host_view = view_host(assessment->view, host);
    const struct tlsa_set *set = host_view->tlsa_set;
    struct text_list matching = {0}, others = {0};
    size_t unseen = 0;
    struct phrase unseen_key = {{0}};
    if (host_view->dane != DANE_USABLE)
        return;
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        struct fate fate = fate_of(report, host, set, record);
        if (record->usable)
            text_list_append(
                fate.matches ? &matching : &others,
                dane_record(record->usage, record->selector, record->matching_type, record->data_hex).text);
        unseen = fate.unseen;
        unseen_key = fate.unseen_key;
    }
    if (matching.count > 0 && others.count > 0 && unseen > 0)
        judge(assessment, &about, FINDING_DANE_RECORD_IDLE, OUTCOME_UNKNOWN,
              "%s matches no certificate seen, but %zu addresses showed no certificate.",
              phrase_list(&others, "").text, unseen);
    else if (matching.count > 0 && others.count > 0 && unseen_key.text[0] != '\0')
        judge(assessment, &about, FINDING_DANE_RECORD_IDLE, OUTCOME_UNKNOWN,
              "%s matches no certificate seen; but %s.", phrase_list(&others, "").text, unseen_key.text);
    else if (matching.count > 0)
        judge(assessment, &about, FINDING_DANE_RECORD_IDLE, outcome_unless(others.count > 0), "%s: %s.",
              others.count > 0 ? "These match no certificate of the server" : "All match",
              phrase_list(others.count > 0 ? &others : &matching, "").text);
    text_list_free(&matching);
    text_list_free(&others);
}

/* The MX hosts by what their TLSA records do for them. */
struct hosts {
    struct text_list with;
    struct text_list without;
    struct text_list unknown;
};

static struct hosts sort_hosts(const struct view *view)
{
    const struct report *report = &view->facts;
    struct hosts hosts = {{0}, {0}, {0}};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host->is_mx)
            continue;
        enum dane_state state = view->hosts[i].dane;
        bool with = state == DANE_USABLE || state == DANE_FAILED; /* neither takes mail without */
        bool unknown =
            state == DANE_UNKNOWN || (state == DANE_NOT_ASKED && host_kind_has_addresses(host->kind));
        text_list_append(with ? &hosts.with : unknown ? &hosts.unknown : &hosts.without, host->name);
    }
    return hosts;
}

static void judge_mx(struct assessment *assessment, const struct about *about,
                     const struct dns_lookup *lookup)
{
    if (lookup->dnssec == DNSSEC_UNKNOWN)
        judge(assessment, about, FINDING_DANE_MX_INSECURE, OUTCOME_UNKNOWN,
              "Unknown whether the MX records are signed: %s.", dane_why_unknown(lookup));
    else if (lookup->dnssec != DNSSEC_BOGUS)
        judge(assessment, about, FINDING_DANE_MX_INSECURE, outcome_unless(lookup->dnssec == DNSSEC_INSECURE),
              "%s; %s.", phrase_lookup(lookup).text,
              lookup->dnssec == DNSSEC_INSECURE ? "not signed" : "signed");
}

static void judge_all(struct assessment *assessment, const struct about *about, const struct hosts *hosts)
{
    struct phrase with = phrase_list(&hosts->with, "none");
    if (hosts->without.count > 0)
        judge(assessment, about, FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_FAILS, "With DANE: %s; without: %s.",
              with.text, phrase_list(&hosts->without, "none").text);
    else if (hosts->unknown.count > 0)
        judge(assessment, about, FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_UNKNOWN, "With DANE: %s; unknown: %s.",
              with.text, phrase_list(&hosts->unknown, "none").text);
    else
        judge(assessment, about, FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_HOLDS, "With DANE: %s.", with.text);
}

void dane_domain_rules(struct assessment *assessment)
{
    const struct domain *domain = assessment->report->domain;
    if (domain == NULL)
        return;
    struct hosts hosts = sort_hosts(assessment->view);
    struct about about = {.role = ROLE_MX, .domain = domain->name};
    if (hosts.with.count > 0) {
        judge_mx(assessment, &about, &domain->mx_lookup);
        judge_all(assessment, &about, &hosts);
    }
    text_list_free(&hosts.with);
    text_list_free(&hosts.without);
    text_list_free(&hosts.unknown);
}
