/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records and chains brought together: see scan/dane_matches.h. */
#include "scan/dane_matches.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "net/off_loop.h"
#include "tls/dane.h"

#include <stdlib.h>

static void forget(struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        shape_clear(&tlsa_match_shape, &endpoint->tlsa_matches[i]);
    free(endpoint->tlsa_matches);
    endpoint->tlsa_matches = NULL;
    endpoint->tlsa_match_count = 0;
}

/* What a certificate of usage 2 may be named besides the base domain (RFC 7672 3.2.2). */
static struct text_list next_hop_names(const struct report *report)
{
    struct text_list names = {0};
    if (report->domain == NULL)
        return names;
    text_list_append(&names, report->domain->name);
    const struct text_list *aliases = &report->domain->mx_lookup.cname_chain;
    if (aliases->count > 0)
        text_list_append(&names, aliases->items[aliases->count - 1]);
    return names;
}

static bool stands_for(const struct report *report, const struct endpoint *endpoint, const struct host *host)
{
    return report_endpoint(report, host, endpoint->address, endpoint->port) == endpoint;
}

/* Two hosts may be aliases of one base domain. */
static bool is_done(const struct endpoint *endpoint, const struct tlsa_set *set)
{
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        if (text_same_name(endpoint->tlsa_matches[i].base_domain, set->base_domain))
            return true;
    return false;
}

static const char *own_certificate(const struct session *session)
{
    return session->tls != NULL && session->tls->chain_count > 0 ? session->tls->chain[0].sha256 : NULL;
}

static bool is_repeated(const struct endpoint *endpoint, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (text_same(own_certificate(&endpoint->sessions[i]), own_certificate(&endpoint->sessions[index])))
            return true;
    return false;
}

/* What all chains are held against. */
struct matching {
    struct fiber *fiber; /* NULL: nothing waits */
    struct text_list names;
    struct tls_trust *trust;
    int64_t now_unix_s;
};

/* One chain and one set of records. */
struct match {
    const struct tls *tls;
    const struct tlsa_set *set;
    const struct matching *matching;
    const struct anchor_index *trusted;
    struct endpoint *endpoint;
};

static void match_chain(void *argument)
{
    const struct match *match = argument;
    dane_match(match->tls, match->set, &match->matching->names, match->trusted, match->matching->now_unix_s,
               &match->endpoint->tlsa_matches, &match->endpoint->tlsa_match_count);
}

/* A record for an authority has a path searched for, which those who serve a zone and its host can make
 * long. */
static bool may_take_long(const struct tlsa_set *set)
{
    bool has_authority = false;
    for (size_t i = 0; i < set->record_count; i++)
        has_authority = has_authority || set->records[i].usage == USAGE_DANE_TA;
    return has_authority;
}

static void match_set(struct endpoint *endpoint, const struct tlsa_set *set, const struct matching *matching)
{
    if (set->record_count == 0 || set->port != endpoint->port || is_done(endpoint, set))
        return;
    const struct anchor_index *trusted = matching->trust != NULL ? tls_trust_index(matching->trust) : NULL;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        struct match match = {endpoint->sessions[i].tls, set, matching, trusted, endpoint};
        if (own_certificate(&endpoint->sessions[i]) == NULL || is_repeated(endpoint, i))
            continue;
        if (matching->fiber != NULL && may_take_long(set))
            off_loop_finish(matching->fiber, match_chain, &match);
        else
            match_chain(&match);
    }
}

void dane_matches_complete(struct fiber *fiber, struct report *report, struct tls_trust *trust)
{
    struct matching matching = {.fiber = fiber,
                                .names = next_hop_names(report),
                                .trust = trust,
                                .now_unix_s = report->started_at_unix_ms / 1000};
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct endpoint *endpoint = &report->endpoints[i];
        forget(endpoint);
        const struct host *host = NULL;
        while ((host = report_host_at(report, endpoint->address, host)) != NULL) {
            if (!stands_for(report, endpoint, host))
                continue;
            for (size_t s = 0; s < host->tlsa_set_count; s++)
                match_set(endpoint, &host->tlsa_sets[s], &matching);
        }
    }
    text_list_free(&matching.names);
}
