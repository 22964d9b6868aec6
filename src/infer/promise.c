/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which ports a domain promises. */
#include "infer/promise.h"

#include <string.h>
#include <strings.h>

const struct srv_service *promise_service(const struct report *report, const char *label)
{
    size_t length = strlen(label);
    for (size_t i = 0; report->domain != NULL && i < report->domain->service_count; i++) {
        const char *service = report->domain->services[i].service;
        if (service != NULL && strncasecmp(service, label, length) == 0
            && (service[length] == '.' || service[length] == '\0'))
            return &report->domain->services[i];
    }
    return NULL;
}

const struct srv_service *promise_of(const struct report *report, const struct host *host, int64_t port)
{
    static const char *const labels[] = {"_submissions", "_submission"};
    for (size_t n = 0; n < sizeof labels / sizeof labels[0]; n++) {
        const struct srv_service *service = promise_service(report, labels[n]);
        for (size_t i = 0; service != NULL && i < service->record_count; i++)
            if (service->records[i].port == port && text_same_name(service->records[i].target, host->name))
                return service;
    }
    return NULL;
}

bool promise_takes_mail(const struct domain *domain)
{
    switch (domain->mail_route) {
    case ROUTE_NULL_MX:
    case ROUTE_NONE:
    case ROUTE_NO_DOMAIN:
        return false;
    default:
        return true;
    }
}

bool promise_probes(const struct host *host, int64_t port)
{
    for (size_t i = 0; i < host->port_count; i++)
        if (host->ports[i].port == port)
            return true;
    return false;
}

/* A host of which one port is looked at: --host mx.example.org --ports 25 is mx.example.org:25. */
static bool is_the_only_one(const struct report *report, const struct host *host, int64_t port)
{
    return report->domain == NULL && host->port_count == 1 && host->ports[0].port == port;
}

bool promise_has_to_answer(const struct report *report, const char *address, int64_t port)
{
    if (report->target.port == port)
        return true;
    const struct host *host = NULL;
    while ((host = report_host_at(report, address, host)) != NULL)
        if (promise_probes(host, port)
            && ((host->is_mx && port == PORT_RELAY) || promise_of(report, host, port) != NULL
                || is_the_only_one(report, host, port)))
            return true;
    return false;
}
