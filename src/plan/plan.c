/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From hosts, addresses and ports to the connections to make. */
#include "plan/plan.h"

#include "facts/address.h"
#include "facts/list.h"
#include "facts/name_match.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool has_family(const struct plan_options *options, const char *address)
{
    return address_family(address) == 6 ? options->ipv6 : options->ipv4;
}

static struct plan_entry *find_entry(const struct plan *plan, const char *address, int64_t port)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->entries[i].port == port && strcmp(plan->entries[i].address, address) == 0)
            return &plan->entries[i];
    return NULL;
}

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

static void add_entry(struct plan *plan, const struct host *host, const struct host_port *port,
                      const char *address, const struct connect_to_place *place)
{
    struct plan_entry *entry = list_append(&plan->entries, &plan->count, sizeof *plan->entries);
    entry->address = text_copy(address);
    entry->port = port->port;
    entry->server_name = text_copy(host->name);
    entry->expected = port->expected;
    entry->dial_address = text_copy(place->host);
    entry->dial_port = place->port;
}

/* Makes an address that only --connect-to names known to the report and to the host. */
static void add_address(struct report *report, struct host *host, const char *text)
{
    if (!text_list_has(&host->addresses, text))
        text_list_append(&host->addresses, text);
    if (report_address(report, text) != NULL)
        return;
    struct address *address =
        list_append(&report->addresses, &report->address_count, sizeof *report->addresses);
    address->address = text_copy(text);
    address->family = address_family(text);
}

/* Where the connection for `host` goes that is meant for `address`: a rule for the host's name comes first.
 */
static struct connect_to_place place_of(const struct plan_options *options, const struct host *host,
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

/* The entry for the address and port, shared with the hosts before. */
static void plan_place(struct plan *plan, const struct host *host, const struct host_port *port,
                       const char *address, const struct connect_to_place *place)
{
    if (find_entry(plan, address, port->port) == NULL)
        add_entry(plan, host, port, address, place);
    struct plan_entry *entry = find_entry(plan, address, port->port);
    entry->wants_other_key = entry->wants_other_key || relies_on_tlsa(host, port->port);
}

static void plan_port(struct plan *plan, struct report *report, struct host *host, size_t dns_addresses,
                      const struct host_port *port, const struct plan_options *options)
{
    struct connect_to_place place = connect_to_find(options->connect_to, host->name, port->port);
    if (strcasecmp(place.host, host->name) != 0) {
        add_address(report, host, place.host);
        plan_place(plan, host, port, place.host, &place);
        return;
    }
    for (size_t i = 0; i < dns_addresses; i++) {
        const char *address = host->addresses.items[i];
        if (!has_family(options, address))
            continue;
        place = place_of(options, host, address, port->port);
        plan_place(plan, host, port, address, &place);
    }
}

void plan_make(struct report *report, const struct plan_options *options, struct plan *plan)
{
    memset(plan, 0, sizeof *plan);
    for (size_t i = 0; i < report->host_count; i++) {
        struct host *host = &report->hosts[i];
        size_t dns_addresses = host->addresses.count;
        for (size_t n = 0; n < host->port_count; n++)
            plan_port(plan, report, host, dns_addresses, &host->ports[n], options);
    }
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
                struct connect_to_place place = place_of(options, host, address, port->port);
                add_entry(plan, host, port, address, &place);
            }
    }
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->entries[i].address);
        free(plan->entries[i].server_name);
        free(plan->entries[i].dial_address);
    }
    free(plan->entries);
    memset(plan, 0, sizeof *plan);
}
