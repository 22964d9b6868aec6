/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way, by hop limits. */
#ifndef MAILSONDE_INFER_PATH_DISTANCE_H
#define MAILSONDE_INFER_PATH_DISTANCE_H

#include "base/answer.h"
#include "facts/path.h"

#include <stdint.h>

/* By how many hops ways to one place are taken to differ at most. */
enum { PATH_WAYS_DIFFER = 2 };

/* The last router that answered for the port; 0 when none did, or `port` is NULL. */
int64_t path_last_hop(const struct path_port *port);

/* The farthest router that answered, for whichever port; 0 when none did, or `path` is NULL. */
int64_t path_farthest_hop(const struct path *path);

/* How far the host is, by the port that was accepted farthest away; 0 when none was, or `path` is NULL. */
int64_t path_distance(const struct path *path);

/* The host is at least so far away: it lies beyond every router that answered, and as far as a port that was
 * accepted. One port alone that was accepted only after packets without an answer counts for two hops less,
 * or for all of these where ways divide: one way may drop what another lets pass. */
int64_t path_distance_at_least(const struct path *path);

/* The nearest hop from which several routers answered, or a router and the host: before it load is spread
 * over ways that need not be equally long, by ports, the packet's own among them (RFC 2992). 0 where none is
 * known. */
int64_t path_divides_at(const struct path *path);

/* Whether what answers at that hop stands nearer than the host. Unknown where it would be by a hop or two and
 * ways divide on this side of it, or may do so unseen, since not every port's packets were answered alike:
 * then it may be the host, by a shorter one. */
enum answer path_nearer(const struct path *path, int64_t hop);

/* How many packets for the port, whose hop limits reach the host by what the other ports show, got no answer
 * before one was accepted. */
int64_t path_lost(const struct path *path, const struct path_port *port);

#endif
