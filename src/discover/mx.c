/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a domain's MX records to its mail hosts. */
#include "discover/mx.h"

#include "base/list.h"
#include "discover/lookup.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

enum { MX_MAX = 50 };

static int compare_mx(const void *a, const void *b)
{
    const struct mx_record *left = a;
    const struct mx_record *right = b;
    if (left->preference != right->preference)
        return left->preference < right->preference ? -1 : 1;
    return strcmp(left->exchange, right->exchange);
}

static void read_records(const struct dns_answer *answer, struct domain *domain)
{
    for (size_t i = 0; i < answer->record_count; i++) {
        struct mx_record mx;
        if (!dns_record_mx(&answer->records[i], &mx))
            continue;
        struct mx_record *place = list_append(&domain->mx, &domain->mx_count, sizeof *place);
        *place = mx;
    }
    if (domain->mx_count > 0)
        qsort(domain->mx, domain->mx_count, sizeof *domain->mx, compare_mx);
    lookup_note_cut(&domain->mx_lookup, "MX records", MX_MAX, domain->mx_count);
    while (domain->mx_count > MX_MAX)
        shape_clear(&mx_record_shape, &domain->mx[--domain->mx_count]);
}

static enum mail_route route_of_records(const struct domain *domain)
{
    size_t roots = 0;
    for (size_t i = 0; i < domain->mx_count; i++)
        roots += domain->mx[i].kind == HOST_ROOT ? 1 : 0;
    if (roots == 0)
        return ROUTE_MX;
    return domain->mx_count == 1 ? ROUTE_NULL_MX : ROUTE_MIXED_NULL;
}

void mx_read(struct dns_query *query, struct domain *domain)
{
    lookup_take(query, &domain->mx_lookup);
    read_records(query->answer, domain);
    switch (domain->mx_lookup.status) {
    case DNS_OK:
        domain->mail_route = route_of_records(domain);
        break;
    case DNS_NODATA:
        domain->mail_route = ROUTE_IMPLICIT_MX;
        break;
    case DNS_NXDOMAIN:
        domain->mail_route = ROUTE_NO_DOMAIN;
        break;
    default:
        domain->mail_route = ROUTE_UNKNOWN;
        break;
    }
}

static void add_host(const char *name, int64_t preference, const struct port_set *ports,
                     struct report *report)
{
    struct host *host = hosts_add(report, name, ports);
    if (host->is_mx)
        return; /* named twice: the better preference came first */
    host->is_mx = true;
    host->mx_preference = preference;
}

void mx_add_hosts(const struct domain *domain, const struct port_set *ports, struct report *report)
{
    if (domain->mail_route == ROUTE_IMPLICIT_MX)
        add_host(domain->name, 0, ports, report);
    if (domain->mail_route == ROUTE_NULL_MX)
        return;
    for (size_t i = 0; i < domain->mx_count; i++)
        add_host(domain->mx[i].exchange, domain->mx[i].preference, ports, report);
}

static bool has_no_role(const struct host *host)
{
    return !host->is_mx && host->submission == SUBMISSION_NONE;
}

void mx_settle_implicit(struct report *report)
{
    struct domain *domain = report->domain;
    if (domain->mail_route != ROUTE_IMPLICIT_MX)
        return;
    struct host *host = &report->hosts[0]; /* the only mail host */
    if (host->addresses.count > 0)
        return;
    if (!dns_is_definite(host->a_lookup.status) || !dns_is_definite(host->aaaa_lookup.status)) {
        domain->mail_route = ROUTE_UNKNOWN;
        return;
    }
    domain->mail_route = ROUTE_NONE;
    host->is_mx = false;
    hosts_remove_if(report, has_no_role);
}
