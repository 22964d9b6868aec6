/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distances on a path, by hop limits. */
#ifndef MAILSONDE_INFER_PATH_DISTANCE_H
#define MAILSONDE_INFER_PATH_DISTANCE_H

#include "base/answer.h"
#include "facts/path.h"

#include <stdint.h>

/* The largest difference in hops that is assumed between paths to the same host. */
enum { PATH_WAYS_DIFFER = 2 };

/* The hop of the last router that answered for the port; 0 if none did, or `port` is NULL. */
int64_t path_last_hop(const struct path_port *port);

/* The hop of the farthest router that answered, for any port; 0 if none did, or `path` is NULL. */
int64_t path_farthest_hop(const struct path *path);

/* The distance of the host: that of the port accepted farthest away; 0 if none was accepted, or `path` is
 * NULL. */
int64_t path_distance(const struct path *path);

/* The least distance of the host: it is beyond every router that answered, and as far as a port that was
 * accepted. If only one port was accepted, and only after unanswered packets, it counts as two hops nearer,
 * or as nearer by all those packets if there are several paths: one path may drop packets that another lets
 * through. */
int64_t path_distance_at_least(const struct path *path);

/* The nearest hop at which several routers answered, or a router and the host: before it, load is spread over
 * paths that may differ in length, by ports, including the packet's source port (RFC 2992). 0 if none is
 * known. */
int64_t path_divides_at(const struct path *path);

/* Whether the machine that answers at that hop is nearer than the host. Unknown if the difference is one or
 * two hops and there are several paths before that hop, or may be, since not every port's packets were
 * answered alike: then it may be the host itself, by a shorter path. */
enum answer path_nearer(const struct path *path, int64_t hop);

/* The number of packets for the port that reach the host by the distance of the other ports, and got no
 * answer before one was accepted. */
int64_t path_lost(const struct path *path, const struct path_port *port);

#endif
