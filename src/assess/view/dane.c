/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sender makes of a host's TLSA records: see assess/view/dane.h. */
#include "assess/view/dane.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A family that has no address plays no part, but for a denial that is bogus. */
enum dnssec_state dane_address_state(const struct host *host)
{
    const struct dns_lookup *lookups[] = {&host->a_lookup, &host->aaaa_lookup};
    enum dnssec_state state = DNSSEC_SECURE;
    size_t found = 0;
    for (size_t i = 0; i < 2; i++) {
        if (lookups[i]->dnssec == DNSSEC_BOGUS)
            return DNSSEC_BOGUS;
        if (lookups[i]->status != DNS_OK)
            continue;
        found++;
        if (lookups[i]->dnssec == DNSSEC_UNKNOWN || state == DNSSEC_SECURE)
            state = lookups[i]->dnssec;
    }
    return found > 0 ? state : DNSSEC_UNKNOWN;
}

enum { DATA_SHOWN = 64 };

static enum dane_state state_of_records(const struct tlsa_set *set, enum dnssec_state dnssec)
{
    if (dnssec == DNSSEC_UNKNOWN)
        return DANE_UNKNOWN;
    if (dnssec == DNSSEC_INSECURE)
        return DANE_INSECURE;
    for (size_t i = 0; i < set->record_count; i++)
        if (set->records[i].usable)
            return DANE_USABLE;
    return DANE_UNUSABLE;
}

/* Senders do not ask for TLSA records where the address is known to be unsigned, so what fails there harms
 * nobody; an alias may be signed itself and lead to what is not (RFC 7672 2.2.2). */
static bool is_asked_for(const struct host *host, const struct tlsa_set *set)
{
    if (set->unasked)
        return false;
    return host->a_lookup.dnssec != DNSSEC_INSECURE || host->aaaa_lookup.dnssec != DNSSEC_INSECURE
           || host->a_lookup.cname_chain.count > 0 || host->aaaa_lookup.cname_chain.count > 0;
}

/* Name servers that fail on TLSA alone are a known kind of broken; where nothing else was answered either, it
 * may be our own resolver. Where it is not known whether the addresses are signed, nor is whether anybody
 * asks (RFC 7672 2.2.2). */
static enum dane_state state_of_failure(const struct host *host, const struct tlsa_set *set)
{
    if (!is_asked_for(host, set))
        return DANE_NONE;
    bool others_answered = host->a_lookup.status == DNS_OK || host->aaaa_lookup.status == DNS_OK;
    bool by_server = set->lookup.status == DNS_SERVFAIL || set->lookup.status == DNS_MALFORMED;
    bool asked = dane_address_state(host) != DNSSEC_UNKNOWN;
    return by_server && others_answered && asked ? DANE_FAILED : DANE_UNKNOWN;
}

/* What DNSSEC says of the set. Records that the user gave count as signed where the host's addresses are:
 * that is what publishing them there would make of them. */
static enum dnssec_state dnssec_of(const struct host *host, const struct tlsa_set *set)
{
    const struct dns_lookup *lookup = &set->lookup;
    if (!is_asked_for(host, set))
        return DNSSEC_INSECURE;
    if (lookup->dnssec == DNSSEC_UNKNOWN && lookup->source == DNS_FROM_RECORDS)
        return dane_address_state(host);
    return lookup->dnssec;
}

static enum dane_state state_of(const struct host *host, const struct tlsa_set *set)
{
    const struct dns_lookup *lookup = &set->lookup;
    enum dnssec_state dnssec = dnssec_of(host, set);
    if (lookup->status == DNS_NOT_ASKED)
        return DANE_NOT_ASKED;
    if (dnssec == DNSSEC_BOGUS)
        return DANE_FAILED;
    if (dns_lookup_failed(lookup))
        return state_of_failure(host, set);
    if (set->record_count > 0)
        return state_of_records(set, dnssec);
    return dnssec == DNSSEC_UNKNOWN ? DANE_UNKNOWN : DANE_NONE;
}

/* Whether a sender goes on to the next base domain: the name that an alias leads to comes first, and counts
 * only where it is signed and has records (RFC 7672 2.2.3). */
static bool goes_on(enum dane_state state, enum dane_state next)
{
    bool next_decides = next == DANE_FAILED || next == DANE_USABLE || next == DANE_UNUSABLE;
    return state == DANE_NOT_ASKED || state == DANE_NONE || (state == DANE_INSECURE && next_decides);
}

enum dane_state dane_state(const struct host *host, const struct tlsa_set **set)
{
    enum dane_state state = DANE_NOT_ASKED;
    *set = NULL;
    for (size_t i = 0; i < host->tlsa_set_count; i++) {
        const struct tlsa_set *candidate = &host->tlsa_sets[i];
        if (candidate->port != PORT_RELAY)
            continue;
        enum dane_state here = state_of(host, candidate);
        if (*set == NULL || goes_on(state, here)) {
            *set = candidate;
            state = here;
        }
    }
    return state;
}

struct phrase dane_record(int64_t usage, int64_t selector, int64_t matching_type, const char *data_hex)
{
    const char *data = data_hex != NULL ? data_hex : "";
    return phrase_format("%" PRId64 " %" PRId64 " %" PRId64 " %.*s%s", usage, selector, matching_type,
                         DATA_SHOWN, data, strlen(data) > DATA_SHOWN ? "..." : "");
}

struct phrase dane_records(const struct tlsa_set *set)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *record = &set->records[i];
        text_list_append(
            &parts,
            dane_record(record->usage, record->selector, record->matching_type, record->data_hex).text);
    }
    struct phrase phrase = phrase_list(&parts, "no records");
    text_list_free(&parts);
    return phrase;
}

struct phrase dane_served(const struct endpoint *endpoint, enum key_type key_type)
{
    struct text_list parts = {0};
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct tls *tls = endpoint->sessions[i].tls;
        if (tls == NULL || tls->chain_count == 0
            || (key_type != KEY_TYPE_NONE && tls->chain[0].key_type != key_type))
            continue;
        const struct certificate *own = &tls->chain[0];
        struct phrase part =
            phrase_format("the %s key served has SPKI SHA-256 %s, its certificate SHA-256 %s",
                          own->key_type != KEY_TYPE_NONE ? key_type_name(own->key_type) : "unknown",
                          own->spki_sha256 != NULL ? own->spki_sha256 : "unknown",
                          own->sha256 != NULL ? own->sha256 : "unknown");
        if (!text_list_has(&parts, part.text))
            text_list_append(&parts, part.text);
    }
    struct phrase phrase = phrase_list(&parts, "no certificate was served");
    text_list_free(&parts);
    return phrase;
}

const char *dane_why_unknown(const struct dns_lookup *lookup)
{
    if (lookup->dnssec_detail != NULL)
        return lookup->dnssec_detail;
    return lookup->detail != NULL ? lookup->detail : "the answer was not validated";
}
