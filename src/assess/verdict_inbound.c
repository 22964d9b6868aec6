/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline for inbound mail: see assess/verdict.h. */
#include "assess/phrase.h"
#include "assess/place.h"
#include "assess/verdict.h"
#include "facts/words.h"

/* What a sender meets at one address or host. */
enum protection { PROTECTION_UNSEEN, PROTECTION_UNJUDGED, PROTECTION_TLS, PROTECTION_CLEAR };

/* Hosts by what a sender meets there, and why the others are not known. */
struct hosts_seen {
    size_t total;
    size_t clear;
    size_t tls;
    size_t unjudged;     /* answered, but not so that it could be judged */
    size_t turning_away; /* of these, those that would not serve us, or not now */
    size_t unreachable;  /* no address answered */
    size_t refusing;     /* of these, those that refuse connections at every address */
    size_t unresolved;   /* no address is known */
    size_t partly;       /* judged, but for some address */
};

/* Only what is certain counts as clear: STARTTLS known to be absent, or TLS known to fail. */
static enum protection protection_of(const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || !place_connected(session))
        return PROTECTION_UNSEEN;
    if (endpoint->found != MODE_STARTTLS || session->ehlo == NULL || session->ehlo->reply.code != 250)
        return PROTECTION_UNJUDGED;
    const struct starttls *starttls = &session->starttls;
    /* A sender does not try what is not offered, even where it would work. */
    if (starttls->masked_as != NULL || (starttls->offered == ANSWER_NO && !session->ehlo->reply.truncated))
        return PROTECTION_CLEAR;
    if (starttls->offered != ANSWER_YES)
        return PROTECTION_UNJUDGED;
    if (place_has_tls(session))
        return PROTECTION_TLS;
    if (starttls->reply != NULL && starttls->reply->code != 220)
        return place_code_is_not_now(starttls->reply->code) ? PROTECTION_UNJUDGED : PROTECTION_CLEAR;
    bool server_failed = session->stop.reason != STOP_TIMED_OUT && session->stop.reason != STOP_LOCAL
                         && session->stop.reason != STOP_REJECTED;
    bool at_tls = session->stop.at == STEP_STARTTLS || session->stop.at == STEP_HANDSHAKE;
    return at_tls && server_failed ? PROTECTION_CLEAR : PROTECTION_UNJUDGED;
}

static void see_host(const struct report *report, const struct host *host, struct hosts_seen *seen)
{
    size_t count[4] = {0}, probed = 0, refused = 0, rejected = 0;
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], PORT_RELAY);
        if (endpoint == NULL)
            continue;
        const struct session *session = endpoint_session(endpoint);
        probed++;
        count[protection_of(endpoint)]++;
        refused += session != NULL && session->stop.reason == STOP_REFUSED;
        rejected += session != NULL && session->stop.reason == STOP_REJECTED;
    }
    seen->total++;
    seen->unresolved += host->addresses.count == 0;
    seen->clear += count[PROTECTION_CLEAR] > 0;
    seen->tls += count[PROTECTION_CLEAR] == 0 && count[PROTECTION_TLS] > 0;
    if (count[PROTECTION_CLEAR] + count[PROTECTION_TLS] > 0)
        seen->partly += count[PROTECTION_UNSEEN] + count[PROTECTION_UNJUDGED] > 0;
    else if (count[PROTECTION_UNJUDGED] > 0) {
        seen->unjudged++;
        seen->turning_away += rejected == probed;
    } else {
        seen->unreachable += probed > 0;
        seen->refusing += probed > 0 && refused == probed;
    }
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* " (1 host not reachable from here)", empty when all is known. */
static struct phrase unknown_part(const struct hosts_seen *seen)
{
    if (seen->unreachable > 0 && seen->unjudged > 0)
        return phrase_format(" (%zu hosts could not be judged)", seen->unreachable + seen->unjudged);
    if (seen->unreachable > 0)
        return phrase_format(" (%zu host%s not reachable from here)", seen->unreachable,
                             plural(seen->unreachable));
    if (seen->unjudged > 0)
        return phrase_format(" (%zu host%s could not be judged)", seen->unjudged, plural(seen->unjudged));
    if (seen->partly > 0)
        return phrase_format(" (some addresses of %zu host%s not reachable from here)", seen->partly,
                             plural(seen->partly));
    return (struct phrase){{0}};
}

