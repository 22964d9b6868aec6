/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signers of secure answers, and their DS records (RFC 4034 5). */
#include "discover/signed_zones.h"

#include "base/list.h"
#include "discover/lookup.h"

#include <string.h>

enum { ZONES_MAX = 8, DS_MAX = 16 };

static void add_signers(const struct dns_lookup *lookup, struct text_list *zones)
{
    for (size_t i = 0; i < lookup->signers.count && zones->count < ZONES_MAX; i++)
        if (strcmp(lookup->signers.items[i], ".") != 0 && !text_list_has(zones, lookup->signers.items[i]))
            text_list_append(zones, lookup->signers.items[i]);
}

/* The domain's own first. */
static struct text_list find_zones(const struct report *report)
{
    struct text_list zones = {0};
    if (report->domain != NULL)
        add_signers(&report->domain->mx_lookup, &zones);
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        add_signers(&host->a_lookup, &zones);
        add_signers(&host->aaaa_lookup, &zones);
        for (size_t n = 0; n < host->tlsa_set_count; n++)
            add_signers(&host->tlsa_sets[n].lookup, &zones);
    }
    return zones;
}

static void read_records(struct dns_query *query, struct signed_zone *zone)
{
    size_t found = query->answer->record_count;
    for (size_t i = 0; i < found && zone->record_count < DS_MAX; i++) {
        struct ds_record ds;
        if (dns_record_ds(&query->answer->records[i], &ds))
            *(struct ds_record *)list_append(&zone->records, &zone->record_count, sizeof ds) = ds;
    }
    lookup_take(query, &zone->lookup);
    lookup_note_cut(&zone->lookup, "DS records", DS_MAX, found);
    dns_query_free(query);
}

void signed_zones_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    struct dns_query queries[ZONES_MAX] = {0};
    struct text_list zones = find_zones(report);
    for (size_t i = 0; i < zones.count; i++)
        resolver_start_validated(resolver, &queries[i], fiber, zones.items[i], DNS_TYPE_DS);
    resolver_wait(fiber, queries, zones.count);
    for (size_t i = 0; i < zones.count; i++) {
        struct signed_zone *zone =
            list_append(&report->signed_zones, &report->signed_zone_count, sizeof *report->signed_zones);
        zone->name = text_copy(zones.items[i]);
        read_records(&queries[i], zone);
    }
    text_list_free(&zones);
}
