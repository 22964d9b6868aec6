/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups of fibers: spawn several and wait for all of them. */
#ifndef MAILSONDE_NET_GROUP_H
#define MAILSONDE_NET_GROUP_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stdint.h>

struct group_member;

/* A fiber that is woken when members return. */
struct group_waiter {
    struct fiber *fiber;
    bool for_one; /* for each; else for the last */
    struct group_waiter *next;
};

/* Zeroed: empty. It may be used again after all have returned, and must not move before that. */
struct group {
    struct group_member *members; /* those that have not returned */
    size_t expected;              /* those that are still to be spawned */
    struct group_waiter *waiters;
    void (*done)(
        struct group *group); /* called when the last has returned; may free the group. NULL: nothing */
};

/* Starts a fiber as fiber_spawn() does, and counts it as one of the group until `run` has returned. */
void group_spawn(struct group *group, struct fiber_pool *pool,
                 void (*run)(struct fiber *fiber, void *argument), void *argument);

/* Starts `count` fibers of the group in a pool of the same crew (net/crew.h), `run(fiber, arguments[i])`, all
 * of them before the first one runs. They have the target and the time limit of `fiber`, the running one, in
 * whose pool the group is waited for. `begin(fiber, arguments[i])` is called when they start, in their thread
 * and without a wait; where it returns true, the fiber has something to wait for, and runs when it is woken
 * (fiber_spawn_asleep()). NULL: they have not. */
void group_spawn_there(struct group *group, struct fiber *fiber, struct fiber_pool *there,
                       bool (*begin)(struct fiber *fiber, void *argument),
                       void (*run)(struct fiber *fiber, void *argument), void *const *arguments,
                       size_t count);

/* Expects one more, which is spawned later; the waits count it already. */
void group_expect(struct group *group);

/* Whether all that were spawned, or are expected, have returned. */
bool group_is_done(const struct group *group);

/* Waits until all have returned. Where the fiber's time limit is moved meanwhile, it is moved for them, too.
 * They end early by themselves when they are cut off, so the wait has no end of its own. */
void group_wait(struct group *group, struct fiber *fiber);

/* Waits until all have returned, but no longer than until `gives_up(context, fiber)`, which is asked before
 * each wait: false when some have not. For groups that several fibers wait for. */
bool group_wait_unless(struct group *group, struct fiber *fiber,
                       bool (*gives_up)(const void *context, const struct fiber *fiber), const void *context);

/* Has waiter->fiber woken as the waits have, for a fiber that is asleep until then. The waiter is the
 * caller's, who removes it. */
void group_add_waiter(struct group *group, struct group_waiter *waiter);
void group_remove_waiter(struct group *group, const struct group_waiter *waiter);

/* Waits until one more has returned, or the fiber is woken for something else, as in fiber_park(): callers
 * loop over their own condition. */
void group_wait_for_one(struct group *group, struct fiber *fiber);

/* For all that have not returned: their time limit; and, of groups whose members are in one pool, the latest
 * there is (0 without any), and whom they work for. */
void group_set_time_limit(struct group *group, int64_t until_ms);
int64_t group_time_limit(const struct group *group);
void group_set_target(struct group *group, uint64_t target);

/* The last that began to wait of those who do; NULL for none. */
const struct fiber *group_last_waiting(const struct group *group);

#endif
