/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline for inbound mail: see assess/verdict/verdict.h. */
#include "assess/finding/phrase.h"
#include "assess/vantage/egress.h"
#include "assess/verdict/downgrade.h"
#include "assess/verdict/verdict.h"
#include "base/list.h"
#include "facts/words.h"

#include <stdlib.h>

/* Hosts by what a sender meets there, and why the others are not known. */
struct hosts_seen {
    size_t total;
    size_t clear;
    size_t mixed; /* of these, those where some senders get TLS */
    size_t tls;
    size_t unjudged;     /* answered, but not so that it could be judged */
    size_t intercepted;  /* of these, those in whose place something nearer answered */
    size_t turning_away; /* of these, those that would not serve us, or not now */
    size_t unreachable;  /* no address answered */
    size_t refusing;     /* of these, those that refuse connections at every address */
    size_t unresolved;   /* no address is known */
    size_t partly;       /* judged, but for some address */
    size_t dane_unknown;
    size_t sts_unknown;
    const char *missing_here;   /* what this machine lacks to tell these two; NULL for nothing */
    struct phrase blocked_over; /* families in which port 25 is blocked from here; empty for none */
};

static void see_host(const struct inbound_facts *facts, struct hosts_seen *seen)
{
    const struct addresses_seen *addresses = &facts->addresses;
    seen->total++;
    seen->unresolved += facts->host->addresses.count == 0;
    seen->clear += facts->starttls == ANSWER_NO;
    seen->mixed += facts->starttls == ANSWER_NO && facts->some_tls;
    seen->tls += facts->starttls == ANSWER_YES;
    if (facts->starttls != ANSWER_UNKNOWN)
        seen->partly += addresses->unjudged + addresses->unreachable > 0;
    else if (addresses->unjudged > 0) {
        seen->unjudged++;
        seen->intercepted += addresses->intercepted > 0;
        seen->turning_away += addresses->rejected == addresses->unjudged + addresses->unreachable;
    } else {
        seen->unreachable += addresses->unreachable > 0;
        seen->refusing += addresses->unreachable > 0 && addresses->refused == addresses->unreachable;
    }
    seen->dane_unknown += facts->tlsa == TLSA_STANDING_UNKNOWN
                          || (facts->tlsa == TLSA_STANDING_USABLE && facts->mx == DNSSEC_UNKNOWN);
    seen->sts_unknown += facts->sts == STS_STANDING_UNKNOWN;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* " (1 host not reachable from here)", empty when all is known. */
static struct phrase unknown_part(const struct hosts_seen *seen)
{
    if (seen->intercepted > 0 && seen->intercepted == seen->unjudged && seen->unreachable == 0)
        return phrase_format(" (connections to %zu host%s are intercepted)", seen->intercepted,
                             plural(seen->intercepted));
    if (seen->unreachable > 0 && seen->unjudged > 0)
        return phrase_format(" (%zu hosts undecided)", seen->unreachable + seen->unjudged);
    if (seen->unreachable > 0)
        return phrase_format(" (%zu host%s not reachable from here)", seen->unreachable,
                             plural(seen->unreachable));
    if (seen->unjudged > 0)
        return phrase_format(" (%zu host%s undecided)", seen->unjudged, plural(seen->unjudged));
    if (seen->partly > 0 && seen->blocked_over.text[0] != '\0')
        return phrase_format(
            " (some addresses of %zu host%s not reachable: port 25 is blocked from here over %s)",
            seen->partly, plural(seen->partly), seen->blocked_over.text);
    if (seen->partly > 0)
        return phrase_format(" (some addresses of %zu host%s not reachable from here)", seen->partly,
                             plural(seen->partly));
    return (struct phrase){{0}};
}

/* For words about what DANE and MTA-STS come to. */
static const char *what_is_missing_here(const struct vantage *vantage, const struct hosts_seen *seen)
{
    bool anchors = seen->sts_unknown > 0 && vantage->trust_anchors == ANSWER_NO;
    bool root_key = seen->dane_unknown > 0 && vantage->root_key == ANSWER_NO;
    if (vantage->clock == ANSWER_NO)
        return "this machine's clock seems to be wrong";
    return anchors && root_key ? "this machine has neither trust anchors nor a usable DNSSEC root key"
           : anchors           ? "this machine has no trust anchors"
           : root_key          ? "this machine's DNSSEC root key cannot be used"
                               : NULL;
}

static void set(struct verdict *verdict, enum inbound_level level, struct phrase summary)
{
    verdict->inbound = level;
    verdict->inbound_summary = text_copy(summary.text);
}

/* Nobody's STARTTLS is known. */
static struct phrase nothing_seen(const struct hosts_seen *seen)
{
    if (seen->unreachable + seen->unjudged + seen->unresolved == 0)
        return phrase_format("not checked (port 25 was not probed)");
    if (seen->intercepted > 0)
        return phrase_format("unknown, another device likely answers port 25 in place of the server");
    if (seen->unjudged > 0)
        return phrase_format(seen->turning_away == seen->total ? "unknown, the server rejects this client"
                                                               : "unknown, no session reached TLS");
    if (seen->unreachable > 0 && seen->blocked_over.text[0] != '\0')
        return phrase_format("unknown, port 25 is blocked from here over %s", seen->blocked_over.text);
    if (seen->unreachable > 0)
        return phrase_format("unknown, %s", seen->refusing == seen->total
                                                ? "connections to port 25 are refused"
                                                : "no connection to port 25 succeeds from here");
    return phrase_format("unknown, no address of a mail host is known");
}

static const char *const level_names[INBOUND_LEVEL_COUNT] = {
    [INBOUND_UNKNOWN] = "unknown",
    [INBOUND_NO_MAIL] = "no mail",
    [INBOUND_NOT_ROUTABLE] = "no mail host",
    [INBOUND_CLEARTEXT] = "cleartext",
    [INBOUND_OPPORTUNISTIC] = "opportunistic",
    [INBOUND_OBSERVED_ONLY] = "observed only",
    [INBOUND_UNAUTHENTICATED] = "encrypted without authentication",
    [INBOUND_WEAKLY_PINNED] = "weakly pinned",
    [INBOUND_HALF_DANE] = "half DANE",
    [INBOUND_PINNED] = "pinned",
    [INBOUND_DOWNGRADE_RESISTANT] = "downgrade-resistant",
    [INBOUND_BOTH] = "downgrade-resistant",
};

/* STARTTLS is known, and what would make senders insist on it is not. */
static struct phrase between(const struct verdict *verdict, const struct hosts_seen *seen)
{
    const char *missing = seen->dane_unknown > 0 && seen->sts_unknown > 0 ? "DANE and MTA-STS"
                          : seen->dane_unknown > 0                        ? "DANE"
                          : seen->sts_unknown > 0                         ? "MTA-STS"
                                                                          : "more";
    struct phrase rest = unknown_part(seen);
    if (rest.text[0] == '\0' && seen->missing_here != NULL)
        rest = phrase_format(" (%s)", seen->missing_here);
    if (verdict->inbound_at_least == INBOUND_CLEARTEXT)
        return phrase_format("unknown%s", rest.text);
    return phrase_format("at least %s, unknown whether %s %s an active attacker%s",
                         level_names[verdict->inbound_at_least], missing,
                         seen->dane_unknown > 0 && seen->sts_unknown > 0 ? "stop" : "stops", rest.text);
}

/* Who can read it, and what stops them. */
static const char *const summaries[INBOUND_LEVEL_COUNT] = {
    [INBOUND_OPPORTUNISTIC] = "opportunistic, an active attacker can read the mail",
    [INBOUND_OBSERVED_ONLY] =
        "observed only, an active attacker can read the mail: MTA-STS is in mode testing",
    [INBOUND_UNAUTHENTICATED] =
        "encrypted without authentication, an active attacker can read the mail: no TLSA record is usable",
    [INBOUND_WEAKLY_PINNED] =
        "weakly pinned, an active attacker can read mail unless the sender enforces MTA-STS",
    [INBOUND_HALF_DANE] =
        "half DANE, an attacker who forges DNS answers can read the mail: the MX records are not signed",
    [INBOUND_PINNED] = "pinned, an active attacker cannot read mail sent with MTA-STS",
    [INBOUND_DOWNGRADE_RESISTANT] = "downgrade-resistant, an active attacker cannot read mail sent with DANE",
    [INBOUND_BOTH] = "downgrade-resistant, an active attacker cannot read mail sent with DANE or MTA-STS",
};

static struct phrase summary_of(const struct verdict *verdict, const struct hosts_seen *seen)
{
    struct phrase rest = unknown_part(seen);
    if (seen->clear > 0 && seen->mixed == seen->clear)
        return phrase_format("cleartext for some senders, an eavesdropper can read their mail%s", rest.text);
    if (seen->clear > 0 && seen->tls + seen->mixed == 0)
        return phrase_format("cleartext, an eavesdropper can read the mail%s", rest.text);
    if (seen->clear > 0)
        return phrase_format("cleartext on %zu of %zu hosts, an eavesdropper can read that mail%s",
                             seen->clear, seen->total, rest.text);
    if (seen->tls == 0)
        return nothing_seen(seen);
    if (verdict->inbound == INBOUND_UNKNOWN)
        return between(verdict, seen);
    /* Opportunistic at most is bad enough to be said without it. */
    bool may_be_less =
        verdict->inbound_at_least != verdict->inbound_at_most && verdict->inbound > INBOUND_OPPORTUNISTIC;
    return phrase_format("%s%s%s", may_be_less ? "at most " : "", summaries[verdict->inbound], rest.text);
}

static void add_host(struct verdict *verdict, const struct inbound_facts *facts)
{
    struct downgrade downgrade = downgrade_of_host(facts);
    struct host_verdict *host =
        list_append(&verdict->inbound_hosts, &verdict->inbound_host_count, sizeof *host);
    host->host = text_copy(facts->host->name);
    host->level = downgrade.level;
    host->at_least = downgrade.at_least;
    host->at_most = downgrade.at_most;
    host->rank = downgrade_rank(downgrade.level);
    host->vector = downgrade_vector(facts);
    inbound_facts_reasons(facts, &host->reasons);
    verdict->inbound_hosts_unknown += downgrade.level == INBOUND_UNKNOWN;
}

static void sum_up(struct assessment *assessment)
{
    const struct inbound_facts *facts = assessment->view->inbound;
    size_t count = assessment->view->inbound_count;
    struct verdict *verdict = &assessment->verdict;
    struct hosts_seen seen = {.blocked_over = egress_blocked_families(assessment->view)};
    for (size_t i = 0; i < count; i++) {
        see_host(&facts[i], &seen);
        add_host(verdict, &facts[i]);
    }
    seen.missing_here = what_is_missing_here(&assessment->report->vantage, &seen);
    struct downgrade domain = downgrade_of_domain(facts, count);
    verdict->inbound_at_least = domain.at_least;
    verdict->inbound_at_most = domain.at_most;
    /* A cap alone is no level: where nothing was seen of any host, nothing is known. */
    set(verdict, seen.clear + seen.tls > 0 ? domain.level : INBOUND_UNKNOWN, (struct phrase){{0}});
    text_replace(&verdict->inbound_summary, text_copy(summary_of(verdict, &seen).text));
}

/* Whether every MX host is known to have no address. */
static bool nobody_has_an_address(const struct report *report)
{
    bool any_mx = false;
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host->is_mx)
            continue;
        any_mx = true;
        if (host->addresses.count > 0 || dns_lookup_failed(&host->a_lookup)
            || dns_lookup_failed(&host->aaaa_lookup))
            return false;
    }
    return any_mx;
}

