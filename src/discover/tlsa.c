/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where TLSA records are to be looked for, what they say, and which of them a mail client may use. */
#include "discover/tlsa.h"

#include "base/list.h"
#include "discover/lookup.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

enum { TLSA_MAX = 100, TLSA_HEAD_BYTES = 3 };

/* Values of RFC 6698 2.1 and 7.2 to 7.4. */
enum { USAGE_PKIX_EE = 1, USAGE_DANE_EE = 3, SELECTOR_SPKI = 1 };
enum { MATCHING_FULL, MATCHING_SHA256, MATCHING_SHA512 };

/* One name and port under way. */
struct tlsa_query {
    size_t host; /* its index: the hosts do not move any more */
    char *base;
    int64_t port;
    bool unasked;
    struct dns_query query;
};

/* What a sender knows of the host's addresses: the weaker of both families. */
static enum dnssec_state address_state(const struct host *host)
{
    bool weaker = lookup_weaker(host->a_lookup.dnssec, host->aaaa_lookup.dnssec);
    return weaker ? host->a_lookup.dnssec : host->aaaa_lookup.dnssec;
}

/* A host without addresses takes no mail, and a look-up that failed keeps senders from it (RFC 7672 2.1.2).
 */
static bool has_addresses(const struct host *host)
{
    return host_kind_has_addresses(host->kind) && host->addresses.count > 0
           && dns_is_definite(host->a_lookup.status) && dns_is_definite(host->aaaa_lookup.status);
}

/* The chain of the host's aliases, empty when it is none. */
static const struct text_list *alias_chain(const struct host *host)
{
    bool first = host->a_lookup.cname_chain.count > 0;
    return first ? &host->a_lookup.cname_chain : &host->aaaa_lookup.cname_chain;
}

bool tlsa_needs_alias(const struct host *host)
{
    return has_addresses(host) && address_state(host) == DNSSEC_INSECURE && alias_chain(host)->count > 0;
}

void tlsa_base_domains(const struct host *host, enum dnssec_state alias, struct text_list *bases)
{
    const struct text_list *chain = alias_chain(host);
    enum dnssec_state state = address_state(host);
    if (!has_addresses(host) || state == DNSSEC_BOGUS)
        return;
    if (state == DNSSEC_INSECURE) {
        if (chain->count > 0 && alias == DNSSEC_SECURE)
            text_list_append(bases, host->name);
        return;
    }
    if (chain->count > 0)
        text_list_append(bases, chain->items[chain->count - 1]);
    text_list_append(bases, host->name);
}

/* Whether the data is one DER SEQUENCE, as a certificate and a public key are, from its first byte to its
 * last (X.690 8.1). */
static bool is_der_sequence(const uint8_t *data, size_t bytes)
{
    if (bytes < 2 || data[0] != 0x30)
        return false;
    if (data[1] < 0x80)
        return bytes - 2 == data[1];
    size_t length_bytes = data[1] & 0x7f;
    if (length_bytes == 0 || length_bytes > 3 || bytes < 2 + length_bytes)
        return false;
    size_t length = 0;
    for (size_t i = 0; i < length_bytes; i++)
        length = length << 8 | data[2 + i];
    return bytes - 2 - length_bytes == length;
}

static char *problem_of_data(const struct tlsa_record *tlsa, const uint8_t *data, size_t bytes)
{
    size_t digest_bytes = tlsa->matching_type == MATCHING_SHA256 ? 32 : 64;
    if (bytes == 0)
        return text_copy("the record has no data");
    if (tlsa->matching_type == MATCHING_FULL)
        return is_der_sequence(data, bytes)
                   ? NULL
                   : text_format("the data is not a %s in DER",
                                 tlsa->selector == SELECTOR_SPKI ? "public key" : "certificate");
    if (bytes != digest_bytes)
        return text_format("a SHA-%d digest has %zu bytes, not %zu", digest_bytes == 32 ? 256 : 512,
                           digest_bytes, bytes);
    return NULL;
}

/* Why no client may use the record at `port`; NULL when it may. The caller frees. */
static char *problem_of(const struct tlsa_record *tlsa, int64_t port, const uint8_t *data, size_t bytes)
{
    if (tlsa->usage > USAGE_DANE_EE)
        return text_format("certificate usage %d is not defined (RFC 6698 7.2)", (int)tlsa->usage);
    if (tlsa->usage <= USAGE_PKIX_EE && port == PORT_RELAY)
        return text_format("certificate usage %d, %s, is not for SMTP (RFC 7672 3.1.3)", (int)tlsa->usage,
                           tlsa->usage == USAGE_PKIX_EE ? "PKIX-EE" : "PKIX-TA");
    if (tlsa->selector > SELECTOR_SPKI)
        return text_format("selector %d is not defined (RFC 6698 7.3)", (int)tlsa->selector);
    if (tlsa->matching_type > MATCHING_SHA512)
        return text_format("matching type %d is not defined (RFC 6698 7.4)", (int)tlsa->matching_type);
    return problem_of_data(tlsa, data, bytes);
}

bool tlsa_read(const struct dns_record *record, int64_t port, struct tlsa_record *tlsa)
{
    if (!dns_record_tlsa(record, tlsa))
        return false;
    const uint8_t *data = record->message + record->rdata_at + TLSA_HEAD_BYTES;
    tlsa->unusable_because = problem_of(tlsa, port, data, record->rdata_bytes - TLSA_HEAD_BYTES);
    tlsa->usable = tlsa->unusable_because == NULL;
    return true;
}

