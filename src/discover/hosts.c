/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report's hosts: each name once, whatever its roles. */
#include "discover/hosts.h"

#include "base/address.h"
#include "base/list.h"
#include "discover/dns_name.h"
#include "discover/idn.h"
#include "discover/lookup.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESSES_MAX = 32 /* of a host and family; hostile zones have thousands */ };

static const int64_t default_ports[] = {25, 465, 587, 2525};

enum port_mode port_mode_by_number(int64_t port)
{
    return port == PORT_SUBMISSIONS ? MODE_IMPLICIT_TLS : MODE_STARTTLS;
}

static void append_port(struct host *host, int64_t port, enum port_mode expected, const char *because)
{
    struct host_port *place = list_append(&host->ports, &host->port_count, sizeof *place);
    place->port = port;
    place->expected = expected;
    place->because = text_copy(because);
}

static void clear_ports(struct host *host)
{
    for (size_t i = 0; i < host->port_count; i++)
        shape_clear(&host_port_shape, &host->ports[i]);
    host->port_count = 0;
}

static void append_run_ports(struct host *host, const struct port_set *ports)
{
    bool given = ports->count > 0;
    const int64_t *list = given ? ports->ports : default_ports;
    size_t count = given ? ports->count : sizeof default_ports / sizeof *default_ports;
    for (size_t i = 0; i < count; i++)
        append_port(host, list[i], port_mode_by_number(list[i]), "default");
}

struct host *hosts_add(struct report *report, const char *name, const struct port_set *ports)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (strcmp(report->hosts[i].name, name) == 0)
            return &report->hosts[i];
    struct host *host = list_append(&report->hosts, &report->host_count, sizeof *host);
    host->name = text_copy(name);
    host->name_unicode = idn_to_unicode(name);
    host->kind = dns_name_host_kind(name);
    if (host_kind_has_addresses(host->kind))
        append_run_ports(host, ports);
    return host;
}

struct host *hosts_add_given(struct report *report, const char *word, const struct port_set *ports)
{
    struct ip_address address;
    int64_t port;
    bool is_address = address_parse_with_port(word, &address, &port);
    char *name = is_address ? address_text(&address) : dns_name_normal(word);
    struct host *host = hosts_add(report, name, ports);
    bool is_localhost = host->kind == HOST_LOCALHOST;
    if ((is_address || is_localhost) && host->addresses.count == 0) {
        append_run_ports(host, ports);
        text_list_append(&host->addresses, is_localhost ? "127.0.0.1" : name);
        if (is_localhost)
            text_list_append(&host->addresses, "::1");
    }
    free(name);
    return host;
}

void hosts_add_port(struct host *host, const struct port_set *ports, int64_t port, enum port_mode expected,
                    const char *because)
{
    for (size_t i = 0; i < host->port_count; i++) {
        struct host_port *known = &host->ports[i];
        if (known->port != port)
            continue;
        if (strcmp(known->because, "default") == 0) {
            known->expected = expected;
            text_replace(&known->because, text_copy(because));
        }
        return;
    }
    if (!ports->only && port != 0 && host_kind_has_addresses(host->kind))
        append_port(host, port, expected, because);
}

void hosts_set_port(struct host *host, int64_t port)
{
    clear_ports(host);
    append_port(host, port, port_mode_by_number(port), "target");
}

static void take_addresses(struct host *host, struct dns_query *query, struct dns_lookup *lookup)
{
    lookup_take(query, lookup);
    size_t found = lookup_list_addresses(query->answer, ADDRESSES_MAX, &host->addresses);
    lookup_note_cut(lookup, "addresses", ADDRESSES_MAX, found);
}

void hosts_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    size_t count = report->host_count;
    struct dns_query *a = allocate(count, sizeof *a);
    struct dns_query *aaaa = allocate(count, sizeof *aaaa);
    for (size_t i = 0; i < count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host_kind_has_addresses(host->kind)) {
            a[i].ended = aaaa[i].ended = true;
            continue;
        }
        resolver_start_validated(resolver, &a[i], fiber, host->name, DNS_TYPE_A);
        resolver_start_validated(resolver, &aaaa[i], fiber, host->name, DNS_TYPE_AAAA);
    }
    resolver_wait(fiber, a, count);
    resolver_wait(fiber, aaaa, count);
    for (size_t i = 0; i < count; i++) {
        struct host *host = &report->hosts[i];
        if (host_kind_has_addresses(host->kind)) {
            take_addresses(host, &a[i], &host->a_lookup);
            take_addresses(host, &aaaa[i], &host->aaaa_lookup);
        }
        dns_query_free(&a[i]);
        dns_query_free(&aaaa[i]);
    }
    free(a);
    free(aaaa);
}

void hosts_remove_if(struct report *report, bool (*drop)(const struct host *host))
{
    size_t kept = 0;
    for (size_t i = 0; i < report->host_count; i++) {
        struct host *host = &report->hosts[i];
        if (drop(host))
            shape_clear(&host_shape, host);
        else
            report->hosts[kept++] = *host;
    }
    report->host_count = kept;
}
