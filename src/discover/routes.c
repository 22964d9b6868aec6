/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a target to the hosts and addresses that are to be probed. */
#include "discover/routes.h"

#include "discover/hosts.h"
#include "discover/mx.h"
#include "discover/reverse.h"
#include "discover/services.h"
#include "discover/signed_zones.h"
#include "discover/tlsa.h"
#include "net/group.h"

static struct port_set port_set_of(const struct routes_options *options)
{
    return (struct port_set){
        .ports = options->ports,
        .count = options->port_count,
        .only = options->only_these_ports,
    };
}

static struct domain *new_domain(const struct target *target)
{
    struct domain *domain = allocate(1, sizeof *domain);
    domain->name = text_copy(target->name);
    domain->name_unicode = text_copy(target->name_unicode);
    return domain;
}

static void look_up_domain(struct fiber *fiber, struct resolver *resolver, struct domain *domain)
{
    struct dns_query mx = {0};
    struct dns_query services[SERVICE_COUNT] = {0};
    resolver_start_validated(resolver, &mx, fiber, domain->name, DNS_TYPE_MX);
    services_start(fiber, resolver, domain->name, services);
    resolver_wait(fiber, &mx, 1);
    resolver_wait(fiber, services, SERVICE_COUNT);
    mx_read(&mx, domain);
    services_read(services, domain);
    dns_query_free(&mx);
    for (size_t i = 0; i < SERVICE_COUNT; i++)
        dns_query_free(&services[i]);
}

static void discover_domain(struct fiber *fiber, struct resolver *resolver,
                            const struct routes_options *options, struct report *report)
{
    struct port_set ports = port_set_of(options);
    struct domain *domain = report->domain = new_domain(&report->target);
    look_up_domain(fiber, resolver, domain);
    mx_add_hosts(domain, &ports, report);
    services_add_hosts(domain, &ports, report);
    services_add_given(&options->submission_hosts, &ports, report);
    services_add_guesses(domain, &ports, report);
    hosts_look_up(fiber, resolver, report);
    mx_settle_implicit(report);
    services_settle_guesses(report);
}

static void discover_host(struct fiber *fiber, struct resolver *resolver,
                          const struct routes_options *options, struct report *report)
{
    struct port_set ports = port_set_of(options);
    struct host *host = hosts_add_given(report, report->target.name, &ports);
    host->submission = SUBMISSION_GIVEN;
    if (report->target.port != 0)
        hosts_set_port(host, report->target.port);
    hosts_look_up(fiber, resolver, report);
}

/* A look-up beside another: they write into different parts of the report. */
struct side_job {
    struct resolver *resolver;
    struct report *report;
};

static void look_up_tlsa(struct fiber *fiber, void *argument)
{
    const struct side_job *job = argument;
    tlsa_look_up(fiber, job->resolver, job->report);
}

void routes_discover(struct fiber *fiber, struct resolver *resolver, const struct routes_options *options,
                     struct report *report)
{
    switch (report->target.kind) {
    case TARGET_DOMAIN:
    case TARGET_EMAIL:
        discover_domain(fiber, resolver, options, report);
        break;
    case TARGET_HOST:
    case TARGET_ADDRESS:
    case TARGET_KIND_COUNT:
        discover_host(fiber, resolver, options, report);
        break;
    }
    struct group beside = {0};
    struct side_job tlsa = {.resolver = resolver, .report = report};
    group_spawn(&beside, fiber_pool_of(fiber), look_up_tlsa, &tlsa);
    reverse_look_up(fiber, resolver, options->addresses, report);
    group_wait(&beside, fiber);
    signed_zones_look_up(fiber, resolver, report);
}
