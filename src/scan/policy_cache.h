/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What domains say about MTA-STS and TLS-RPT: found out beside the probing of their hosts, and once a run for
 * each domain, however many targets are in it. */
#ifndef MAILSONDE_SCAN_POLICY_CACHE_H
#define MAILSONDE_SCAN_POLICY_CACHE_H

#include "discover/mta_sts.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

struct policy_cache;
struct policy_slot;

/* With `mta_sts` NULL only TLS-RPT is looked at. All is borrowed. policy_cache_free() takes NULL. */
struct policy_cache *policy_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                      const struct mta_sts_options *mta_sts);
void policy_cache_free(struct policy_cache *cache);

/* Begins to look at the report's domain, unless that was done before, and returns at once. NULL where no mail
 * is delivered, so that there is nothing to look at. Each slot is given back by one policy_cache_wait(). */
struct policy_slot *policy_cache_begin(struct policy_cache *cache, const struct fiber *fiber,
                                       const struct report *report);

/* Waits for the end, or until the fiber's time is over, and copies what was found to the report's domain.
 * Takes NULL for nothing to do. */
void policy_cache_wait(struct policy_cache *cache, struct fiber *fiber, struct policy_slot *slot,
                       struct report *report);

#endif
