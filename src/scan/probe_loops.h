/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loops of a run, and who does what there.
 *
 * The run's own loop has the targets: DNS, policies, the order of reports. Endpoints are spread over all
 * loops by their address, so what an address has (which port gets a check, what was asked already) belongs to
 * one loop and needs no lock. What only computes goes to the loop that has least to do. */
#ifndef MAILSONDE_SCAN_PROBE_LOOPS_H
#define MAILSONDE_SCAN_PROBE_LOOPS_H

#include "net/crew.h"
#include "net/group.h"
#include "probe/probe.h"
#include "scan/endpoint_cache.h"

#include <stdbool.h>
#include <stddef.h>

/* What one loop has of its own. */
struct probe_loop {
    struct fiber_pool *pool;
    struct probe_options options;
    struct endpoint_cache *cache;
};

struct probe_loops {
    struct crew *crew;
    struct probe_loop *items;
    size_t count;
};

/* So many loops, `pool` among them, which is the run's; 0: one for each processor. `options` is copied for
 * each loop, with a hello quota (where the depth has one) and check claims of its own; what it points to is
 * borrowed and may be used by all threads. `time_max_ms` as for endpoint_cache_new(). */
void probe_loops_begin(struct probe_loops *loops, struct fiber_pool *pool, size_t count,
                       const struct probe_options *options, bool both_families, int64_t time_max_ms);

/* The loop of an address. */
struct probe_loop *probe_loops_of(const struct probe_loops *loops, const char *address);

/* Number of endpoints that were probed so far, or are. */
size_t probe_loops_endpoints(const struct probe_loops *loops);

/* Runs `compute(fiber, argument)`, which waits for nothing, in the loop that has least to do, while `fiber`
 * of the run's loop waits. */
void probe_loops_compute(const struct probe_loops *loops, struct fiber *fiber,
                         void (*compute)(struct fiber *fiber, void *argument), void *argument);

/* Calls `dispose(argument)` in the loop that has least to do, some time before probe_loops_end() returns: to
 * free what is large. */
void probe_loops_dispose(const struct probe_loops *loops, void (*dispose)(void *argument), void *argument);

/* Ends the other loops, when nothing is under way in them. */
void probe_loops_end(struct probe_loops *loops);

/* After probe_loops_end(), or where none was begun; before the run's pool is freed. */
void probe_loops_free(struct probe_loops *loops);

#endif
