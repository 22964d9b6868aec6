/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stackful fibers on one libuv loop.
 *
 * Fibers are kept for reuse until the pool goes, and some stacks: a scan starts as many as it probes
 * endpoints. A fiber gets its stack when it runs for the first time. While memory is short (base/memory.h)
 * the target with most fibers is ended, and stacks are given to one fiber after the other, the youngest
 * first: it is what the older ones wait for. */
#include "net/fiber.h"

#include "base/list.h"
#include "net/fiber_context.h"
#include "net/fiber_pool.h"
#include "net/off_loop.h"

#include <stdlib.h>

/* After so long the loop looks at its connections and timers, however many fibers could go on. */
enum { TURN_US = 20 * 1000 };

static void queue_fiber(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;
    if (fiber->queued)
        return;
    fiber->queued = true;
    fiber->next = NULL;
    atomic_fetch_add_explicit(&pool->load, 1, memory_order_relaxed);
    if (pool->last != NULL)
        pool->last->next = fiber;
    else
        pool->first = fiber;
    pool->last = fiber;
}

static void take_from_queue(struct fiber *fiber)
{
    fiber->queued = false;
    atomic_fetch_sub_explicit(&fiber->pool->load, 1, memory_order_relaxed);
    if (fiber->started || !fiber->parked)
        return;
    fiber->parked = fiber->woken = false;
    fiber->limit_told = fiber_cut_of(fiber) == FIBER_OUT_OF_TIME;
    uv_timer_stop(&fiber->timer);
}

static void keep_stack(struct fiber_pool *pool, struct fiber_stack *stack)
{
    if (pool->spare_stack_count == FIBER_SPARE_STACKS_MAX) {
        fiber_stack_unmap(stack);
        return;
    }
    pool->spare_stacks[pool->spare_stack_count++] = *stack;
    *stack = (struct fiber_stack){0};
}

static void retire_fiber(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;
    fiber_context_end(fiber);
    uv_timer_stop(&fiber->timer);
    keep_stack(pool, &fiber->stack);
    fiber->next = pool->spare;
    pool->spare = fiber;
    pool->alive--;
}

/* Before its first run. Where no stack is to be had the reserve is given back for it, as for memory. */
static void start_fiber(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;
    if (pool->spare_stack_count > 0) {
        fiber->stack = pool->spare_stacks[--pool->spare_stack_count];
    } else if (!fiber_stack_map(&fiber->stack)) {
        memory_release();
        if (!fiber_stack_map(&fiber->stack))
            out_of_memory();
    }
    fiber_context_begin(fiber);
    fiber->started = true;
}

static void run_fiber(struct fiber *fiber)
{
    if (!fiber->started)
        start_fiber(fiber);
    fiber_context_enter(fiber);
    if (fiber->finished)
        retire_fiber(fiber);
}

static void unmap_spare_stacks(struct fiber_pool *pool)
{
    while (pool->spare_stack_count > 0)
        fiber_stack_unmap(&pool->spare_stacks[--pool->spare_stack_count]);
}

/* Whether fibers of the target that was ended last are left. */
static bool is_ending_target(const struct fiber_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (!pool->all[i]->finished && pool->all[i]->out_of_memory)
            return true;
    return false;
}

/* Whether there is no memory to go on as usual. Then the target that takes most is ended, and the next not
 * before that one is gone. */
static bool is_short_of_memory(struct fiber_pool *pool)
{
    if (!memory_is_short())
        return false;
    if (pool->stackless == NULL)
        unmap_spare_stacks(pool);
    if (!memory_is_short())
        return false;
    if (!is_ending_target(pool))
        fiber_pool_cut_largest(pool);
    return true;
}

/* As many as there is memory for. */
static void start_stackless(struct fiber_pool *pool)
{
    bool more = true;
    while (pool->stackless != NULL && more) {
        struct fiber *fiber = pool->stackless;
        pool->stackless = fiber->next;
        more = !is_short_of_memory(pool);
        run_fiber(fiber);
    }
}

/* Puts those that had no turn before those that were queued meanwhile. */
static void put_back(struct fiber_pool *pool, struct fiber *first, struct fiber *last)
{
    last->next = pool->first;
    pool->first = first;
    if (pool->last == NULL)
        pool->last = last;
}

/* Runs those that were queued before this turn, as many as the turn has time for; what they queue waits for
 * the next, so that the loop's own events are not starved. */
