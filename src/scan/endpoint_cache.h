/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each endpoint of a run is probed once, however many domains share it. */
#ifndef MAILSONDE_SCAN_ENDPOINT_CACHE_H
#define MAILSONDE_SCAN_ENDPOINT_CACHE_H

#include "net/fiber.h"
#include "plan/plan.h"
#include "probe/probe.h"

struct endpoint_cache;

/* `time_max_ms` limits each probe, whatever the targets that wait for it allow; FIBER_NEVER for no limit.
 * `kept_max` endpoints are kept for later targets, some KiB each. Pool and options are borrowed. */
struct endpoint_cache *endpoint_cache_new(struct fiber_pool *pool, const struct probe_options *options,
                                          int64_t time_max_ms, size_t kept_max);
/* Number of endpoints that were begun; from any thread. */
size_t endpoint_cache_begun(const struct endpoint_cache *cache);

void endpoint_cache_free(struct endpoint_cache *cache);

/* Fills `endpoint`, whose old content is not looked at and which the caller owns, with what was seen at
 * `entry`: probes it, waits for the fiber that is probing it already, or copies what an earlier target of the
 * run got under a name that the certificate covers together with the entry's (name_checks_cover()).
 * A fiber whose time is over gets what there is: sessions under way end with STOP_TIME_RAN_OUT for it, and go
 * on for others that wait. A probe that ran out of time is made again for one that has much more.
 * `by_name`: only what was seen under the entry's own server name will do. */
void endpoint_cache_probe(struct endpoint_cache *cache, struct fiber *fiber, const struct plan_entry *entry,
                          bool by_name, struct endpoint *endpoint);

#endif
