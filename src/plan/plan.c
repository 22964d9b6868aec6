/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From hosts, addresses and ports to the connections to make. */
#include "plan/plan.h"

#include "base/address.h"
#include "base/list.h"
#include "base/place_index.h"
#include "infer/address_gate.h"
#include "infer/name_match.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The ports that every host has: as many more of one host count like another address of it. */
enum { PORTS_OF_A_RANK = 4 };

static bool has_family(const struct plan_options *options, const char *address)
{
    return address_family(address) == 6 ? options->ipv6 : options->ipv4;
}

/* A plan that is being made. */
struct making {
    struct plan *plan;
    const struct report *report;
    const struct plan_options *options;
    struct place_index index; /* of the plan's entries; their texts do not move */
};

/* Whether a sender may rely on TLSA records of the host: on port 25, usable, and not known to be unsigned or
 * wrongly signed (RFC 7672 2.2). */
static bool relies_on_tlsa(const struct host *host, int64_t port)
{
    for (size_t i = 0; port == PORT_RELAY && i < host->tlsa_set_count; i++) {
        const struct tlsa_set *set = &host->tlsa_sets[i];
        enum dnssec_state state = set->lookup.dnssec;
        if (set->port != port || state == DNSSEC_INSECURE || state == DNSSEC_BOGUS)
            continue;
        for (size_t n = 0; n < set->record_count; n++)
            if (set->records[n].usable)
                return true;
    }
    return false;
}

static struct plan_entry *add_entry(struct plan *plan, const struct host *host, const struct host_port *port,
                                    const char *address, const struct connect_to_place *place)
{
    struct plan_entry *entry = list_append(&plan->entries, &plan->count, sizeof *plan->entries);
    entry->address = text_copy(address);
    entry->port = port->port;
    entry->server_name = text_copy(host->name);
    entry->expected = port->expected;
    entry->dial_address = text_copy(place->host);
    entry->dial_port = place->port;
    return entry;
}

/* Notes an address that only --connect-to names. */
static void name_address(struct making *making, const struct host *host, const char *text)
{
    struct plan *plan = making->plan;
    if (text_list_has(&host->addresses, text))
        return;
    struct plan_address *named = list_append(&plan->named, &plan->named_count, sizeof *plan->named);
    named->host_index = (size_t)(host - making->report->hosts);
    named->address = text_copy(text);
}

/* Where the connection for `host` goes that is meant for `address`: a rule for the host's name comes first.
 */
static struct connect_to_place dial_place_of(const struct plan_options *options, const struct host *host,
                                             const char *address, int64_t port)
{
    struct connect_to_place by_name = connect_to_find(options->connect_to, host->name, port);
    if (strcasecmp(by_name.host, host->name) != 0)
        return by_name;
    struct connect_to_place by_address = connect_to_find(options->connect_to, address, port);
    if (by_address.port == port)
        by_address.port = by_name.port;
    return by_address;
}

/* Whether a connection to the host's own address may be made; what --connect-to names is the user's word. */
static bool may_connect(const struct plan_options *options, const struct host *host, const char *address,
                        const struct connect_to_place *place)
{
    return place->host != address || address_barred_for(host, address, options->addresses) == BAR_NONE;
}

/* The entry for the address and port, shared with the hosts before. `rank`: how many of the host's come
 * before it. */
static void plan_place(struct making *making, const struct host *host, const struct host_port *port,
                       const char *address, const struct connect_to_place *place, size_t rank)
{
    struct plan *plan = making->plan;
    ptrdiff_t known = place_index_find(&making->index, address, port->port);
    struct plan_entry *entry =
        known != PLACE_NONE ? &plan->entries[known] : add_entry(plan, host, port, address, place);
    if (known == PLACE_NONE)
        place_index_put(&making->index, entry->address, port->port, plan->count - 1);
    if (known == PLACE_NONE || rank < entry->rank)
        entry->rank = rank;
    entry->wants_other_key = entry->wants_other_key || relies_on_tlsa(host, port->port);
}

