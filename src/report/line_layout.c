/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What belongs to a host: whatever other targets that lead there share. */
#include "report/line_layout.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

/* Names that were made up mostly have no address, and only their own domain has them. */
bool line_layout_has_line(const struct host *host)
{
    return host->name != NULL && host->addresses.count > 0;
}

/* The first host for which it is true. */
static size_t first_host(const struct report *report, bool (*is)(const struct host *host, const char *text),
                         const char *text)
{
    size_t i = 0;
    while (i < report->host_count
           && !(text != NULL && line_layout_has_line(&report->hosts[i]) && is(&report->hosts[i], text)))
        i++;
    return i;
}

static bool has_name(const struct host *host, const char *name)
{
    return strcmp(host->name, name) == 0;
}

static bool has_address(const struct host *host, const char *address)
{
    for (size_t i = 0; i < host->addresses.count; i++)
        if (strcmp(host->addresses.items[i], address) == 0)
            return true;
    return false;
}

/* Of hosts that share an address the one that the endpoint was probed for. */
static size_t owner_of_endpoint(const struct report *report, const struct endpoint *endpoint)
{
    size_t owner = first_host(report, has_name, endpoint->server_name);
    bool there = owner < report->host_count && endpoint->address != NULL
                 && has_address(&report->hosts[owner], endpoint->address);
    return there ? owner : report->host_count;
}

static bool says(const char *text, const char *name)
{
    return text != NULL && strstr(text, name) != NULL;
}

/* Whether the finding, which is about a host, says something of the domain: of another domain it would say
 * something else, and the host would need a line for each. */
static bool names_domain(const struct finding *finding, const char *domain)
{
    bool names = says(finding->key, domain) || says(finding->evidence, domain)
                 || says(finding->settle, domain) || says(finding->remedy, domain);
    for (size_t i = 0; !names && i < finding->settings.count; i++)
        names = says(finding->settings.items[i], domain);
    return names;
}

static size_t owner_of_finding(const struct report *report, const struct finding *finding)
{
    const char *host = finding->subject.host;
    size_t owner = first_host(report, has_name, host);
    if (owner == report->host_count || report->domain == NULL || report->domain->name == NULL)
        return owner;
    bool is_own = says(host, report->domain->name);
    return !is_own && names_domain(finding, report->domain->name) ? report->host_count : owner;
}

/* Of profiles: the endpoint's. */
static size_t owner_of_port(const struct line_layout *layout, const char *address, int64_t port)
{
    const struct report *report = layout->report;
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].port == port && text_same(report->endpoints[i].address, address))
            return layout->endpoints[i];
    return report->host_count;
}

struct line_layout line_layout_of(const struct report *report)
{
    const struct verdict *verdict = &report->verdict;
    struct line_layout layout = {.report = report,
                                 .endpoints = allocate(report->endpoint_count, sizeof(size_t)),
                                 .addresses = allocate(report->address_count, sizeof(size_t)),
                                 .paths = allocate(report->path_count, sizeof(size_t)),
                                 .caa_sets = allocate(report->caa_set_count, sizeof(size_t)),
                                 .findings = allocate(report->finding_count, sizeof(size_t)),
                                 .profiles = allocate(verdict->profile_count, sizeof(size_t))};
    for (size_t i = 0; i < report->endpoint_count; i++)
        layout.endpoints[i] = owner_of_endpoint(report, &report->endpoints[i]);
    for (size_t i = 0; i < report->address_count; i++)
        layout.addresses[i] = first_host(report, has_address, report->addresses[i].address);
    for (size_t i = 0; i < report->path_count; i++)
        layout.paths[i] = first_host(report, has_address, report->paths[i].address);
    for (size_t i = 0; i < report->caa_set_count; i++)
        layout.caa_sets[i] = first_host(report, has_name, report->caa_sets[i].host);
    for (size_t i = 0; i < report->finding_count; i++)
        layout.findings[i] = owner_of_finding(report, &report->findings[i]);
    for (size_t i = 0; i < verdict->profile_count; i++)
        layout.profiles[i] = owner_of_port(&layout, verdict->profiles[i].address, verdict->profiles[i].port);
    return layout;
}

void line_layout_free(struct line_layout *layout)
{
    free(layout->endpoints);
    free(layout->addresses);
    free(layout->paths);
    free(layout->caa_sets);
    free(layout->findings);
    free(layout->profiles);
    *layout = (struct line_layout){0};
}

bool line_layout_is_in_order(const size_t *owners, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (owners[i] < owners[i - 1])
            return false;
    return true;
}
