/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ends the work of fibers early: an interruption, memory, time. */
#include "base/list.h"
#include "net/fiber_pool.h"

#include <stdlib.h>

static void cut(void *argument)
{
    struct fiber_pool *pool = argument;
    if (pool->cut)
        return;
    pool->cut = true;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->all[i]->parked)
            fiber_wake(pool->all[i]);
}

void fiber_pool_cut(struct fiber_pool *pool)
{
    for (size_t i = 0; i < pool->follower_count && !pool->cut; i++)
        fiber_pool_post(pool->followers[i], cut, pool->followers[i]);
    cut(pool);
}

static int compare_targets(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* The target that most living fibers belong to, of several the youngest; 0 when there is none. */
static uint64_t largest_target(const struct fiber_pool *pool)
{
    uint64_t *targets = allocate(pool->count, sizeof *targets);
    size_t count = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (!pool->all[i]->finished && pool->all[i]->target != 0)
            targets[count++] = pool->all[i]->target;
    qsort(targets, count, sizeof *targets, compare_targets);
    uint64_t largest = 0;
    size_t most = 0;
    for (size_t i = 0, run = 0; i < count; i++) {
        run = i > 0 && targets[i] == targets[i - 1] ? run + 1 : 1;
        if (run >= most) {
            most = run;
            largest = targets[i];
        }
    }
    free(targets);
    return largest;
}

/* What another pool of the crew says of a target. */
struct target_message {
    struct fiber_pool *pool; /* the one that is told */
    uint64_t target;
    int64_t by_ms;
};

static void tell(struct fiber_pool *pool, void (*run)(void *argument), uint64_t target, int64_t by_ms)
{
    struct target_message *message = allocate(1, sizeof *message);
    *message = (struct target_message){.pool = pool, .target = target, .by_ms = by_ms};
    fiber_pool_post(pool, run, message);
}

static void cut_target(struct fiber_pool *pool, uint64_t target)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct fiber *fiber = pool->all[i];
        if (fiber->finished || target == 0 || fiber->target != target)
            continue;
        fiber->out_of_memory = true;
        if (fiber->parked)
            fiber_wake(fiber);
    }
}

/* The chief tells all others. */
static void on_target_cut(void *argument)
{
    struct target_message *message = argument;
    struct fiber_pool *pool = message->pool;
    cut_target(pool, message->target);
    for (size_t i = 0; i < pool->follower_count; i++)
        tell(pool->followers[i], on_target_cut, message->target, 0);
    free(message);
}

void fiber_pool_cut_largest(struct fiber_pool *pool)
{
    uint64_t target = largest_target(pool);
    cut_target(pool, target);
    if (target != 0 && pool->chief != NULL)
        tell(pool->chief, on_target_cut, target, 0);
    for (size_t i = 0; i < pool->follower_count && target != 0; i++)
        tell(pool->followers[i], on_target_cut, target, 0);
}

bool fiber_pool_is_cut(const struct fiber_pool *pool)
{
    return pool->cut;
}

/* The loop's time is that of its last turn, which is when a timer for the limit would have fired. */
enum fiber_cut fiber_cut_of(const struct fiber *fiber)
{
    if (fiber->pool->cut)
        return FIBER_INTERRUPTED;
    if (fiber->out_of_memory)
        return FIBER_OUT_OF_MEMORY;
    return (int64_t)uv_now(&fiber->pool->loop) >= fiber->limit_ms ? FIBER_OUT_OF_TIME : FIBER_GOES_ON;
}

bool fiber_is_cut(const struct fiber *fiber)
{
    return fiber_cut_of(fiber) != FIBER_GOES_ON;
}

bool fiber_target_is_cut(const struct fiber *fiber)
{
    enum fiber_cut cut = fiber_cut_of(fiber);
    return cut == FIBER_OUT_OF_TIME || cut == FIBER_OUT_OF_MEMORY;
}

const char *fiber_cut_words(const struct fiber *fiber)
{
    switch (fiber_cut_of(fiber)) {
    case FIBER_OUT_OF_TIME:
        return "--max-time was reached";
    case FIBER_OUT_OF_MEMORY:
        return "this machine ran out of memory";
    default:
        return "the run was interrupted";
    }
}

void fiber_set_time_limit(struct fiber *fiber, int64_t until_ms)
{
    fiber->limit_ms = until_ms;
    fiber->limit_told = false;
    if (fiber->parked && !fiber->started)
        fiber_sleep(fiber);
    else if (fiber->parked)
        fiber_wake(fiber); /* to wait for the new limit */
}

int64_t fiber_time_limit(const struct fiber *fiber)
{
    return fiber->limit_ms;
}

static void extend_target(struct fiber_pool *pool, uint64_t target, int64_t by_ms)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct fiber *fiber = pool->all[i];
        if (!fiber->finished && fiber->target == target && fiber->limit_ms != FIBER_NEVER)
            fiber_set_time_limit(fiber, fiber->limit_ms + by_ms);
    }
}

static void on_target_extended(void *argument)
{
    struct target_message *message = argument;
    extend_target(message->pool, message->target, message->by_ms);
    free(message);
}

/* The chief's fibers move the limits of what they wait for in other pools (net/group.h). */
void fiber_extend_target(const struct fiber *fiber, int64_t by_ms)
{
    struct fiber_pool *pool = fiber->pool;
    extend_target(pool, fiber->target, by_ms);
    if (pool->chief != NULL)
        tell(pool->chief, on_target_extended, fiber->target, by_ms);
}