static void set(struct verdict *verdict, enum inbound_level level, enum exposure eavesdropper,
                enum exposure attacker, struct phrase summary)
{
    verdict->inbound = level;
    verdict->inbound_eavesdropper = eavesdropper;
    verdict->inbound_active_attacker = attacker;
    verdict->inbound_summary = text_copy(summary.text);
}

static void sum_up_unknown(struct verdict *verdict, const struct hosts_seen *seen)
{
    struct phrase why;
    if (seen->unreachable + seen->unjudged + seen->unresolved == 0)
        why = phrase_format("not looked at (port 25 was not probed)");
    else if (seen->unjudged > 0)
        why = phrase_format(seen->turning_away == seen->total ? "unknown, the server turns this client away"
                                                              : "unknown, no host could be judged");
    else if (seen->unreachable > 0)
        why =
            phrase_format(seen->refusing == seen->total ? "unknown, every host refuses connections on port 25"
                                                        : "unknown, no host answers on port 25");
    else
        why = phrase_format("unknown, no address of a mail host is known");
    set(verdict, INBOUND_UNKNOWN, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN, why);
}

static void sum_up(struct verdict *verdict, const struct hosts_seen *seen)
{
    bool all_known = seen->unreachable + seen->unjudged == 0;
    struct phrase rest = unknown_part(seen);
    if (seen->clear > 0 && seen->tls == 0)
        set(verdict, INBOUND_CLEARTEXT, all_known ? EXPOSURE_READS : EXPOSURE_SOME, EXPOSURE_READS,
            phrase_format("cleartext, an eavesdropper can read it%s", rest.text));
    else if (seen->clear > 0)
        set(verdict, INBOUND_CLEARTEXT, EXPOSURE_SOME, EXPOSURE_READS,
            phrase_format("cleartext on %zu of %zu hosts, an eavesdropper can read that%s", seen->clear,
                          seen->total, rest.text));
    else if (seen->tls > 0)
        set(verdict, INBOUND_OPPORTUNISTIC, all_known ? EXPOSURE_ENCRYPTED : EXPOSURE_UNKNOWN, EXPOSURE_READS,
            phrase_format("opportunistic, an active attacker can read it%s", rest.text));
    else
        sum_up_unknown(verdict, seen);
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
        if (host->addresses.count > 0 || place_lookup_failed(&host->a_lookup)
            || place_lookup_failed(&host->aaaa_lookup))
            return false;
    }
    return any_mx;
}

/* Settles what DNS alone decides. */
static bool decided_by_dns(struct report *report)
{
    struct verdict *verdict = &report->verdict;
    const struct domain *domain = report->domain;
    if (domain == NULL)
        return false;
    switch (domain->mail_route) {
    case ROUTE_UNKNOWN:
        set(verdict, INBOUND_UNKNOWN, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN,
            phrase_format("unknown, DNS gave no answer (%s)",
                          words_name(&dns_status_words, domain->mx_lookup.status)));
        return true;
    case ROUTE_NULL_MX:
        set(verdict, INBOUND_NO_MAIL, EXPOSURE_NOTHING, EXPOSURE_NOTHING,
            phrase_format("takes no mail, and says so (null MX)"));
        return true;
    case ROUTE_NO_DOMAIN:
        set(verdict, INBOUND_NOT_ROUTABLE, EXPOSURE_NOTHING, EXPOSURE_NOTHING,
            phrase_format("no such domain"));
        return true;
    case ROUTE_NONE:
        set(verdict, INBOUND_NOT_ROUTABLE, EXPOSURE_NOTHING, EXPOSURE_NOTHING,
            phrase_format("no mail host: neither MX nor address"));
        return true;
    default:
        break;
    }
    if (!nobody_has_an_address(report))
        return false;
    set(verdict, INBOUND_NOT_ROUTABLE, EXPOSURE_NOTHING, EXPOSURE_NOTHING,
        phrase_format("no mail host has an address"));
    return true;
}

void verdict_inbound(struct report *report)
{
    if (decided_by_dns(report))
        return;
    struct hosts_seen seen = {0};
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].is_mx || report->domain == NULL)
            see_host(report, &report->hosts[i], &seen);
    sum_up(&report->verdict, &seen);
}
