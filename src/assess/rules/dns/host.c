/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host's names and look-ups, and whether an MX can be reached at all. */
#include "assess/finding/phrase.h"
#include "assess/rules/dns/lookup.h"
#include "assess/rules/rules.h"
#include "assess/view/not_asked.h"
#include "assess/view/origin.h"
#include "assess/view/view.h"

#include <stdlib.h>

static bool says_none(const struct dns_lookup *lookup)
{
    return lookup->status == DNS_NODATA || lookup->status == DNS_NXDOMAIN;
}

static void judge_lookups(struct assessment *assessment, const struct about *about, const struct host *host)
{
    const struct dns_lookup *lookups[] = {&host->a_lookup, &host->aaaa_lookup};
    bool failed = false;
    for (size_t i = 0; i < 2; i++) {
        if (!dns_lookup_failed(lookups[i]))
            continue;
        failed = true;
        struct about judged = *about;
        judged.detail = i == 0 ? "A" : "AAAA";
        judge_lookup_failure(assessment, &judged, FINDING_HOST_LOOKUP_FAILED, lookups[i]);
    }
    if (!failed)
        judge(assessment, about, FINDING_HOST_LOOKUP_FAILED, OUTCOME_HOLDS, "Addresses: %s.",
              phrase_list(&host->addresses, "none").text);
    if (host->addresses.count > 0)
        judge(assessment, about, FINDING_HOST_WITHOUT_ADDRESS, OUTCOME_HOLDS, "Addresses: %s.",
              phrase_list(&host->addresses, "none").text);
    else if (says_none(&host->a_lookup) && says_none(&host->aaaa_lookup))
        diagnose(assessment, about, FINDING_HOST_WITHOUT_ADDRESS, OUTCOME_FAILS, &lookup_denied, "%s; %s.",
                 phrase_lookup(&host->a_lookup).text, phrase_lookup(&host->aaaa_lookup).text);
}

/* Whether another mail host of the domain has an IPv4 address. */
static bool ipv4_is_elsewhere(const struct report *report, const struct host *host)
{
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *other = &report->hosts[i];
        if (other != host && other->is_mx && other->a_lookup.status == DNS_OK)
            return true;
    }
    return false;
}

/* Many senders have IPv4 alone, and few IPv6 alone. */
static void judge_families(struct assessment *assessment, const struct about *about, const struct host *host)
{
    const struct dns_lookup *a = &host->a_lookup, *aaaa = &host->aaaa_lookup;
    struct phrase addresses = phrase_list(&host->addresses, "none");
    if (!host->is_mx || (a->status != DNS_OK && aaaa->status != DNS_OK))
        return;
    if (aaaa->status == DNS_OK || says_none(aaaa))
        judge(assessment, about, FINDING_MX_WITHOUT_IPV6, outcome_unless(says_none(aaaa)),
              "%s; addresses: %s.", phrase_lookup(aaaa).text, addresses.text);
    struct about here = *about;
    here.lenient = ipv4_is_elsewhere(assessment->report, host);
    if (a->status == DNS_OK || says_none(a))
        judge(assessment, &here, FINDING_MX_WITHOUT_IPV4, outcome_unless(says_none(a)), "%s; addresses: %s.",
              phrase_lookup(a).text, addresses.text);
}

static void judge_alias(struct assessment *assessment, const struct about *about, const struct host *host)
{
    const struct text_list *chain =
        host->a_lookup.cname_chain.count > 0 ? &host->a_lookup.cname_chain : &host->aaaa_lookup.cname_chain;
    bool named_by_srv = host->submission == SUBMISSION_SRV;
    if (host->is_mx && assessment->report->domain != NULL
        && assessment->report->domain->mail_route != ROUTE_IMPLICIT_MX)
        judge(assessment, about, FINDING_MX_CNAME, outcome_unless(chain->count > 0),
              "CNAME records of the host: %s.", phrase_list(chain, "none").text);
    if (named_by_srv) {
        struct about as_target = *about;
        as_target.role = ROLE_SUBMISSION;
        judge(assessment, &as_target, FINDING_SRV_TARGET_ALIAS, outcome_unless(chain->count > 0),
              "CNAME records of the host: %s.", phrase_list(chain, "none").text);
    }
}

/* What every address of the host did on port 25: "192.0.2.10: the connection was refused; ..." */
static struct phrase each_address(const struct report *report, const struct host *host)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        if (endpoint == NULL)
            continue;
        struct phrase part =
            phrase_format("%s: %s", endpoint->address, phrase_stop(endpoint_session(endpoint)).text);
        text_list_append(&parts, part.text);
    }
    char *joined = text_list_join(&parts, "; ");
    struct phrase phrase = phrase_format("%s", joined);
    free(joined);
    text_list_free(&parts);
    return phrase;
}

/* The same port of every address, counted, and whom those that did not answer point at. */
struct reached {
    size_t probed;
    size_t connected;
    size_t cut_off;     /* neither: the run was interrupted */
    size_t intercepted; /* something nearer answered: not counted as probed */
    size_t failing;     /* not connected, and the host or its network is why */
    enum suspect at;
    enum certainty certainty; /* the least */
    struct phrase settle;     /* of the first whose family may be blocked here; empty for none */
};