static void plan_port(struct making *making, const struct host *host, size_t port_index)
{
    const struct plan_options *options = making->options;
    const struct host_port *port = &host->ports[port_index];
    size_t port_rank = port_index / PORTS_OF_A_RANK;
    struct connect_to_place place = connect_to_find(options->connect_to, host->name, port->port);
    if (strcasecmp(place.host, host->name) != 0) {
        name_address(making, host, place.host);
        plan_place(making, host, port, place.host, &place, port_rank);
        return;
    }
    for (size_t i = 0; i < host->addresses.count; i++) {
        const char *address = host->addresses.items[i];
        if (!has_family(options, address))
            continue;
        place = dial_place_of(options, host, address, port->port);
        if (may_connect(options, host, address, &place))
            plan_place(making, host, port, address, &place, i > port_rank ? i : port_rank);
    }
}

static int compare_ranks(const void *left, const void *right)
{
    const struct plan_entry *const *a = left;
    const struct plan_entry *const *b = right;
    if ((*a)->rank != (*b)->rank)
        return (*a)->rank < (*b)->rank ? -1 : 1;
    return (*a > *b) - (*a < *b);
}

static void free_entry(struct plan_entry *entry)
{
    free(entry->address);
    free(entry->server_name);
    free(entry->dial_address);
    *entry = (struct plan_entry){0};
}

/* Leaves out what is beyond the limit; the rest stays in its order. */
static void cut(struct plan *plan, size_t max)
{
    if (max == 0 || plan->count <= max)
        return;
    struct plan_entry **ranked = allocate(plan->count, sizeof(struct plan_entry *));
    for (size_t i = 0; i < plan->count; i++)
        ranked[i] = &plan->entries[i];
    qsort(ranked, plan->count, sizeof(struct plan_entry *), compare_ranks);
    for (size_t i = max; i < plan->count; i++)
        free_entry(ranked[i]);
    free(ranked);
    size_t kept = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->entries[i].address != NULL)
            plan->entries[kept++] = plan->entries[i];
    plan->left_out = plan->count - kept;
    plan->count = kept;
}

void plan_make(const struct report *report, const struct plan_options *options, struct plan *plan)
{
    struct making making = {.plan = plan, .report = report, .options = options};
    memset(plan, 0, sizeof *plan);
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        for (size_t n = 0; n < host->port_count; n++)
            plan_port(&making, host, n);
    }
    place_index_free(&making.index);
    cut(plan, options->endpoints_max);
}

static bool names_the_host(const struct endpoint *endpoint, const struct host *host)
{
    const struct session *session = endpoint_session(endpoint);
    if (strcasecmp(endpoint->server_name, host->name) == 0 || session == NULL || session->tls == NULL
        || session->tls->chain_count == 0)
        return true;
    return name_match_certificate(&session->tls->chain[0], host->name) != NULL;
}

void plan_follow_up(const struct report *report, const struct plan_options *options, struct plan *plan)
{
    memset(plan, 0, sizeof *plan);
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        for (size_t a = 0; a < host->addresses.count; a++)
            for (size_t n = 0; n < host->port_count; n++) {
                const char *address = host->addresses.items[a];
                const struct host_port *port = &host->ports[n];
                const struct endpoint *endpoint = report_endpoint(report, host, address, port->port);
                if (endpoint == NULL || names_the_host(endpoint, host))
                    continue;
                struct connect_to_place place = dial_place_of(options, host, address, port->port);
                if (!may_connect(options, host, address, &place))
                    continue;
                if (options->endpoints_max > 0
                    && report->endpoint_count + plan->count >= options->endpoints_max)
                    plan->left_out++;
                else
                    add_entry(plan, host, port, address, &place);
            }
    }
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        free_entry(&plan->entries[i]);
    for (size_t i = 0; i < plan->named_count; i++)
        free(plan->named[i].address);
    free(plan->entries);
    free(plan->named);
    memset(plan, 0, sizeof *plan);
}
