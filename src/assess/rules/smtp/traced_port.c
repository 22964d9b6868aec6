/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports that were traced and not probed, as by the command "path": what a connection would have met with. */
#include "assess/rules/rules.h"
#include "assess/view/intercepted.h"
#include "base/list.h"

static const enum stop_reason reasons[PATH_END_COUNT] = {
    [PATH_END_REFUSED] = STOP_REFUSED,  [PATH_END_REJECTED] = STOP_UNREACHABLE,
    [PATH_END_SILENT] = STOP_TIMED_OUT, [PATH_END_LOCAL] = STOP_LOCAL,
    [PATH_END_CONNECTED] = STOP_NONE,   [PATH_END_UNKNOWN] = STOP_NONE,
};

static bool was_probed(const struct report *report, const char *address, int64_t port)
{
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, address, endpoint)) != NULL)
        if (endpoint->port == port)
            return true;
    return false;
}

/* The first host that has the address; NULL for none. */
static const struct host *host_of(const struct report *report, const char *address)
{
    return report_host_at(report, address, NULL);
}

/* The session and the endpoint borrow all they point to. */
static void judge_port(struct assessment *assessment, const struct path *path, const struct path_port *port)
{
    const struct report *report = assessment->report;
    const struct host *host = host_of(report, path->address);
    struct session session = {
        .stop = {.at = port->end == PATH_END_CONNECTED ? STEP_NONE : STEP_CONNECT,
                 .reason = reasons[port->end],
                 .system_error = port->system_error,
                 .icmp = port->icmp},
        .local_address = path->source_address,
    };
    struct endpoint endpoint = {
        .address = path->address,
        .port = port->port,
        .server_name = host != NULL ? host->name : path->address,
        .sessions = &session,
        .session_count = 1,
    };
    struct port_view port_view = port_view_of(report, &endpoint);
    if (port->end != PATH_END_CONNECTED) {
        connect_rules(assessment, &port_view);
        return;
    }
    intercepted_rules(assessment, &port_view);
    intermittent_rules(assessment, &port_view);
}

void traced_port_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    for (size_t i = 0; i < report->path_count; i++) {
        const struct path *path = &report->paths[i];
        for (size_t n = 0; path->address != NULL && n < path->port_count; n++)
            if (path->ports[n].end != PATH_END_UNKNOWN
                && !was_probed(report, path->address, path->ports[n].port))
                judge_port(assessment, path, &path->ports[n]);
    }
}
