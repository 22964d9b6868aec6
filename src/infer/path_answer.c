/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the way to a port is free. */
#include "infer/path_answer.h"

#include "infer/path_distance.h"

static bool is_connected(const struct path *path)
{
    for (size_t i = 0; i < path->port_count; i++)
        if (path->ports[i].end == PATH_END_CONNECTED)
            return true;
    return false;
}

enum answer path_answer(const struct path *path, const struct path_port *port)
{
    switch (port->end) {
    case PATH_END_CONNECTED:
        return answer_of(path_nearer(path, port->end_hop) != ANSWER_YES);
    case PATH_END_REFUSED:
        if (path_nearer(path, port->end_hop) == ANSWER_YES)
            return ANSWER_NO;
        return is_connected(path) ? ANSWER_YES : ANSWER_UNKNOWN;
    case PATH_END_REJECTED:
    case PATH_END_LOCAL:
        return ANSWER_NO;
    case PATH_END_SILENT:
        return is_connected(path) ? ANSWER_NO : ANSWER_UNKNOWN;
    case PATH_END_UNKNOWN:
    case PATH_END_COUNT:
        break;
    }
    return ANSWER_UNKNOWN;
}

enum answer path_answer_of_all(const struct report *report)
{
    bool unknown = report->path_count == 0;
    for (size_t i = 0; i < report->host_count; i++)
        unknown = unknown || dns_lookup_failed(&report->hosts[i].a_lookup)
                  || dns_lookup_failed(&report->hosts[i].aaaa_lookup);
    for (size_t i = 0; i < report->path_count; i++) {
        const struct path *path = &report->paths[i];
        unknown = unknown || path->port_count == 0 || path->problem != NULL;
        for (size_t n = 0; n < path->port_count; n++) {
            enum answer answer = path_answer(path, &path->ports[n]);
            if (answer == ANSWER_NO)
                return ANSWER_NO;
            unknown = unknown || answer == ANSWER_UNKNOWN;
        }
    }
    return unknown ? ANSWER_UNKNOWN : ANSWER_YES;
}
