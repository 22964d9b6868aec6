/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may open a connection now: so many per address, so many in the run, and how soon after the last.
 *
 * Every connection of a run goes through one budget. A slot of an address stands for one connection that its
 * host has, or is about to have, open. What an address was asked and what it said is remembered for the last
 * BUDGET_REMEMBERED addresses that nothing is open to. From any thread. */
#ifndef MAILSONDE_NET_BUDGET_H
#define MAILSONDE_NET_BUDGET_H

#include "base/exclusions.h"
#include "net/allowance.h"
#include "net/fiber.h"
#include "net/pace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct budget;

/* At most `per_address` connections open at one address and `overall` descriptors in use for connections at
 * all, both at least 1. */
struct budget *budget_new(size_t per_address, size_t overall);
void budget_free(struct budget *budget);

enum { BUDGET_REMEMBERED = 65536 };

/* What each target (fiber_target()) may spend; borrowed. NULL: there is no limit. */
void budget_set_allowances(struct budget *budget, struct allowances *allowances);

/* Addresses that get no connection at all; borrowed. NULL: none. */
void budget_set_exclusions(struct budget *budget, const struct exclusions *exclusions);
bool budget_excludes(const struct budget *budget, const char *address);

/* For all addresses from now on. */
void budget_set_pace(struct budget *budget, const struct pace *pace);

/* How long to wait for a slot: no longer than until the deadline (FIBER_NEVER for none), nor than until
 * `unless`, a watch that the caller armed for the same fiber (NULL for none), is ready. */
struct budget_wait {
    int64_t deadline_ms;
    const struct fiber_watch *unless;
    bool essential; /* essential: without it nothing is known about a port. Refusals of other connections do
                       not end it, and it waits for at most one pause */
    bool alone; /* alone: starts only when no other connection is open at the address, and none starts before
                   it has ended; while it waits, only essential connections start before it */
    int64_t quiet_ms; /* how long the address must have been idle first */
    bool minor;       /* connections that are not late go first, even if they came later */
    bool unpaced;     /* the pace does not apply to it and does not count it: it goes to a web server */
};

/* Waits for a slot at `address`, targets (fiber_target()) taking turns and each first come first served,
 * and then for the address's pace; false when the wait ended first, the fiber is cut off, or the address or
 * the target gets no more connections (budget_spent()). Each success is given back by one budget_release().
 */
bool budget_acquire(struct budget *budget, struct fiber *fiber, const char *address,
                    const struct budget_wait *wait);

/* Takes a slot at `address` if one is free and nothing waits for it. */
bool budget_try_acquire(struct budget *budget, const char *address);

void budget_release(struct budget *budget, const char *address);

/* The same for the run's descriptors. */
bool budget_acquire_descriptor(struct budget *budget, struct fiber *fiber, const struct budget_wait *wait);
void budget_release_descriptor(struct budget *budget);

/* The system gave no descriptor though there was a place for one: from now on there are as many places as are
 * in use besides the caller's, at least one. Whether there are others in use, so that waiting may help. */
bool budget_short_of_descriptors(struct budget *budget);

/* Counts a connection that is about to be begun at `address` outside of the pace, as a trace begins all of
 * its own together; false, and nothing is counted, where the address or the fiber's target gets no more. */
bool budget_count(struct budget *budget, const struct fiber *fiber, const char *address);

/* Corrects what budget_count() counted for the fiber's target by so many. */
void budget_correct(struct budget *budget, const struct fiber *fiber, const char *address, int64_t by);

/* Whether the fiber's target was denied a connection because it has reached its limit. */
bool budget_target_spent(const struct budget *budget, const struct fiber *fiber);

/* Why the address gets no more connections from the fiber: the reply with which its server refused the last
 * one, that the limit of the run is reached, or that it is excluded; NULL if it gets more. The caller frees.
 */
char *budget_spent(struct budget *budget, const struct fiber *fiber, const char *address);

/* The server at `address` refused a connection because there are too many, or too many of them (421, 450,
 * RST,
 * ...), and said `reply`: nothing is begun there for a pause that grows with each refusal in a row, and from
 * then on half as many at once and, as the pace has it, less often. Of connections that were open at the same
 * time only the first refusal counts: `begun_at_ms` is when this one was begun. */
void budget_refused(struct budget *budget, struct fiber *fiber, const char *address, int64_t begun_at_ms,
                    const char *reply);

/* It accepted one that was begun then: the next pause is short again. */
void budget_served(struct budget *budget, const char *address, int64_t begun_at_ms);

/* The most connections that were open at one address at once, of all addresses; after the run. */
size_t budget_peak(const struct budget *budget);

#endif
