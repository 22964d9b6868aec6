/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in --connect-to that stand where an address is needed. */
#include "scan/connect_names.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

enum { FAMILIES = 2 };

/* The first address of an answered query; the caller frees. NULL for none. */
static char *first_address(const struct dns_query *query)
{
    struct ip_address address;
    if (query->lookup.status != DNS_OK || query->answer->record_count == 0
        || !dns_record_address(&query->answer->records[0], &address))
        return NULL;
    return address_text(&address);
}

static char *look_up(struct fiber *fiber, struct resolver *resolver, const struct plan_options *families,
                     const char *name)
{
    static const uint16_t types[FAMILIES] = {DNS_TYPE_A, DNS_TYPE_AAAA};
    const bool wanted[FAMILIES] = {families->ipv4, families->ipv6};
    struct dns_query queries[FAMILIES] = {0};
    for (size_t i = 0; i < FAMILIES; i++)
        resolver_start(resolver, &queries[i], fiber, name, types[i]);
    resolver_wait(fiber, queries, FAMILIES);
    char *address = NULL;
    for (size_t i = 0; i < FAMILIES; i++) {
        if (address == NULL && wanted[i])
            address = first_address(&queries[i]);
        dns_query_free(&queries[i]);
    }
    return address;
}

char *connect_names_resolve(struct fiber *fiber, struct resolver *resolver,
                            const struct plan_options *families, const struct connect_to_list *given,
                            struct connect_to_list *resolved)
{
    for (size_t i = 0; i < given->count; i++) {
        const struct connect_to *rule = &given->items[i];
        struct ip_address address;
        char *to_host = text_copy(rule->to_host);
        if (to_host != NULL && !address_parse(to_host, &address))
            text_replace(&to_host, look_up(fiber, resolver, families, rule->to_host));
        if (to_host == NULL && rule->to_host != NULL)
            return text_format("--connect-to: no address is found for %s; give an address instead",
                               rule->to_host);
        struct connect_to *copy = list_append(&resolved->items, &resolved->count, sizeof *resolved->items);
        copy->host = text_copy(rule->host);
        copy->port = rule->port;
        copy->to_host = to_host;
        copy->to_port = rule->to_port;
    }
    return NULL;
}

void connect_names_add(struct report *report, const struct plan *plan)
{
    for (size_t i = 0; i < plan->named_count; i++) {
        const char *text = plan->named[i].address;
        struct host *host = &report->hosts[plan->named[i].host_index];
        if (!text_list_has(&host->addresses, text))
            text_list_append(&host->addresses, text);
        if (report_address(report, text) != NULL)
            continue;
        struct address *address =
            list_append(&report->addresses, &report->address_count, sizeof *report->addresses);
        address->address = text_copy(text);
        address->family = address_family(text);
    }
}
