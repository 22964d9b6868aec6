/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Boiling a report down for the downgrade model. */
#include "assess/view/inbound_facts.h"

#include "assess/finding/phrase.h"
#include "assess/view/certificate.h"
#include "assess/view/dane.h"
#include "assess/view/session_tls.h"
#include "assess/view/view.h"
#include "infer/mta_sts_match.h"

#include <string.h>
#include <strings.h>

enum { LASTING_S = 86400 };

/* What a sender meets at one address. */
enum protection {
    PROTECTION_UNSEEN,
    PROTECTION_UNJUDGED,
    PROTECTION_TLS,
    PROTECTION_MIXED, /* TLS in one session, and none in another */
    PROTECTION_CLEAR
};

/* Only what is certain counts as clear: STARTTLS known to be absent, or TLS known to fail. */
static enum protection protection_of(const struct port_view *port_view)
{
    if (port_view->intercepted)
        return PROTECTION_UNJUDGED;
    struct sessions_tls sessions = sessions_tls_of(port_view->endpoint);
    if (sessions.clear > 0)
        return sessions.works > 0 ? PROTECTION_MIXED : PROTECTION_CLEAR;
    if (sessions.works > 0)
        return PROTECTION_TLS;
    return port_view->attempt.connected ? PROTECTION_UNJUDGED : PROTECTION_UNSEEN;
}

/* All have to hold; one that fails is enough to fail. */
static enum answer both(enum answer a, enum answer b)
{
    if (a == ANSWER_NO || b == ANSWER_NO)
        return ANSWER_NO;
    return a == ANSWER_YES && b == ANSWER_YES ? ANSWER_YES : ANSWER_UNKNOWN;
}

/* RFC 7672 2.2.2: no DANE where the addresses are unsigned, unless a signed alias leads to them: then the
 * records under the host's own name count, since they pin the key wherever the alias leads. */
static void find_tlsa(const struct host_view *host_view, struct inbound_facts *facts)
{
    static const enum tlsa_standing standings[] = {
        [DANE_NOT_ASKED] = TLSA_STANDING_UNKNOWN, [DANE_UNKNOWN] = TLSA_STANDING_UNKNOWN,
        [DANE_FAILED] = TLSA_STANDING_ERROR,      [DANE_NONE] = TLSA_STANDING_NONE,
        [DANE_INSECURE] = TLSA_STANDING_NONE,     [DANE_UNUSABLE] = TLSA_STANDING_UNUSABLE,
        [DANE_USABLE] = TLSA_STANDING_USABLE,
    };
    const struct host *host = facts->host;
    enum dnssec_state address = dane_address_state(host);
    bool alias = host->a_lookup.cname_chain.count + host->aaaa_lookup.cname_chain.count > 0;
    enum dane_state state = host_view->dane;
    if (address == DNSSEC_BOGUS)
        facts->tlsa = TLSA_STANDING_ERROR;
    else if (address == DNSSEC_INSECURE && (!alias || state == DANE_NOT_ASKED))
        facts->tlsa = TLSA_STANDING_NONE;
    else
        facts->tlsa = standings[state];
    if (facts->tlsa > TLSA_STANDING_NONE)
        facts->tlsa_set = host_view->tlsa_set;
}

/* What the records of the set say of one chain, told apart by its key (RFC 7671 8). */
static enum answer chain_matches(const struct endpoint *endpoint, const struct tlsa_set *set,
                                 enum key_type key_type)
{
    bool refused = false;
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++) {
        const struct tlsa_match *match = &endpoint->tlsa_matches[i];
        if (match->port != set->port || !text_same_name(match->base_domain, set->base_domain)
            || match->key_type != key_type)
            continue;
        if (match->matches == ANSWER_YES)
            return ANSWER_YES;
        refused = refused || match->matches == ANSWER_NO;
    }
    return refused ? ANSWER_NO : ANSWER_UNKNOWN;
}

static enum answer endpoint_matches(const struct endpoint *endpoint, const struct tlsa_set *set)
{
    enum answer all = ANSWER_YES;
    size_t tried = 0;
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++) {
        const struct tlsa_match *match = &endpoint->tlsa_matches[i];
        if (match->port != set->port || !text_same_name(match->base_domain, set->base_domain))
            continue;
        tried++;
        all = both(all, chain_matches(endpoint, set, match->key_type));
    }
    if (certificate_unseen_key(endpoint).text[0] != '\0')
        all = both(all, ANSWER_UNKNOWN);
    return tried > 0 ? all : ANSWER_UNKNOWN;
}

/* Every certificate that a sender may be served there. */
static enum answer endpoint_pkix(const struct endpoint *endpoint, const char *name)
{
    if (certificate_bad_beside(endpoint, name) != NULL)
        return ANSWER_NO;
    enum answer all = ANSWER_YES;
    size_t shown = 0;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        if (!session_shows_served_chain(endpoint, session))
            continue;
        const struct verification *verification = &session->tls->verification;
        all = both(all, both(both(verification->trusted, verification->in_date),
                             certificate_matches(session->tls, name)));
        shown++;
    }
    return shown > 0 ? all : ANSWER_UNKNOWN;
}

