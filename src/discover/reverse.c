/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names of addresses, and whether they lead back. */
#include "discover/reverse.h"

#include "base/address.h"
#include "base/list.h"
#include "base/place_index.h"
#include "discover/lookup.h"
#include "infer/address_gate.h"

#include <stdlib.h>
#include <string.h>

enum { PTR_NAMES_MAX = 8 };

/* Of one path: more only where ways differ by port. */
enum { ROUTERS_MAX = 64 };

static void enter_address(struct report *report, struct place_index *index, const char *text,
                          enum address_bar bar)
{
    struct ip_address address;
    ptrdiff_t known = place_index_find(index, text, 0);
    if (known != PLACE_NONE && bar != BAR_NONE)
        report->addresses[known].barred = bar;
    if (known != PLACE_NONE || !address_parse(text, &address))
        return;
    struct address *place = list_append(&report->addresses, &report->address_count, sizeof *place);
    place->address = text_copy(text);
    place->family = address.family;
    place->scope = address_scope(&address);
    place->barred = bar;
    place_index_put(index, place->address, 0, report->address_count - 1);
}

static void enter_addresses(struct report *report, enum address_policy policy)
{
    struct place_index index = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        for (size_t n = 0; n < host->addresses.count; n++) {
            const char *text = host->addresses.items[n];
            enter_address(report, &index, text, address_barred_for(host, text, policy));
        }
    }
    place_index_free(&index);
}

static void start_ptr(struct fiber *fiber, struct resolver *resolver, const char *address,
                      struct dns_query *query)
{
    struct ip_address value = {.family = 4};
    address_parse(address, &value);
    char *name = address_reverse_name(&value);
    resolver_start(resolver, query, fiber, name, DNS_TYPE_PTR);
    free(name);
}

static void take_ptr_names(struct dns_query *query, struct address *address)
{
    lookup_take(query, &address->ptr_lookup);
    size_t found = query->answer->record_count;
    for (size_t i = 0; i < found && i < PTR_NAMES_MAX; i++) {
        char name[DNS_NAME_TEXT_BYTES];
        if (dns_record_name(&query->answer->records[i], name))
            text_list_append(&address->ptr_names, name);
    }
    lookup_note_cut(&address->ptr_lookup, "PTR records", PTR_NAMES_MAX, found);
    dns_query_free(query);
}

static void look_up_names(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    struct dns_query *queries = allocate(report->address_count, sizeof *queries);
    for (size_t i = 0; i < report->address_count; i++)
        start_ptr(fiber, resolver, report->addresses[i].address, &queries[i]);
    resolver_wait(fiber, queries, report->address_count);
    for (size_t i = 0; i < report->address_count; i++)
        take_ptr_names(&queries[i], &report->addresses[i]);
    free(queries);
}

/* What one PTR name's own addresses say. */
static enum answer leads_back(const struct dns_query *query, const char *address)
{
    struct text_list addresses = {0};
    lookup_list_addresses(query->answer, query->answer->record_count, &addresses);
    bool found = text_list_has(&addresses, address);
    text_list_free(&addresses);
    switch (query->lookup.status) {
    case DNS_OK:
        return answer_of(found);
    case DNS_NODATA:
    case DNS_NXDOMAIN:
        return ANSWER_NO;
    default:
        return ANSWER_UNKNOWN;
    }
}

/* One name that leads back is enough; "no" takes an answer about every name, and about the PTR records. */
static enum answer confirmation(const struct address *address, const struct dns_query *forward)
{
    bool all_known = dns_is_definite(address->ptr_lookup.status);
    for (size_t i = 0; i < address->ptr_names.count; i++) {
        enum answer answer = leads_back(&forward[i], address->address);
        if (answer == ANSWER_YES)
            return ANSWER_YES;
        all_known = all_known && answer == ANSWER_NO;
    }
    return all_known ? ANSWER_NO : ANSWER_UNKNOWN;
}

static void confirm_names(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->address_count; i++)
        count += report->addresses[i].ptr_names.count;
    struct dns_query *queries = allocate(count, sizeof *queries);
    struct dns_query *query = queries;
    for (size_t i = 0; i < report->address_count; i++) {
        const struct address *address = &report->addresses[i];
        uint16_t type = address->family == 4 ? DNS_TYPE_A : DNS_TYPE_AAAA;
        for (size_t n = 0; n < address->ptr_names.count; n++)
            resolver_start(resolver, query++, fiber, address->ptr_names.items[n], type);
    }
    resolver_wait(fiber, queries, count);
    query = queries;
    for (size_t i = 0; i < report->address_count; i++) {
        struct address *address = &report->addresses[i];
        address->forward_confirmed = confirmation(address, query);
        query += address->ptr_names.count;
    }
    for (size_t i = 0; i < count; i++)
        dns_query_free(&queries[i]);
    free(queries);
}

void reverse_look_up(struct fiber *fiber, struct resolver *resolver, enum address_policy policy,
                     struct report *report)
{
    enter_addresses(report, policy);
    look_up_names(fiber, resolver, report);
    confirm_names(fiber, resolver, report);
}

static void enter_router(struct path *path, const char *address)
{
    for (size_t i = 0; i < path->router_count; i++)
        if (text_same(path->routers[i].address, address))
            return;
    if (address == NULL || path->router_count == ROUTERS_MAX)
        return;
    struct path_router *router = list_append(&path->routers, &path->router_count, sizeof *path->routers);
    router->address = text_copy(address);
}

static void enter_routers(struct path *path)
{
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        for (size_t n = 0; n < port->hop_count; n++)
            enter_router(path, port->hops[n].address);
        if (port->icmp != NULL)
            enter_router(path, port->icmp->sender);
    }
}

void reverse_name_routers(struct fiber *fiber, struct resolver *resolver, struct path *path)
{
    enter_routers(path);
    struct dns_query *queries = allocate(path->router_count, sizeof *queries);
    for (size_t i = 0; i < path->router_count; i++)
        start_ptr(fiber, resolver, path->routers[i].address, &queries[i]);
    resolver_wait(fiber, queries, path->router_count);
    for (size_t i = 0; i < path->router_count; i++) {
        char name[DNS_NAME_TEXT_BYTES];
        const struct dns_answer *answer = queries[i].answer;
        if (answer->record_count > 0 && dns_record_name(&answer->records[0], name))
            path->routers[i].name = text_copy(name);
        dns_query_free(&queries[i]);
    }
    free(queries);
}
