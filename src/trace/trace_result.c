/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answers to a trace's packets come to. */
#include "trace/trace_result.h"

#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "infer/path_distance.h"
#include "net/refusal.h"

#include <stdlib.h>
#include <string.h>

void trace_note_hop(struct path_port *port, int64_t hop, const char *address, int64_t elapsed_us)
{
    for (size_t i = 0; i < port->hop_count; i++)
        if (port->hops[i].hop == hop && text_same(port->hops[i].address, address))
            return;
    list_append(&port->hops, &port->hop_count, sizeof *port->hops);
    size_t place = port->hop_count - 1;
    for (; place > 0 && port->hops[place - 1].hop > hop; place--)
        port->hops[place] = port->hops[place - 1];
    port->hops[place] =
        (struct path_hop){.hop = hop, .address = text_copy(address), .elapsed_us = elapsed_us};
}

void trace_note_end(struct path_port *port, int64_t hop, enum path_end end, struct icmp_error *icmp,
                    int error, int64_t elapsed_us)
{
    struct icmp_error *unwanted = icmp;
    if (trace_wants(port, hop)) {
        unwanted = port->icmp;
        port->icmp = icmp;
        port->end = end;
        port->end_hop = hop;
        port->end_elapsed_us = elapsed_us;
        text_replace(&port->system_error, error != 0 ? text_copy(strerrorname_np(error)) : NULL);
    }
    if (unwanted != NULL)
        shape_clear(&icmp_error_shape, unwanted);
    free(unwanted);
}

bool trace_wants(const struct path_port *port, int64_t hop)
{
    return port->end_hop == 0 || hop < port->end_hop;
}

int64_t trace_bound(const struct path *path, int64_t hop_limit)
{
    int64_t distance = 0;
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        bool by_host = port->end == PATH_END_CONNECTED || port->end == PATH_END_REFUSED;
        if (by_host && port->end_hop > distance)
            distance = port->end_hop;
    }
    if (distance == 0)
        return hop_limit;
    /* Somebody nearer may have answered in the host's name: then the routers behind still do. */
    int64_t farthest = path_farthest_hop(path);
    int64_t bound = (farthest > distance ? farthest : distance) + TRACE_HOPS_BEYOND
                    + (path_divides_at(path) > 0 ? TRACE_HOPS_DIVIDED : 0);
    return bound < hop_limit ? bound : hop_limit;
}

bool trace_may_connect(int64_t hop, int64_t farthest)
{
    return hop > farthest && hop <= farthest + TRACE_HOPS_HIDDEN;
}

/* Those with hop limits from `hop` on; they had limits from 1 to as many as were sent. */
static int64_t sent_from(const struct path_port *port, int64_t hop)
{
    return port->attempts >= hop ? port->attempts - hop + 1 : 0;
}

int64_t trace_connections(const struct path *path, const struct path_port *port, int64_t accepted)
{
    int64_t farthest = path_farthest_hop(path);
    if (accepted > 0)
        return accepted;
    switch (port->end) {
    case PATH_END_REFUSED:
        return port->end_hop > farthest ? sent_from(port, port->end_hop) : 0;
    case PATH_END_REJECTED:
        return port->icmp != NULL && text_same(port->icmp->sender, path->address)
                   ? sent_from(port, port->end_hop)
                   : 0;
    case PATH_END_SILENT:
    case PATH_END_UNKNOWN:
        return sent_from(port, farthest + 1);
    case PATH_END_CONNECTED:
    case PATH_END_LOCAL:
    case PATH_END_COUNT:
        break;
    }
    return 0;
}

static bool is_answered_for_host(const struct path_port *port)
{
    return port->end == PATH_END_CONNECTED || port->end == PATH_END_REFUSED;
}

int64_t trace_doubtful_hop(const struct path *path)
{
    int64_t doubtful = 0;
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        bool nearer = is_answered_for_host(port) && path_nearer(path, port->end_hop) == ANSWER_YES;
        bool by_little = path_distance_at_least(path) - port->end_hop <= PATH_WAYS_DIFFER;
        /* This machine has but one way to the first router. */
        if (nearer && by_little && port->end_hop > 1 && (doubtful == 0 || port->end_hop < doubtful))
            doubtful = port->end_hop;
    }
    return doubtful;
}

bool trace_can_look_again(const struct path_port *port, int64_t hop)
{
    return is_answered_for_host(port) && port->end_hop > hop;
}

void trace_conclude(struct path_port *port, const struct trace_silence *silence)
{
    if (port->end != PATH_END_UNKNOWN)
        return;
    if (silence->error != 0) {
        text_replace(&port->system_error, text_copy(strerrorname_np(silence->error)));
        if (port->attempts == 0)
            port->end = PATH_END_LOCAL;
    } else if (silence->unanswered > 0 && !silence->cut_short) {
        bool nothing_left = port->hop_count == 0 && silence->unsent == silence->unanswered;
        port->end = nothing_left ? PATH_END_LOCAL : PATH_END_SILENT;
    }
}

static const char *problem_of(const char *system_error)
{
    if (system_error == NULL)
        return "this machine's firewall drops the packets";
    const char *meaning = refusal_local_meaning(system_error);
    return meaning != NULL ? meaning : "this machine refused to connect";
}

void trace_note_problem(struct path *path)
{
    for (size_t i = 0; i < path->port_count; i++)
        if (path->ports[i].end != PATH_END_LOCAL
            || !text_same(path->ports[i].system_error, path->ports[0].system_error))
            return;
    if (path->port_count > 0)
        text_replace(&path->problem, text_copy(problem_of(path->ports[0].system_error)));
}