/* Such senders get no TLS: they ask for the base domain of the records (RFC 7672 8.1), or for the MX host
 * (RFC 8461 4.1). What becomes of another name is not known. */
static void see_refused_name(struct inbound_facts *facts, const char *refused, enum answer *matches,
                             enum answer *pkix)
{
    const struct tlsa_set *set = facts->tlsa_set;
    bool by_dane = set != NULL && text_same_name(refused, set->base_domain);
    bool by_sts = text_same_name(refused, facts->host->name);
    facts->dane_name_refused = facts->dane_name_refused || by_dane;
    facts->sts_name_refused = facts->sts_name_refused || by_sts;
    *matches = by_dane ? ANSWER_NO : both(*matches, ANSWER_UNKNOWN);
    *pkix = by_sts ? ANSWER_NO : both(*pkix, ANSWER_UNKNOWN);
}

static void see_addresses(const struct view *view, struct inbound_facts *facts)
{
    const struct report *report = &view->facts;
    const struct host *host = facts->host;
    struct addresses_seen *seen = &facts->addresses;
    enum answer matches = ANSWER_YES, pkix = ANSWER_YES;
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        if (endpoint == NULL)
            continue;
        const struct port_view *port_view = view_port(view, endpoint);
        enum protection protection = protection_of(port_view);
        seen->clear += protection >= PROTECTION_MIXED;
        seen->mixed += protection == PROTECTION_MIXED;
        seen->tls += protection == PROTECTION_TLS;
        seen->unjudged += protection == PROTECTION_UNJUDGED;
        seen->unreachable += protection == PROTECTION_UNSEEN;
        seen->intercepted += port_view->intercepted;
        const struct session *session = port_view->session;
        seen->rejected += session != NULL && session->stop.reason == STOP_REJECTED;
        seen->refused += session != NULL && session->stop.reason == STOP_REFUSED;
        if (protection != PROTECTION_TLS && protection != PROTECTION_MIXED)
            continue;
        const struct session *name_refused = endpoint_name_refused(endpoint);
        if (name_refused != NULL)
            see_refused_name(facts, name_refused->tls->server_name_sent, &matches, &pkix);
        if (facts->tlsa_set != NULL)
            matches = both(matches, endpoint_matches(endpoint, facts->tlsa_set));
        pkix = both(pkix, endpoint_pkix(endpoint, host->name));
    }
    bool any = seen->tls + seen->mixed > 0;
    facts->some_tls = any;
    facts->starttls = seen->clear > 0 ? ANSWER_NO : any ? ANSWER_YES : ANSWER_UNKNOWN;
    facts->tlsa_matches = any && facts->tlsa_set != NULL ? matches : ANSWER_UNKNOWN;
    facts->pkix = any ? pkix : ANSWER_UNKNOWN;
}

/* "*.example.org" lets in every name that anybody may get below the domain (RFC 8461 10.4). */
static bool is_wide(const char *pattern, const char *domain)
{
    return strncmp(pattern, "*.", 2) == 0 && domain != NULL && strcasecmp(pattern + 2, domain) == 0;
}

void inbound_facts_take_policy(struct inbound_facts *facts, const struct mta_sts_policy *policy,
                               const char *domain)
{
    facts->sts = policy->mode == MTA_STS_MODE_ENFORCE ? STS_STANDING_ENFORCE : STS_STANDING_TESTING;
    bool wide = false;
    for (size_t i = 0; i < policy->mx.count; i++)
        wide = wide || is_wide(policy->mx.items[i], domain);
    facts->sts_listed = answer_of(mta_sts_match_policy(policy, facts->host->name) != NULL);
    facts->sts_lasting = answer_of(!wide && policy->max_age_s >= LASTING_S);
}

static void find_policy(const struct domain *domain, struct inbound_facts *facts)
{
    const struct mta_sts *sts = domain != NULL ? domain->mta_sts : NULL;
    if (domain != NULL && (sts == NULL || sts->status == MTA_STS_UNKNOWN))
        return;
    facts->sts = STS_STANDING_ABSENT;
    if (sts == NULL || sts->status != MTA_STS_POLICY_VALID || sts->policy == NULL
        || sts->policy->mode == MTA_STS_MODE_NONE)
        return;
    inbound_facts_take_policy(facts, sts->policy, domain->name);
}

struct inbound_facts *inbound_facts_of(const struct view *view, size_t *count)
{
    const struct report *report = &view->facts;
    struct inbound_facts *list = NULL;
    *count = 0;
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host->is_mx && report->domain != NULL)
            continue;
        struct inbound_facts *facts = list_append(&list, count, sizeof *list);
        facts->host = host;
        facts->mx = report->domain == NULL ? DNSSEC_SECURE : report->domain->mx_lookup.dnssec;
        find_tlsa(view_host(view, host), facts);
        see_addresses(view, facts);
        find_policy(report->domain, facts);
    }
    return list;
}

static void say(struct text_list *reasons, struct phrase phrase)
{
    if (phrase.text[0] != '\0')
        text_list_append(reasons, phrase.text);
}