static void run_queue(uv_idle_t *runner)
{
    struct fiber_pool *pool = runner->data;
    struct fiber *fiber = pool->first, *last = pool->last;
    int64_t until_us = fiber_now_us() + TURN_US;
    pool->first = pool->last = NULL;
    while (fiber != NULL) {
        if (fiber_now_us() > until_us) {
            put_back(pool, fiber, last);
            break;
        }
        struct fiber *next = fiber->next;
        bool is_short = is_short_of_memory(pool); /* which may wake it: it is queued already */
        take_from_queue(fiber);
        if (is_short && !fiber->started) {
            fiber->next = pool->stackless;
            pool->stackless = fiber;
        } else {
            run_fiber(fiber);
        }
        fiber = next;
    }
    start_stackless(pool);
    if (pool->first == NULL && pool->stackless == NULL)
        uv_idle_stop(&pool->runner);
}

static void make_runnable(struct fiber *fiber)
{
    queue_fiber(fiber);
    uv_idle_start(&fiber->pool->runner, run_queue);
}

static void on_signal(void *pool)
{
    fiber_pool_cut(pool);
}

struct fiber_pool *fiber_pool_new(void)
{
    struct fiber_pool *pool = allocate(1, sizeof *pool);
    if (uv_loop_init(&pool->loop) != 0) {
        free(pool);
        return NULL;
    }
    uv_idle_init(&pool->loop, &pool->runner);
    stall_watch_start(&pool->watch, &pool->loop);
    signal_watch_init(&pool->signals, &pool->loop, on_signal, pool);
    pool->off_loop = off_loop_new(&pool->loop);
    pool->runner.data = pool;
    return pool;
}

void fiber_pool_free(struct fiber_pool *pool)
{
    if (pool == NULL)
        return;
    uv_close((uv_handle_t *)&pool->runner, NULL);
    stall_watch_close(&pool->watch);
    signal_watch_close(&pool->signals);
    off_loop_close(pool->off_loop);
    if (pool->inbox != NULL)
        inbox_close(pool->inbox);
    for (size_t i = 0; i < pool->count; i++)
        uv_close((uv_handle_t *)&pool->all[i]->timer, NULL);
    uv_run(&pool->loop, UV_RUN_DEFAULT);
    off_loop_release(pool->off_loop);
    if (pool->inbox != NULL)
        inbox_free(pool->inbox);
    uv_loop_close(&pool->loop);
    for (size_t i = 0; i < pool->count; i++) {
        fiber_stack_unmap(&pool->all[i]->stack);
        free(pool->all[i]);
    }
    unmap_spare_stacks(pool);
    free(pool->all);
    free(pool);
}

uv_loop_t *fiber_pool_loop(struct fiber_pool *pool)
{
    return &pool->loop;
}

struct off_loop *fiber_pool_off_loop(struct fiber_pool *pool)
{
    return pool->off_loop;
}

struct fiber_pool *fiber_pool_of(struct fiber *fiber)
{
    return fiber->pool;
}

uint64_t fiber_target(const struct fiber *fiber)
{
    return fiber->target;
}

void fiber_set_target(struct fiber *fiber, uint64_t target)
{
    fiber->out_of_memory = fiber->out_of_memory && fiber->target == target;
    fiber->target = target;
}

static struct fiber *new_fiber(struct fiber_pool *pool)
{
    struct fiber *fiber = pool->spare;
    if (fiber != NULL) {
        pool->spare = fiber->next;
        return fiber;
    }
    fiber = allocate(1, sizeof *fiber);
    fiber->pool = pool;
    uv_timer_init(&pool->loop, &fiber->timer);
    fiber->timer.data = fiber;
    struct fiber **place = list_append(&pool->all, &pool->count, sizeof *pool->all);
    *place = fiber;
    return fiber;
}

static struct fiber *prepare_fiber(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument),
                                   void *argument)
{
    struct fiber *fiber = new_fiber(pool);
    fiber->run = run;
    fiber->argument = argument;
    fiber->target = pool->running != NULL ? pool->running->target : 0;
    fiber->limit_ms = pool->running != NULL ? pool->running->limit_ms : FIBER_NEVER;
    fiber->out_of_memory = pool->running != NULL && pool->running->out_of_memory;
    fiber->finished = fiber->woken = fiber->parked = fiber->limit_told = fiber->started = false;
    fiber->fake_stack = NULL;
    pool->alive++;
    return fiber;
}

