/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that several targets wait for, some of which run out of time. */
#include "scan/shared_work.h"

#include <criterion/criterion.h>

enum { BOUND_S = 20, SOON_MS = 20, LONG_MS = 100000 };

struct bench {
    struct shared_work work;
    bool until_cut; /* the worker goes on until it is cut off, else until the first has left */
    bool first_left;
    bool first_finished; /* what the wait of each came to */
    bool second_finished;
    uint64_t paid_by; /* when the worker ended */
};

static void work(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    shared_work_begin(&bench->work, fiber);
    while (!fiber_is_cut(fiber) && (bench->until_cut || !bench->first_left))
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    bench->paid_by = fiber_target(fiber);
    shared_work_end(&bench->work, fiber);
}

static void wait_for_it(struct fiber *fiber, struct bench *bench, uint64_t target, int64_t time_ms)
{
    fiber_set_target(fiber, target);
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + time_ms);
    shared_work_want(&bench->work, fiber, FIBER_NEVER);
    if (bench->work.pending == 0 && !bench->work.queued) {
        bench->work.pending = 1;
        fiber_spawn(fiber_pool_of(fiber), work, bench);
    }
}

static void first(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    wait_for_it(fiber, bench, 1, SOON_MS);
    bench->first_finished = shared_work_wait(&bench->work, fiber);
    bench->first_left = true;
}

static void second(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    wait_for_it(fiber, bench, 2, LONG_MS);
    bench->second_finished = shared_work_wait(&bench->work, fiber);
}

static void run(struct bench *bench, bool with_second)
{
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, first, bench);
    if (with_second)
        fiber_spawn(pool, second, bench);
    cr_expect(fiber_pool_run(pool));
    fiber_pool_free(pool);
    cr_expect_null(bench->work.waiters);
}

Test(shared_work, it_goes_on_for_who_has_time, .timeout = BOUND_S)
{
    struct bench bench = {0};
    run(&bench, true);
    cr_expect_not(bench.first_finished);
    cr_expect(bench.second_finished);
    cr_expect_eq(bench.paid_by, 2, "the one that is left pays");
}

Test(shared_work, it_is_cut_off_with_the_last_who_wants_it, .timeout = BOUND_S)
{
    struct bench bench = {.until_cut = true};
    run(&bench, false);
    cr_expect(bench.first_finished, "what there is by then is all there will be");
}

/* Cuts off the only target there is, once the work has begun. */
static void cut_one(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    while (bench->work.workers[0] == NULL)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_pool_cut_largest(fiber_pool_of(fiber));
}

static void pay(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    wait_for_it(fiber, bench, 2, LONG_MS);
    bench->first_finished = shared_work_wait(&bench->work, fiber);
}

Test(shared_work, it_ends_with_who_pays_when_that_one_has_no_memory, .timeout = BOUND_S)
{
    struct bench bench = {.until_cut = true};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, pay, &bench);
    fiber_spawn(pool, cut_one, &bench);
    cr_expect(fiber_pool_run(pool));
    fiber_pool_free(pool);
    cr_expect(bench.first_finished, "what there is by then is all there will be");
}

static void leave_for_want_of_memory(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    bench->work = (struct shared_work){.target = 1, .pending = 1, .limit_ms = FIBER_NEVER};
    fiber_set_target(fiber, 2);
    fiber_pool_cut_largest(fiber_pool_of(fiber));
    bench->second_finished = shared_work_wait(&bench->work, fiber);
    bench->first_left = true;
}

Test(shared_work, it_goes_on_without_who_has_no_memory, .timeout = BOUND_S)
{
    struct bench bench = {0};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, leave_for_want_of_memory, &bench);
    cr_expect(fiber_pool_run(pool));
    fiber_pool_free(pool);
    cr_expect(bench.first_left && !bench.second_finished);
}

Test(shared_work, nobody_waits_longer_for_what_has_not_begun, .timeout = BOUND_S)
{
    struct bench bench = {.work.queued = true};
    run(&bench, false);
    cr_expect_not(bench.first_finished);
}
