/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far away things are on a way, by hop limits. */
#ifndef MAILSONDE_FACTS_PATH_DISTANCE_H
#define MAILSONDE_FACTS_PATH_DISTANCE_H

#include "facts/path.h"

#include <stdint.h>

/* The last router that answered for the port; 0 when none did, or `port` is NULL. */
int64_t path_last_hop(const struct path_port *port);

/* The farthest router that answered, for whichever port; 0 when none did, or `path` is NULL. */
int64_t path_farthest_hop(const struct path *path);

/* How far the host is, by the port that was accepted farthest away; 0 when none was, or `path` is NULL. */
int64_t path_distance(const struct path *path);

/* The host is at least so far away: it lies beyond every router that answered. */
int64_t path_distance_at_least(const struct path *path);

#endif
