/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way. */
#include "infer/path_distance.h"

#include "base/list.h"

#include <stdbool.h>

int64_t path_last_hop(const struct path_port *port)
{
    return port != NULL && port->hop_count > 0 ? port->hops[port->hop_count - 1].hop : 0;
}

int64_t path_farthest_hop(const struct path *path)
{
    int64_t farthest = 0;
    for (size_t i = 0; path != NULL && i < path->port_count; i++)
        if (path_last_hop(&path->ports[i]) > farthest)
            farthest = path_last_hop(&path->ports[i]);
    return farthest;
}

int64_t path_distance(const struct path *path)
{
    int64_t distance = 0;
    for (size_t i = 0; path != NULL && i < path->port_count; i++)
        if (path->ports[i].end == PATH_END_CONNECTED && path->ports[i].end_hop > distance)
            distance = path->ports[i].end_hop;
    return distance;
}

/* How many hops right before the port's end nobody answered for it. */
static int64_t unanswered_before_end(const struct path_port *port)
{
    int64_t answered = 0;
    for (size_t i = 0; i < port->hop_count; i++)
        if (port->hops[i].hop < port->end_hop)
            answered = port->hops[i].hop;
    return port->end_hop - 1 - answered;
}

static bool is_confirmed(const struct path *path, const struct path_port *port)
{
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *other = &path->ports[i];
        if (other != port && other->end == PATH_END_CONNECTED && other->end_hop >= port->end_hop)
            return true;
    }
    return false;
}

static int64_t least_by(const struct path *path, const struct path_port *port)
{
    int64_t unanswered = unanswered_before_end(port);
    if (unanswered == 0 || is_confirmed(path, port))
        return port->end_hop;
    bool few = unanswered < PATH_WAYS_DIFFER || path_divides_at(path) > 0;
    return port->end_hop - (few ? unanswered : PATH_WAYS_DIFFER);
}

int64_t path_distance_at_least(const struct path *path)
{
    int64_t distance = path_farthest_hop(path) + 1;
    for (size_t i = 0; path != NULL && i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        if (port->end == PATH_END_CONNECTED && least_by(path, port) > distance)
            distance = least_by(path, port);
    }
    return distance;
}

static const struct path_hop *hop_of(const struct path_port *port, int64_t hop)
{
    for (size_t i = 0; i < port->hop_count; i++)
        if (port->hops[i].hop == hop)
            return &port->hops[i];
    return NULL;
}

/* Whether another router answered from that hop, too, or the host did to a packet for the same port. */
static bool divides(const struct path *path, const struct path_port *port, const struct path_hop *hop)
{
    if (port->end_hop > 0 && port->end_hop <= hop->hop)
        return true;
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_hop *other = hop_of(&path->ports[i], hop->hop);
        if (other != NULL && !text_same(other->address, hop->address))
            return true;
    }
    return false;
}

/* Whether the router answered from another hop, too: by ways that are not equally long, but it may also be
 * one that lets pass what should have ended there. */
static bool stands_twice(const struct path *path, const struct path_hop *hop)
{
    for (size_t i = 0; i < path->port_count; i++)
        for (size_t n = 0; n < path->ports[i].hop_count; n++) {
            const struct path_hop *other = &path->ports[i].hops[n];
            if (other->hop != hop->hop && text_same(other->address, hop->address))
                return true;
        }
    return false;
}

/* Whether another port's packets got no answer from that hop and came farther: by another way, or their
 * answer was lost. */
static bool is_patchy(const struct path *path, const struct path_hop *hop)
{
    for (size_t i = 0; i < path->port_count; i++) {
        const struct path_port *port = &path->ports[i];
        bool farther = path_last_hop(port) > hop->hop || port->end_hop > hop->hop;
        if (farther && hop_of(port, hop->hop) == NULL)
            return true;
    }
    return false;
}

static int64_t nearest(const struct path *path,
                       bool (*is_meant)(const struct path *path, const struct path_port *port,
                                        const struct path_hop *hop))
{
    int64_t found = 0;
    for (size_t i = 0; path != NULL && i < path->port_count; i++)
        for (size_t n = 0; n < path->ports[i].hop_count; n++) {
            const struct path_hop *hop = &path->ports[i].hops[n];
            if (is_meant(path, &path->ports[i], hop) && (found == 0 || hop->hop < found))
                found = hop->hop;
        }
    return found;
}

int64_t path_divides_at(const struct path *path)
{
    return nearest(path, divides);
}

static bool may_differ(const struct path *path, const struct path_port *port, const struct path_hop *hop)
{
    return divides(path, port, hop) || stands_twice(path, hop) || is_patchy(path, hop);
}

enum answer path_nearer(const struct path *path, int64_t hop)
{
    int64_t at_least = path_distance_at_least(path);
    if (hop >= at_least)
        return ANSWER_NO;
    int64_t differ = nearest(path, may_differ);
    bool on_this_side = differ > 0 && differ <= hop;
    return on_this_side && at_least - hop <= PATH_WAYS_DIFFER ? ANSWER_UNKNOWN : ANSWER_YES;
}

int64_t path_lost(const struct path *path, const struct path_port *port)
{
    int64_t reached = 0, lost = 0;
    if (port->end != PATH_END_CONNECTED)
        return 0;
    for (size_t i = 0; i < path->port_count; i++)
        if (&path->ports[i] != port && path->ports[i].end == PATH_END_CONNECTED
            && path->ports[i].end_hop > reached)
            reached = path->ports[i].end_hop;
    for (int64_t hop = reached; reached > 0 && hop < port->end_hop; hop++)
        lost += hop_of(port, hop) == NULL ? 1 : 0;
    return lost;
}
