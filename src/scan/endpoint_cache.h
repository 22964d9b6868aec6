/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each endpoint of a run is probed once, however many domains share it. */
#ifndef MAILSONDE_SCAN_ENDPOINT_CACHE_H
#define MAILSONDE_SCAN_ENDPOINT_CACHE_H

#include "net/fiber.h"
#include "net/group.h"
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

/* One endpoint that one target asks for; zeroed but for what is asked. */
struct endpoint_request {
    struct endpoint_cache *cache;
    const struct plan_entry *entry;
    bool by_name;             /* only what was seen under the entry's own server name will do */
    struct endpoint endpoint; /* the result, the caller's */
    struct slot *slot;        /* what is waited for, between the two calls */
    struct group_waiter waiter;
};

/* Begins the probe, unless somebody has. True when it is not finished: `fiber`, which is asleep until then
 * and waits without a stack, is woken. It calls endpoint_cache_probe() in any case. */
bool endpoint_cache_ask(struct endpoint_request *request, struct fiber *fiber);

/* Fills request->endpoint with what was seen at the entry: probes it, waits for the fiber that is probing it
 * already, or copies what an earlier target of the run got under a name that the certificate covers together
 * with the entry's (name_checks_cover()).
 * A fiber whose time is over gets what there is: sessions under way end with STOP_TIME_RAN_OUT for it, and go
 * on for others that wait. A probe that ran out of time is made again for one that has much more. */
void endpoint_cache_probe(struct endpoint_request *request, struct fiber *fiber);

#endif
