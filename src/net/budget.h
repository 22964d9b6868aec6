/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may open a connection now: so many per address, so many in the run.
 *
 * Every connection of a run goes through one budget. A slot of an address stands for one connection that its
 * host has, or is about to have, open. */
#ifndef MAILSONDE_NET_BUDGET_H
#define MAILSONDE_NET_BUDGET_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct budget;

/* At most `per_address` connections open at one address and `overall` descriptors in use for connections at
 * all, both at least 1. */
struct budget *budget_new(size_t per_address, size_t overall);
void budget_free(struct budget *budget);

/* How long to wait for a slot: no longer than until the deadline (FIBER_NEVER for none), nor than until
 * `unless`, a watch that the caller armed for the same fiber (NULL for none), is ready. */
struct budget_wait {
    int64_t deadline_ms;
    const struct fiber_watch *unless;
};

/* Waits for a slot at `address`, first come first served; false when the wait ended first. Each success is
 * given back by one budget_release(). */
bool budget_acquire(struct budget *budget, struct fiber *fiber, const char *address,
                    const struct budget_wait *wait);

/* A slot at `address` if one is free at this moment and nobody waits for it. */
bool budget_try_acquire(struct budget *budget, const char *address);

void budget_release(struct budget *budget, const char *address);

/* The same for the run's descriptors. */
bool budget_acquire_descriptor(struct budget *budget, struct fiber *fiber, const struct budget_wait *wait);
void budget_release_descriptor(struct budget *budget);

/* Whether `address` may get the one connection that a run makes to an address for a check of its own of this
 * kind (any number), beyond those that each port needs: true for the first that asks. */
bool budget_claim_check(struct budget *budget, const char *address, int kind);

/* The most connections that were open at one address at once, of all addresses. */
size_t budget_peak(const struct budget *budget);

#endif
