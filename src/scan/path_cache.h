/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces each path of a run once, however many targets share it. */
#ifndef MAILSONDE_SCAN_PATH_CACHE_H
#define MAILSONDE_SCAN_PATH_CACHE_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"
#include "trace/path_plan.h"
#include "trace/trace.h"

#include <stddef.h>

/* The number of traces that a scan makes without being asked. If more paths are blocked, the cause is mostly
 * near this machine, and each trace would show it again. One after another they take some 40 s. */
enum { PATH_CACHE_TRACES_MAX = 16 };

struct path_cache;

/* `traces_max` is how many traces the run may make (SIZE_MAX for no bound). Pool, resolver and the budget of
 * the options are borrowed. path_cache_free() takes NULL. */
struct path_cache *path_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                  const struct trace_options *options, size_t traces_max);
void path_cache_free(struct path_cache *cache);

/* Appends the path of each entry of the plan to report->paths, with the names of its routers, and adds the
 * connections of it to those of its endpoints: traced, or copied from what an earlier target got for the same
 * address and ports. An entry that the run has no trace left for is not there. The two families go side by
 * side, the traces of one family one after another: they begin with the same routers, a router sends few ICMP
 * errors to one address (Linux: six, then one a second), and an answer that is missing for that looks like a
 * filter.
 *
 * What the paths show is the report's address and ports, in their order, also where --connect-to sent the
 * packets elsewhere. */
void path_cache_trace(struct path_cache *cache, struct fiber *fiber, const struct path_plan *plan,
                      struct report *report);

#endif