static void weigh_blockage(struct reached *reached, const struct port_view *port_view)
{
    const struct blockage *blockage = &port_view->blockage;
    if (reached->settle.text[0] == '\0')
        reached->settle = port_view->family->relay_settle;
    bool first = reached->certainty == CERTAINTY_UNSTATED;
    reached->failing += blockage->outcome == OUTCOME_FAILS;
    reached->at = first ? blockage->at : origin_of_both(reached->at, blockage->at);
    if (first || blockage->certainty < reached->certainty)
        reached->certainty = blockage->certainty;
}

static struct reached count_reached(const struct view *view, const struct host *host)
{
    struct reached reached = {0};
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint =
            report_endpoint(&view->facts, host, host->addresses.items[i], PORT_RELAY);
        const struct port_view *port_view = endpoint != NULL ? view_port(view, endpoint) : NULL;
        if (port_view == NULL || !port_view->attempt.begun)
            continue;
        const struct attempt *attempt = &port_view->attempt;
        reached.intercepted += port_view->intercepted;
        if (port_view->intercepted)
            continue;
        reached.probed++;
        reached.connected += attempt->connected;
        if (attempt->reason == STOP_INTERRUPTED)
            reached.cut_off++;
        else if (!attempt->connected)
            weigh_blockage(&reached, port_view);
    }
    return reached;
}

static bool is_left_out(const struct report *report, const struct host *host)
{
    for (size_t i = 0; i < host->addresses.count; i++)
        if (report_left_out(report, host, host->addresses.items[i], PORT_RELAY))
            return true;
    return false;
}

static void judge_reachable(struct assessment *assessment, const struct about *about, const struct host *host)
{
    const struct report *report = assessment->report;
    struct reached reached = count_reached(assessment->view, host);
    bool open = reached.at == SUSPECT_UNKNOWN || origin_is_this_side(reached.at)
                || reached.certainty == CERTAINTY_POSSIBLE;
    bool settle = open && reached.settle.text[0] != '\0';
    struct pointing pointing = {reached.at, reached.certainty, settle ? reached.settle.text : NULL};
    bool lookups_failed = dns_lookup_failed(&host->a_lookup) || dns_lookup_failed(&host->aaaa_lookup);
    if (reached.connected > 0)
        judge(assessment, about, FINDING_MX_HOST_UNREACHABLE, OUTCOME_HOLDS,
              "%zu of %zu addresses accept connections on port 25.", reached.connected, reached.probed);
    else if (reached.intercepted > 0)
        judge(assessment, about, FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN,
              "At %zu of its addresses another device answers on port 25 (port-intercepted).",
              reached.intercepted);
    else if (reached.probed > 0 && reached.cut_off == reached.probed)
        judge(assessment, about, FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, "%s.",
              each_address(report, host).text);
    else if (reached.probed > 0)
        diagnose(assessment, about, FINDING_MX_HOST_UNREACHABLE,
                 reached.failing == reached.probed ? OUTCOME_FAILS : OUTCOME_UNKNOWN, &pointing, "%s.",
                 each_address(report, host).text);
    else if (is_left_out(report, host))
        judge(assessment, about, FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN,
              "No connection was made to its addresses: %s.", phrase_list(&host->addresses, "none").text);
    else if (host->addresses.count == 0 && lookups_failed)
        judge(assessment, about, FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, "No connection was made: %s.",
              not_asked_host(report, host).text);
}

/* A host that nobody connected to looks like one without faults. */
static void judge_asked(struct assessment *assessment, const struct about *about, const struct host *host)
{
    const struct report *report = assessment->report;
    struct phrase why = not_asked_host(report, host);
    /* Of an MX host without an address mx-host-unreachable says it. */
    bool told = host->addresses.count == 0 && host->is_mx;
    if (why.text[0] != '\0' && !told && report->ended == REPORT_COMPLETE)
        judge(assessment, about, FINDING_HOST_NOT_ASKED, OUTCOME_UNKNOWN, "%s%s%s.",
              host->addresses.count > 0 ? phrase_list(&host->addresses, "").text : "",
              host->addresses.count > 0 ? ": " : "", why.text);
    else if (host_was_asked(report, host))
        judge(assessment, about, FINDING_HOST_NOT_ASKED, OUTCOME_HOLDS, "mailsonde connected to the host.");
}

void host_rules(struct assessment *assessment, const struct host *host)
{
    struct about about = {.role = port_view_host_role(assessment->report, host), .host = host->name};
    bool has_name = host_kind_has_addresses(host->kind);
    /* A guessed name that does not exist was a wrong guess, and nothing else. */
    bool wrong_guess = about.role == ROLE_GUESS && host->addresses.count == 0;
    if (has_name && !wrong_guess) {
        judge_lookups(assessment, &about, host);
        judge_families(assessment, &about, host);
        judge_alias(assessment, &about, host);
    }
    if (!wrong_guess)
        judge_asked(assessment, &about, host);
    if (host->is_mx)
        judge_reachable(assessment, &about, host);
}