struct fiber *fiber_spawn(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument),
                          void *argument)
{
    struct fiber *fiber = prepare_fiber(pool, run, argument);
    make_runnable(fiber);
    return fiber;
}

static void on_deadline(uv_timer_t *timer)
{
    make_runnable(timer->data);
}

void fiber_sleep(struct fiber *fiber)
{
    int64_t now_ms = fiber_now_ms(fiber);
    fiber->parked = true;
    if (fiber_is_cut(fiber))
        make_runnable(fiber);
    else if (fiber->limit_ms != FIBER_NEVER)
        uv_timer_start(&fiber->timer, on_deadline, (uint64_t)(fiber->limit_ms - now_ms), 0);
    else
        uv_timer_stop(&fiber->timer);
}

struct fiber *fiber_spawn_asleep(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument),
                                 void *argument)
{
    struct fiber *fiber = prepare_fiber(pool, run, argument);
    fiber_sleep(fiber);
    return fiber;
}

void fiber_pool_look(struct fiber_pool *pool)
{
    uv_run(&pool->loop, UV_RUN_NOWAIT);
}

int fiber_pool_signal(const struct fiber_pool *pool)
{
    return pool->signals.number;
}

void fiber_pool_catch_signals(struct fiber_pool *pool)
{
    signal_watch_start(&pool->signals);
}

bool fiber_pool_run(struct fiber_pool *pool)
{
    while (pool->alive > 0)
        uv_run(&pool->loop, UV_RUN_ONCE);
    return !pool->cut;
}

struct loop_stalls fiber_pool_stalls(const struct fiber_pool *pool)
{
    return pool->watch.stalls;
}

int64_t fiber_now_ms(const struct fiber *fiber)
{
    uv_loop_t *loop = &fiber->pool->loop;
    uv_update_time(loop);
    return (int64_t)uv_now(loop);
}

int64_t fiber_now_us(void)
{
    return (int64_t)(uv_hrtime() / 1000);
}

bool fiber_park(struct fiber *fiber, int64_t deadline_ms)
{
    bool limited = false;
    if (!fiber->woken) {
        int64_t now_ms = fiber_now_ms(fiber);
        if (deadline_ms <= now_ms)
            return false;
        limited = !fiber->limit_told && fiber->limit_ms < deadline_ms;
        /* It may be over since the caller looked, and no timer fires for that any more. */
        if (limited && fiber->limit_ms <= now_ms) {
            fiber->limit_told = true;
            return true;
        }
        int64_t until_ms = limited ? fiber->limit_ms : deadline_ms;
        if (until_ms != FIBER_NEVER)
            uv_timer_start(&fiber->timer, on_deadline, (uint64_t)(until_ms - now_ms), 0);
        fiber->parked = true;
        fiber_context_leave(fiber);
        fiber->parked = false;
        uv_timer_stop(&fiber->timer);
    }
    bool over = limited && (int64_t)uv_now(&fiber->pool->loop) >= fiber->limit_ms;
    fiber->limit_told = fiber->limit_told || over;
    bool woken = fiber->woken || over;
    fiber->woken = false;
    return woken;
}

void fiber_trim_stack(struct fiber *fiber)
{
    fiber_stack_trim(&fiber->stack);
}

void fiber_yield(struct fiber *fiber)
{
    make_runnable(fiber);
    fiber_context_leave(fiber);
}

static void wake(void *argument)
{
    struct fiber *fiber = argument;
    fiber->woken = true;
    if (fiber->parked)
        make_runnable(fiber);
}

static bool is_own_thread(const struct fiber_pool *pool)
{
    uv_thread_t self = uv_thread_self();
    return pool->inbox == NULL || uv_thread_equal(&pool->thread, &self);
}

/* A fiber that has returned since is another one by then, or none: it looks what it was woken for. */
void fiber_wake(struct fiber *fiber)
{
    if (is_own_thread(fiber->pool))
        wake(fiber);
    else
        inbox_post(fiber->pool->inbox, wake, fiber);
}

void fiber_pool_post(struct fiber_pool *pool, void (*run)(void *argument), void *argument)
{
    if (is_own_thread(pool))
        run(argument);
    else
        inbox_post(pool->inbox, run, argument);
}

size_t fiber_pool_load(struct fiber_pool *pool)
{
    return atomic_load_explicit(&pool->load, memory_order_relaxed);
}
