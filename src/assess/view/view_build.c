/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Building the view. */
#include "assess/view/view_build.h"

#include "assess/view/dane.h"
#include "assess/view/inbound_facts.h"
#include "assess/view/intercepted.h"
#include "assess/view/path_hops.h"
#include "base/address.h"
#include "infer/promise.h"

#include <stdlib.h>
#include <string.h>

static const struct family_view *family_at(const struct view *view, const char *address)
{
    return view_family(view, address_family(address));
}

/* What the port is to the domain: the best role among the hosts that have the address. */
static void find_role(struct port_view *port_view)
{
    const struct report *report = port_view->report;
    struct about *about = &port_view->about;
    enum role role = ROLE_COUNT;
    const struct host *host = NULL;
    while ((host = report_host_at(report, about->address, host)) != NULL) {
        if (!promise_probes(host, about->port))
            continue;
        enum role as = port_view_role(report, host, about->port);
        role = as < role ? as : role;
        if (port_view->host == NULL || text_same_name(host->name, about->host))
            port_view->host = host;
    }
    about->role = role == ROLE_COUNT ? ROLE_OTHER : role;
    port_view->has_to_answer = promise_has_to_answer(report, about->address, about->port);
}

static void see_path(struct port_view *port_view)
{
    const struct path *path = report_path(port_view->report, port_view->about.address);
    port_view->path = path_hops_traced(path) ? path : NULL;
    port_view->path_port = path_port_of(port_view->path, port_view->about.port);
}

static void see_siblings(struct port_view *port_view)
{
    siblings_free(&port_view->siblings);
    port_view->siblings = siblings_of(port_view->report, port_view->about.address, port_view->about.port);
}

static void see_endpoint(struct view *view, const struct endpoint *endpoint, struct port_view *port_view)
{
    *port_view = (struct port_view){
        .view = view,
        .report = &view->facts,
        .endpoint = endpoint,
        .session = endpoint_session(endpoint),
        .family = family_at(view, endpoint->address),
        .about = {.host = endpoint->server_name, .address = endpoint->address, .port = endpoint->port},
    };
    port_view->attempt = attempt_of_session(port_view->session);
    find_role(port_view);
    if (endpoint->connect_to.address != NULL)
        return;
    see_path(port_view);
    see_siblings(port_view);
}

/* Once all are judged, since they are compared with one another. */
static void hide_intercepted(struct view *view)
{
    bool any = false;
    for (size_t i = 0; i < view->port_count; i++) {
        struct port_view *port_view = &view->ports[i];
        struct endpoint *endpoint = &view->facts.endpoints[i];
        if (!port_view->intercepted)
            continue;
        any = true;
        port_view->session = NULL;
        *endpoint = (struct endpoint){.address = endpoint->address,
                                      .port = endpoint->port,
                                      .server_name = endpoint->server_name,
                                      .connect_to = endpoint->connect_to,
                                      .expected = endpoint->expected,
                                      .connections = endpoint->connections,
                                      .elapsed_ms = endpoint->elapsed_ms};
    }
    for (size_t i = 0; any && i < view->port_count; i++)
        if (view->ports[i].endpoint->connect_to.address == NULL)
            see_siblings(&view->ports[i]);
}

static void see_endpoints(struct view *view)
{
    const struct report *report = &view->facts;
    view->port_count = report->endpoint_count;
    for (size_t i = 0; i < report->endpoint_count; i++)
        see_endpoint(view, &report->endpoints[i], &view->ports[i]);
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (view->ports[i].attempt.connected)
            intercepted_find(&view->ports[i]);
    hide_intercepted(view);
    for (size_t i = 0; i < report->endpoint_count; i++) {
        struct port_view *port_view = &view->ports[i];
        port_view->offer = tls_offer_of(port_view->endpoint);
        bool relay = port_view->intercepted && port_view->about.port == PORT_RELAY;
        view->families[port_view->family->version == 6].relay_intercepted |= relay;
    }
}

static bool was_probed(const struct report *report, const char *address, int64_t port)
{
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL)
        if (endpoint->port == port)
            return true;
    return false;
}

/* A port that the command "path" traced, say. */
static void see_traced(struct view *view, const struct path *path, const struct path_port *port)
{
    const struct host *host = report_host_at(&view->facts, path->address, NULL);
    struct port_view *port_view = &view->ports[view->port_count++];
    *port_view = (struct port_view){
        .view = view,
        .report = &view->facts,
        .family = family_at(view, path->address),
        .about = {.host = host != NULL ? host->name : path->address,
                  .address = path->address,
                  .port = port->port},
        .attempt = attempt_of_trace(path, port),
    };
    find_role(port_view);
    see_path(port_view);
    see_siblings(port_view);
    if (port_view->attempt.connected)
        intercepted_find(port_view);
}

static void see_paths(struct view *view)
{
    const struct report *report = &view->facts;
    for (size_t i = 0; i < report->path_count; i++) {
        const struct path *path = &report->paths[i];
        for (size_t n = 0; path->address != NULL && n < path->port_count; n++)
            if (path->ports[n].end != PATH_END_UNKNOWN
                && !was_probed(report, path->address, path->ports[n].port))
                see_traced(view, path, &path->ports[n]);
    }
}

static void see_hosts(struct view *view)
{
    const struct report *report = &view->facts;
    view->hosts = allocate(report->host_count, sizeof *view->hosts);
    for (size_t i = 0; i < report->host_count; i++) {
        struct host_view *host_view = &view->hosts[i];
        host_view->host = &report->hosts[i];
        host_view->role = port_view_host_role(report, host_view->host);
        host_view->dane = dane_state(host_view->host, &host_view->tlsa_set);
    }
}

/* The endpoints are the view's own: those that were intercepted lose their sessions there. */
static struct report facts_of(const struct report *report)
{
    struct report facts = *report;
    facts.verdict = (struct verdict){0};
    facts.findings = NULL;
    facts.finding_count = 0;
    facts.endpoints = allocate(report->endpoint_count, sizeof *facts.endpoints);
    for (size_t i = 0; i < report->endpoint_count; i++)
        facts.endpoints[i] = report->endpoints[i];
    return facts;
}

struct view *view_build(const struct report *report)
{
    struct view *view = allocate(1, sizeof *view);
    view->facts = facts_of(report);
    view->families[0].version = 4;
    view->families[1].version = 6;
    size_t most = report->endpoint_count;
    for (size_t i = 0; i < report->path_count; i++)
        most += report->paths[i].port_count;
    view->ports = allocate(most, sizeof *view->ports);
    see_hosts(view);
    see_endpoints(view);
    see_paths(view);
    view->inbound = inbound_facts_of(view, &view->inbound_count);
    return view;
}

void view_build_free(struct view *view)
{
    for (size_t i = 0; i < view->port_count; i++) {
        struct port_view *port_view = &view->ports[i];
        siblings_free(&port_view->siblings);
        tls_offer_free(&port_view->offer);
        text_list_free(&port_view->blockage.evidence);
        free(port_view->blockage.settle);
    }
    free(view->ports);
    free(view->hosts);
    free(view->inbound);
    free(view->facts.endpoints);
    free(view);
}
