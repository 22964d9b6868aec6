/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that several targets wait for. */
#include "scan/shared_work.h"

/* On the stack of the fiber that waits. */
struct shared_waiter {
    struct fiber *fiber;
    struct shared_waiter *next;
};

void shared_work_want(struct shared_work *work, const struct fiber *fiber, int64_t latest_ms)
{
    int64_t limit_ms = fiber_time_limit(fiber);
    if (limit_ms > latest_ms)
        limit_ms = latest_ms;
    if (limit_ms <= work->limit_ms)
        return;
    if (work->limit_ms == 0)
        work->target = fiber_target(fiber);
    work->limit_ms = limit_ms;
    for (size_t i = 0; i < SHARED_WORKERS_MAX; i++)
        if (work->workers[i] != NULL)
            fiber_set_time_limit(work->workers[i], limit_ms);
}

void shared_work_begin(struct shared_work *work, struct fiber *fiber)
{
    size_t place = work->workers[0] == NULL ? 0 : 1;
    work->workers[place] = fiber;
    fiber_set_target(fiber, work->target);
    fiber_set_time_limit(fiber, work->limit_ms);
}

void shared_work_end(struct shared_work *work, struct fiber *fiber)
{
    work->workers[work->workers[0] == fiber ? 0 : 1] = NULL;
    if (--work->pending > 0)
        return;
    work->finished = true;
    for (struct shared_waiter *waiter = work->waiters; waiter != NULL; waiter = waiter->next)
        fiber_wake(waiter->fiber);
}

static void leave(struct shared_work *work, struct shared_waiter *leaving)
{
    struct shared_waiter **place = &work->waiters;
    while (*place != leaving)
        place = &(*place)->next;
    *place = leaving->next;
    if (work->finished || work->waiters == NULL || work->target != fiber_target(leaving->fiber))
        return;
    work->target = fiber_target(work->waiters->fiber);
    for (size_t i = 0; i < SHARED_WORKERS_MAX; i++)
        if (work->workers[i] != NULL)
            fiber_set_target(work->workers[i], work->target);
}

/* The limit may have been moved in the fibers that do it. */
static int64_t limit_of(const struct shared_work *work)
{
    int64_t limit_ms = work->limit_ms;
    for (size_t i = 0; i < SHARED_WORKERS_MAX; i++)
        if (work->workers[i] != NULL && fiber_time_limit(work->workers[i]) > limit_ms)
            limit_ms = fiber_time_limit(work->workers[i]);
    return limit_ms;
}

/* Whether the fiber is cut off and the work is not. What is cut off together with it is about to end, and
 * waited for. */
static bool goes_on_without(const struct shared_work *work, const struct fiber *fiber)
{
    switch (fiber_cut_of(fiber)) {
    case FIBER_OUT_OF_TIME:
        return work->queued || limit_of(work) > fiber_time_limit(fiber);
    case FIBER_OUT_OF_MEMORY:
        return work->queued || work->target != fiber_target(fiber);
    default:
        return false;
    }
}

bool shared_work_wait(struct shared_work *work, struct fiber *fiber)
{
    struct shared_waiter waiter = {.fiber = fiber, .next = work->waiters};
    if (work->finished)
        return true;
    work->waiters = &waiter;
    while (!work->finished && !goes_on_without(work, fiber))
        fiber_park(fiber, FIBER_NEVER);
    leave(work, &waiter);
    return work->finished;
}
