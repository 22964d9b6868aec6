/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way. */
#include "facts/path_distance.h"

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

int64_t path_distance_at_least(const struct path *path)
{
    int64_t distance = path_distance(path);
    int64_t beyond = path_farthest_hop(path) + 1;
    return beyond > distance ? beyond : distance;
}