/* A record that is there twice is there once (RFC 2181 5). */
static bool is_known(const struct tlsa_set *set, const struct tlsa_record *tlsa)
{
    for (size_t i = 0; i < set->record_count; i++) {
        const struct tlsa_record *known = &set->records[i];
        if (known->usage == tlsa->usage && known->selector == tlsa->selector
            && known->matching_type == tlsa->matching_type && text_same(known->data_hex, tlsa->data_hex))
            return true;
    }
    return false;
}

static void read_set(struct tlsa_query *query, struct host *host)
{
    struct tlsa_set *set = list_append(&host->tlsa_sets, &host->tlsa_set_count, sizeof *set);
    set->base_domain = text_copy(query->base);
    set->port = query->port;
    set->unasked = query->unasked;
    lookup_take(&query->query, &set->lookup);
    const struct dns_answer *answer = query->query.answer;
    for (size_t i = 0; i < answer->record_count && i < TLSA_MAX; i++) {
        struct tlsa_record tlsa;
        if (!tlsa_read(&answer->records[i], query->port, &tlsa))
            continue;
        if (is_known(set, &tlsa)) {
            shape_clear(&tlsa_record_shape, &tlsa);
            continue;
        }
        struct tlsa_record *place = list_append(&set->records, &set->record_count, sizeof *place);
        *place = tlsa;
    }
    lookup_note_cut(&set->lookup, "TLSA records", TLSA_MAX, answer->record_count);
}

/* Whether TLSA records of the port mean something for the role that the host has. */
static bool port_counts(const struct report *report, const struct host *host, int64_t port)
{
    bool is_target = report->domain == NULL;
    if (port == PORT_RELAY)
        return host->is_mx || is_target;
    return (port == PORT_SUBMISSIONS || port == PORT_SUBMISSION) && host->submission != SUBMISSION_NONE;
}

/* Asks for the CNAME records of the hosts that tlsa_needs_alias() is true for; states[i] is that of host i.
 */
static void look_up_aliases(struct fiber *fiber, struct resolver *resolver, const struct report *report,
                            enum dnssec_state *states)
{
    struct dns_query *queries = allocate(report->host_count, sizeof *queries);
    for (size_t i = 0; i < report->host_count; i++) {
        if (tlsa_needs_alias(&report->hosts[i]))
            resolver_start_validated(resolver, &queries[i], fiber, report->hosts[i].name, DNS_TYPE_CNAME);
        else
            queries[i].ended = true;
    }
    resolver_wait(fiber, queries, report->host_count);
    for (size_t i = 0; i < report->host_count; i++) {
        if (queries[i].lookup.status == DNS_OK)
            states[i] = queries[i].lookup.dnssec;
        dns_query_free(&queries[i]);
    }
    free(queries);
}

/* How many look-ups a host needs at most: two bases, three ports. */
enum { PER_HOST_MAX = 6 };

/* The names that no sender asks for, since the addresses are unsigned, and where records may stand all the
 * same: for the report's sake. Few domains have them, so port 25 alone is worth the question. */
static void list_idle_bases(const struct host *host, const struct text_list *bases, struct text_list *idle)
{
    const struct text_list *chain = alias_chain(host);
    if (!has_addresses(host) || address_state(host) != DNSSEC_INSECURE)
        return;
    if (!text_list_has(bases, host->name))
        text_list_append(idle, host->name);
    if (chain->count > 0)
        text_list_append(idle, chain->items[chain->count - 1]);
}

/* Notes in `queries` what is to be asked for the host, and returns how much. */
static size_t plan_host(const struct report *report, size_t index, enum dnssec_state alias,
                        struct tlsa_query *queries)
{
    static const int64_t ports[] = {PORT_RELAY, 465, 587};
    const struct host *host = &report->hosts[index];
    struct text_list bases = {0}, idle = {0};
    size_t count = 0;
    tlsa_base_domains(host, alias, &bases);
    list_idle_bases(host, &bases, &idle);
    for (size_t n = 0; n < sizeof ports / sizeof *ports; n++) {
        bool probed = false;
        for (size_t i = 0; i < host->port_count; i++)
            probed = probed || host->ports[i].port == ports[n];
        if (!probed || !port_counts(report, host, ports[n]))
            continue;
        for (size_t i = 0; i < bases.count; i++)
            queries[count++] =
                (struct tlsa_query){.host = index, .base = text_copy(bases.items[i]), .port = ports[n]};
        for (size_t i = 0; i < idle.count && ports[n] == PORT_RELAY; i++)
            queries[count++] = (struct tlsa_query){
                .host = index, .base = text_copy(idle.items[i]), .port = ports[n], .unasked = true};
    }
    text_list_free(&bases);
    text_list_free(&idle);
    return count;
}

void tlsa_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    enum dnssec_state *aliases = allocate(report->host_count, sizeof *aliases);
    struct tlsa_query *queries = allocate(report->host_count * PER_HOST_MAX, sizeof *queries);
    size_t count = 0;
    look_up_aliases(fiber, resolver, report, aliases);
    for (size_t i = 0; i < report->host_count; i++)
        count += plan_host(report, i, aliases[i], queries + count);
    for (size_t i = 0; i < count; i++) {
        char *name = text_format("_%d._tcp.%s", (int)queries[i].port, queries[i].base);
        resolver_start_validated(resolver, &queries[i].query, fiber, name, DNS_TYPE_TLSA);
        free(name);
    }
    for (size_t i = 0; i < count; i++) {
        resolver_wait(fiber, &queries[i].query, 1);
        read_set(&queries[i], &report->hosts[queries[i].host]);
        dns_query_free(&queries[i].query);
        free(queries[i].base);
    }
    free(queries);
    free(aliases);
}
