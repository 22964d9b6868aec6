/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search upwards for CAA records. */
#include "discover/caa.h"

#include "base/list.h"
#include "discover/lookup.h"

#include <stdlib.h>
#include <string.h>

enum { HOSTS_MAX = 32, STEPS_MAX = 10, RECORDS_MAX = 32 };

/* One host on its way up. */
struct search {
    struct caa_set *set;
    const char *at; /* within the host's name; NULL: it has ended */
    struct dns_query query;
};

static bool is_listed(const struct report *report, const char *host)
{
    for (size_t i = 0; i < report->caa_set_count; i++)
        if (text_same_name(report->caa_sets[i].host, host))
            return true;
    return false;
}

static void add_host(struct report *report, const char *host)
{
    if (report->caa_set_count == HOSTS_MAX || is_listed(report, host))
        return;
    struct caa_set *set = list_append(&report->caa_sets, &report->caa_set_count, sizeof *report->caa_sets);
    set->host = text_copy(host);
}

/* Hosts without addresses show no certificate. */
static void list_hosts(struct report *report)
{
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        bool named =
            host->is_mx || host->submission == SUBMISSION_SRV || host->submission == SUBMISSION_GIVEN;
        if (named && host_kind_has_addresses(host->kind) && host->addresses.count > 0)
            add_host(report, host->name);
    }
    const struct mta_sts *mta_sts = report->domain != NULL ? report->domain->mta_sts : NULL;
    if (mta_sts != NULL && mta_sts->txt_records.count > 0 && mta_sts->policy_host != NULL)
        add_host(report, mta_sts->policy_host);
}

static void read_records(struct search *search)
{
    const struct dns_answer *answer = search->query.answer;
    struct caa_set *set = search->set;
    for (size_t i = 0; i < answer->record_count && set->record_count < RECORDS_MAX; i++) {
        struct caa_record caa;
        if (dns_record_caa(&answer->records[i], &caa))
            *(struct caa_record *)list_append(&set->records, &set->record_count, sizeof caa) = caa;
    }
    lookup_note_cut(&search->query.lookup, "CAA records", RECORDS_MAX, answer->record_count);
}

/* Takes the answer, and the name above where there is nothing. */
static void take_answer(struct search *search, int step)
{
    const struct dns_lookup *lookup = &search->query.lookup;
    bool absent = lookup->status == DNS_NODATA || lookup->status == DNS_NXDOMAIN;
    const char *dot = strchr(search->at, '.');
    if (lookup->status == DNS_OK)
        read_records(search);
    bool ends = !absent || lookup->dnssec == DNSSEC_BOGUS || dot == NULL || step + 1 == STEPS_MAX;
    if (ends)
        lookup_take(&search->query, &search->set->lookup);
    dns_query_free(&search->query);
    search->at = ends ? NULL : dot + 1;
}

/* One step up for all that have not ended; false when none is left. */
static bool go_up(struct fiber *fiber, struct resolver *resolver, struct search *searches, size_t count,
                  int step)
{
    bool more = false;
    for (size_t i = 0; i < count; i++)
        if (searches[i].at != NULL)
            resolver_start_validated(resolver, &searches[i].query, fiber, searches[i].at, DNS_TYPE_CAA);
    for (size_t i = 0; i < count; i++) {
        if (searches[i].at == NULL)
            continue;
        resolver_wait(fiber, &searches[i].query, 1);
        take_answer(&searches[i], step);
        more = more || searches[i].at != NULL;
    }
    return more;
}

void caa_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report)
{
    list_hosts(report);
    struct search *searches = allocate(report->caa_set_count, sizeof *searches);
    for (size_t i = 0; i < report->caa_set_count; i++)
        searches[i] = (struct search){.set = &report->caa_sets[i], .at = report->caa_sets[i].host};
    bool more = report->caa_set_count > 0;
    for (int step = 0; more && step < STEPS_MAX; step++)
        more = go_up(fiber, resolver, searches, report->caa_set_count, step);
    free(searches);
}