/* Settles what DNS alone decides. */
static bool decided_by_dns(struct assessment *assessment)
{
    struct verdict *verdict = &assessment->verdict;
    const struct domain *domain = assessment->report->domain;
    if (domain == NULL)
        return false;
    switch (domain->mail_route) {
    case ROUTE_UNKNOWN:
        set(verdict, INBOUND_UNKNOWN,
            domain->mx_lookup.dnssec == DNSSEC_BOGUS
                ? phrase_format("unknown, the MX records fail DNSSEC validation (bogus)")
            : domain->mx_lookup.status == DNS_NOT_IN_RECORDS
                ? phrase_format("unknown, the records file has no records of %s", domain->name)
                : phrase_format("unknown, DNS gave no answer (%s)",
                                words_name(&dns_status_words, domain->mx_lookup.status)));
        return true;
    case ROUTE_NULL_MX:
        set(verdict, INBOUND_NO_MAIL, phrase_format("the domain accepts no mail (null MX)"));
        return true;
    case ROUTE_NO_DOMAIN:
        set(verdict, INBOUND_NOT_ROUTABLE,
            domain->mx_lookup.cname_chain.count > 0
                ? phrase_format("the domain is an alias of a name that does not exist")
                : phrase_format("no such domain"));
        return true;
    case ROUTE_NONE:
        set(verdict, INBOUND_NOT_ROUTABLE, phrase_format("no mail host: no MX and no address record"));
        return true;
    default:
        break;
    }
    if (!nobody_has_an_address(assessment->report))
        return false;
    set(verdict, INBOUND_NOT_ROUTABLE, phrase_format("no mail host has an address"));
    return true;
}

static bool nothing_is_known(const struct verdict *verdict)
{
    return verdict->inbound == INBOUND_UNKNOWN && verdict->inbound_at_least <= INBOUND_CLEARTEXT;
}

void verdict_inbound(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct verdict *verdict = &assessment->verdict;
    if (!decided_by_dns(assessment))
        sum_up(assessment);
    /* Why nothing was seen is no fault of anybody's then. */
    if (report->ended != REPORT_COMPLETE && nothing_is_known(verdict))
        text_replace(&verdict->inbound_summary, text_format("unknown, %s", report_end_phrase(report)));
    verdict->inbound_rank = downgrade_rank(verdict->inbound);
}