static struct phrase about_addresses(const struct addresses_seen *seen)
{
    size_t total = seen->clear + seen->tls + seen->unjudged + seen->unreachable;
    if (total == 0)
        return phrase_format("no address of it was probed on port 25");
    if (seen->mixed > 0 && seen->mixed == seen->clear)
        return phrase_format("at %zu of %zu addresses STARTTLS works only in some sessions", seen->mixed,
                             total);
    if (seen->mixed > 0)
        return phrase_format(
            "%zu of %zu addresses accept mail without TLS, %zu of them only in some sessions", seen->clear,
            total, seen->mixed);
    if (seen->clear > 0)
        return phrase_format("%zu of %zu addresses accept mail only without TLS", seen->clear, total);
    if (seen->tls == total)
        return phrase_format("STARTTLS works at every address");
    if (seen->tls > 0)
        return phrase_format("STARTTLS works at %zu of %zu addresses; the others could not be checked",
                             seen->tls, total);
    if (seen->intercepted > 0)
        return phrase_format("another device answers on port 25 in its place (port-intercepted), so it is "
                             "unknown whether STARTTLS works there");
    if (seen->unjudged > 0)
        return phrase_format("it answers, but STARTTLS could not be checked");
    return phrase_format("no address of it answers from here");
}

static struct phrase about_tlsa(const struct inbound_facts *facts)
{
    const struct dns_lookup *lookup = facts->tlsa_set != NULL ? &facts->tlsa_set->lookup : NULL;
    switch (facts->tlsa) {
    case TLSA_STANDING_UNKNOWN:
        return phrase_format(
            "whether DANE applies is unknown%s%s", facts->host->a_lookup.dnssec_detail != NULL ? ": " : "",
            facts->host->a_lookup.dnssec_detail != NULL ? facts->host->a_lookup.dnssec_detail : "");
    case TLSA_STANDING_NONE:
        return phrase_format("DANE does not apply: no TLSA record in a signed zone");
    case TLSA_STANDING_ERROR:
        return phrase_format("the TLSA look-up fails (%s), so DANE senders do not deliver (RFC 7672 2.1.2)",
                             lookup != NULL ? phrase_lookup(lookup).text : "the addresses are bogus");
    case TLSA_STANDING_UNUSABLE:
        return phrase_format(
            "no TLSA record is usable, so DANE senders require TLS but do not authenticate the server");
    case TLSA_STANDING_USABLE:
        break;
    }
    if (facts->dane_name_refused)
        return phrase_format(
            "the server rejects TLS for the server name that DANE senders use, so they do not deliver");
    if (facts->tlsa_matches == ANSWER_UNKNOWN)
        return phrase_format("there are TLSA records, but no certificate was seen to compare with them");
    return phrase_format(facts->tlsa_matches == ANSWER_YES
                             ? "a TLSA record matches the certificate"
                             : "no TLSA record matches the certificate, so DANE senders do not deliver");
}

static struct phrase about_mx(const struct inbound_facts *facts)
{
    if (facts->tlsa < TLSA_STANDING_UNUSABLE)
        return (struct phrase){{0}};
    static const char *const clauses[DNSSEC_STATE_COUNT] = {
        [DNSSEC_UNKNOWN] = "whether the MX records are signed is unknown",
        [DNSSEC_SECURE] = "",
        [DNSSEC_INSECURE] =
            "the MX records are not signed, so forged DNS answers can send mail to another host",
        [DNSSEC_BOGUS] = "the MX records fail DNSSEC validation (bogus), so DANE senders do not deliver",
    };
    return phrase_format("%s", clauses[facts->mx]);
}

static struct phrase about_sts(const struct inbound_facts *facts)
{
    switch (facts->sts) {
    case STS_STANDING_UNKNOWN:
        return phrase_format("whether MTA-STS applies is unknown");
    case STS_STANDING_ABSENT:
        return phrase_format("no MTA-STS policy is in force");
    case STS_STANDING_TESTING:
        return phrase_format("the MTA-STS policy is in mode testing, which enforces nothing");
    case STS_STANDING_ENFORCE:
        break;
    }
    if (facts->sts_listed == ANSWER_NO)
        return phrase_format("the enforced MTA-STS policy does not list it, so MTA-STS senders avoid it");
    if (facts->sts_name_refused)
        return phrase_format("MTA-STS is enforced, but the server rejects TLS for the host's name, so "
                             "MTA-STS senders do not deliver");
    if (facts->pkix == ANSWER_NO)
        return phrase_format("MTA-STS is enforced, but the certificate is not valid for it, so MTA-STS "
                             "senders do not deliver");
    return phrase_format(facts->sts_lasting == ANSWER_YES
                             ? "the MTA-STS policy is enforced and lists it"
                             : "the MTA-STS policy is enforced, but its max_age is below a day, or its mx "
                               "pattern covers all names of the domain");
}

void inbound_facts_reasons(const struct inbound_facts *facts, struct text_list *reasons)
{
    say(reasons, about_addresses(&facts->addresses));
    say(reasons, about_tlsa(facts));
    say(reasons, about_mx(facts));
    say(reasons, about_sts(facts));
}
