/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks up MTA-STS and TLS-RPT while a domain's hosts are probed, and only once for each domain of a run. */
#ifndef MAILSONDE_SCAN_POLICY_CACHE_H
#define MAILSONDE_SCAN_POLICY_CACHE_H

#include "discover/mta_sts.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

struct policy_cache;
struct policy_slot;

/* With NULL for `mta_sts` only TLS-RPT is looked up. All is borrowed. policy_cache_free() takes NULL. */
struct policy_cache *policy_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                      const struct mta_sts_options *mta_sts);
void policy_cache_free(struct policy_cache *cache);

/* Begins the look-ups for the report's domain, unless they were begun before, and returns at once. NULL if
 * the domain receives no mail, so that there is nothing to look up. Each slot is released by one
 * policy_cache_wait(). */
struct policy_slot *policy_cache_begin(struct policy_cache *cache, const struct fiber *fiber,
                                       const struct report *report);

/* Waits until the look-ups have ended or the fiber's time is over, and copies the result to the report's
 * domain. NULL for `slot` does nothing. */
void policy_cache_wait(struct policy_cache *cache, struct fiber *fiber, struct policy_slot *slot,
                       struct report *report);

#endif
