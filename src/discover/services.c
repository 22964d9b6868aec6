/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Submission hosts: what SRV records name, what the user names, what is guessed. */
#include "discover/services.h"

#include "discover/lookup.h"
#include "facts/shapes.h"
#include "infer/address_gate.h"

#include <stdlib.h>
#include <string.h>

enum { SRV_MAX = 20 };

static const struct {
    const char *label;
    enum port_mode mode; /* MODE_UNKNOWN: no client asks for it, so it names no hosts */
} services[SERVICE_COUNT] = {
    {"_submissions._tcp", MODE_IMPLICIT_TLS},
    {"_submission._tcp", MODE_STARTTLS},
    {"_smtps._tcp", MODE_UNKNOWN},
};

void services_start(struct fiber *fiber, struct resolver *resolver, const char *domain,
                    struct dns_query queries[static SERVICE_COUNT])
{
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        char *name = text_format("%s.%s", services[i].label, domain);
        resolver_start_validated(resolver, &queries[i], fiber, name, DNS_TYPE_SRV);
        free(name);
    }
}

/* By priority; within one the heavier first, since more clients are sent there (RFC 2782). */
static int compare_srv(const void *a, const void *b)
{
    const struct srv_record *left = a;
    const struct srv_record *right = b;
    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    int targets = strcmp(left->target, right->target);
    return targets != 0 ? targets : (left->port > right->port) - (left->port < right->port);
}

/* A sole "." is the domain's word that it does not offer the service; no record at all is none. */
static enum answer offered(const struct srv_service *service)
{
    if (service->lookup.status != DNS_OK)
        return ANSWER_UNKNOWN;
    for (size_t i = 0; i < service->record_count; i++)
        if (service->records[i].kind != HOST_ROOT)
            return ANSWER_YES;
    return ANSWER_NO;
}

static void read_service(struct dns_query *query, const char *label, struct srv_service *service)
{
    service->service = text_copy(label);
    lookup_take(query, &service->lookup);
    for (size_t i = 0; i < query->answer->record_count; i++) {
        struct srv_record srv;
        if (!dns_record_srv(&query->answer->records[i], &srv))
            continue;
        struct srv_record *place = list_append(&service->records, &service->record_count, sizeof *place);
        *place = srv;
    }
    if (service->record_count > 0)
        qsort(service->records, service->record_count, sizeof *service->records, compare_srv);
    lookup_note_cut(&service->lookup, "SRV records", SRV_MAX, service->record_count);
    while (service->record_count > SRV_MAX)
        shape_clear(&srv_record_shape, &service->records[--service->record_count]);
    service->offered = offered(service);
}

void services_read(struct dns_query queries[static SERVICE_COUNT], struct domain *domain)
{
    for (size_t i = 0; i < SERVICE_COUNT; i++) {
        struct srv_service *service = list_append(&domain->services, &domain->service_count, sizeof *service);
        read_service(&queries[i], services[i].label, service);
    }
}

static void add_srv_host(const struct srv_record *srv, const struct srv_service *service, enum port_mode mode,
                         const struct port_set *ports, struct report *report)
{
    const char *label = service->service;
    struct host *host = hosts_add(report, srv->target, ports);
    host->submission = SUBMISSION_SRV;
    if (!text_list_has(&host->services, label))
        text_list_append(&host->services, label);
    if (!srv_port_is_barred(&service->lookup, srv->port))
        hosts_add_port(host, ports, srv->port, mode, label);
}

void services_add_hosts(const struct domain *domain, const struct port_set *ports, struct report *report)
{
    for (size_t i = 0; i < domain->service_count; i++) {
        const struct srv_service *service = &domain->services[i];
        for (size_t n = 0; n < service->record_count && services[i].mode != MODE_UNKNOWN; n++)
            if (service->records[n].kind != HOST_ROOT)
                add_srv_host(&service->records[n], service, services[i].mode, ports, report);
    }
}

void services_add_given(const struct text_list *names, const struct port_set *ports, struct report *report)
{
    for (size_t i = 0; i < names->count; i++) {
        struct host *host = hosts_add_given(report, names->items[i], ports);
        if (host->submission == SUBMISSION_NONE)
            host->submission = SUBMISSION_GIVEN;
    }
}

static bool may_guess(const struct domain *domain, const struct report *report)
{
    for (size_t i = 0; i < domain->service_count; i++)
        if (services[i].mode != MODE_UNKNOWN && domain->services[i].offered != ANSWER_UNKNOWN)
            return false;
    for (size_t i = 0; i < report->host_count; i++)
        if (report->hosts[i].submission != SUBMISSION_NONE)
            return false;
    return domain->mail_route != ROUTE_NULL_MX && domain->mail_route != ROUTE_NO_DOMAIN;
}

void services_add_guesses(const struct domain *domain, const struct port_set *ports, struct report *report)
{
    static const char *const well_known[] = {"smtp", "mail", "submission"};
    if (!may_guess(domain, report))
        return;
    for (size_t i = 0; i < sizeof well_known / sizeof *well_known; i++) {
        char *name = text_format("%s.%s", well_known[i], domain->name);
        hosts_add(report, name, ports)->submission = SUBMISSION_GUESS;
        free(name);
    }
}

static bool is_vain_guess(const struct host *host)
{
    return host->submission == SUBMISSION_GUESS && !host->is_mx && host->addresses.count == 0;
}

void services_settle_guesses(struct report *report)
{
    hosts_remove_if(report, is_vain_guess);
}
