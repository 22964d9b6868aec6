/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known about the way to one port. */
#include "assess/view/port_path.h"

#include "assess/view/path_hops.h"
#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>

enum { FAR_FASTER_FACTOR = 3, FAR_FASTER_US = 5000 };

static void see_sibling(struct siblings *siblings, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL)
        return;
    /* Of what was not tried, or not waited for, nothing is known. */
    if (session->stop.at <= STEP_CONNECT
        && (session->stop.reason == STOP_NOT_TRIED || stop_is_cut_off(session->stop.reason)))
        return;
    struct phrase port = phrase_format("%" PRId64, endpoint->port);
    siblings->probed++;
    if (session->stop.reason == STOP_REFUSED)
        text_list_append(&siblings->refused, port.text);
    else if (!port_view_connected(session))
        text_list_append(&siblings->silent, port.text);
    if (!port_view_connected(session))
        return;
    text_list_append(&siblings->connected, port.text);
    if (session->connect_us <= 0 || session->syn_retransmissions > 0)
        return;
    siblings->timed++;
    if (siblings->fastest_us == 0 || session->connect_us < siblings->fastest_us)
        siblings->fastest_us = session->connect_us;
}

/* An address that several hosts have may have been probed under each of their names: its ports count once. */
static bool seen_before(const struct report *report, const struct endpoint *endpoint)
{
    const struct endpoint *other = NULL;
    while ((other = report_endpoint_at(report, endpoint->address, other)) != endpoint && other != NULL)
        if (other->port == endpoint->port)
            return true;
    return false;
}

struct port_path port_path_of(const struct port_view *port_view)
{
    const struct endpoint *own = port_view->endpoint;
    const struct report *report = port_view->report;
    struct port_path port_path = {.port_view = port_view, .session = port_view->session};
    if (own->connect_to != NULL)
        return port_path;
    const struct path *path = report_path(report, own->address);
    port_path.path = path_hops_traced(path) ? path : NULL;
    port_path.port = path_port_of(port_path.path, own->port);
    const struct endpoint *endpoint = NULL;
    while ((endpoint = report_endpoint_at(report, own->address, endpoint)) != NULL)
        if (endpoint->port != own->port && endpoint->connect_to == NULL && !seen_before(report, endpoint))
            see_sibling(&port_path.siblings, endpoint);
    return port_path;
}

void port_path_free(struct port_path *port_path)
{
    text_list_free(&port_path->siblings.connected);
    text_list_free(&port_path->siblings.refused);
    text_list_free(&port_path->siblings.silent);
}

bool port_path_is_far_faster(const struct port_path *port_path)
{
    int64_t own_us = port_path->session->connect_us;
    int64_t other_us = port_path->siblings.fastest_us;
    return own_us > 0 && port_path->session->syn_retransmissions == 0 && own_us * FAR_FASTER_FACTOR < other_us
           && other_us - own_us >= FAR_FASTER_US;
}

struct phrase port_path_siblings_phrase(const struct port_path *port_path)
{
    const struct siblings *siblings = &port_path->siblings;
    if (siblings->probed == 0)
        return (struct phrase){{0}};
    if (siblings->connected.count == 0 && siblings->refused.count == 0)
        return phrase_format("No other port of the address answers either.");
    struct phrase connected = phrase_list(&siblings->connected, "none");
    struct phrase refused = phrase_list(&siblings->refused, "none");
    if (siblings->connected.count == 0)
        return phrase_format("Other ports of the address refuse connections (%s), so something there is up.",
                             refused.text);
    return phrase_format("Other ports of the address accept connections (%s), so the host is up.",
                         connected.text);
}
