/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Computing in other threads while the loop goes on. */
#include "net/fiber.h"
#include "net/off_loop.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60, JOBS_MAX = 8 };

struct job {
    struct lab *lab;
    uint64_t target;
    bool unless_cut;
    bool waits; /* until it is let go */
    pthread_t thread;
    int turn; /* that it ran in, from 1 on; 0: it did not */
    bool ran;
    bool returned;
};

struct lab {
    struct fiber_pool *pool;
    sem_t gate;
    atomic_int turns;
    struct job jobs[JOBS_MAX];
    size_t count;
};

static void compute(void *argument)
{
    struct job *job = argument;
    job->thread = pthread_self();
    job->turn = atomic_fetch_add(&job->lab->turns, 1) + 1;
    if (job->waits)
        while (sem_wait(&job->lab->gate) != 0)
            continue;
}

static void ask(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    fiber_set_target(fiber, job->target);
    job->ran = true;
    if (job->unless_cut)
        job->ran = off_loop_run(fiber, compute, job);
    else
        off_loop_finish(fiber, compute, job);
    job->returned = true;
}

static void let_go(struct fiber *fiber, void *argument)
{
    struct lab *lab = argument;
    (void)fiber;
    for (size_t i = 0; i < JOBS_MAX; i++)
        sem_post(&lab->gate);
}

static void cut_and_let_go(struct fiber *fiber, void *argument)
{
    struct lab *lab = argument;
    fiber_pool_cut(lab->pool);
    let_go(fiber, lab);
}

static void add(struct lab *lab, uint64_t target, bool unless_cut, bool waits)
{
    lab->jobs[lab->count++] =
        (struct job){.lab = lab, .target = target, .unless_cut = unless_cut, .waits = waits};
}

static void run(struct lab *lab, void (*last)(struct fiber *fiber, void *argument))
{
    sem_init(&lab->gate, 0, 0);
    lab->pool = fiber_pool_new();
    for (size_t i = 0; i < lab->count; i++)
        fiber_spawn(lab->pool, ask, &lab->jobs[i]);
    fiber_spawn(lab->pool, last, lab);
    fiber_pool_run(lab->pool);
    cr_expect_eq((size_t)atomic_load(&lab->turns), off_loop_count(fiber_pool_off_loop(lab->pool)));
    fiber_pool_free(lab->pool);
    sem_destroy(&lab->gate);
}

/* It would never end if the loop waited. */
Test(off_loop, the_loop_goes_on_meanwhile, .timeout = BOUND_S)
{
    struct lab lab = {0};
    add(&lab, 1, true, true);
    run(&lab, let_go);
    cr_expect(lab.jobs[0].ran && lab.jobs[0].returned);
    cr_expect_not(pthread_equal(lab.jobs[0].thread, pthread_self()));
}

Test(off_loop, targets_take_turns, .timeout = BOUND_S)
{
    struct lab lab = {0};
    for (size_t i = 0; i < JOBS_MAX - 1; i++)
        add(&lab, 1, true, i < 2);
    add(&lab, 2, true, false);
    run(&lab, let_go);
    for (size_t i = 0; i < lab.count; i++)
        cr_expect(lab.jobs[i].turn > 0 && lab.jobs[i].returned);
    cr_expect_leq(lab.jobs[lab.count - 1].turn, 5, "last of all to come, and not of all to go: %d",
                  lab.jobs[lab.count - 1].turn);
}

Test(off_loop, what_is_cut_off_does_not_begin, .timeout = BOUND_S)
{
    struct lab lab = {0};
    for (size_t i = 0; i < 2; i++)
        add(&lab, 1, true, true);
    add(&lab, 1, true, false);
    add(&lab, 1, false, false);
    run(&lab, cut_and_let_go);
    for (size_t i = 0; i < lab.count; i++)
        cr_expect(lab.jobs[i].returned);
    cr_expect(lab.jobs[0].ran && lab.jobs[1].ran, "what has begun is waited for");
    cr_expect(!lab.jobs[2].ran && lab.jobs[2].turn == 0);
    cr_expect(lab.jobs[3].turn > 0, "that has to be done all the same");
}

static void ask_too_late(struct fiber *fiber, void *argument)
{
    fiber_set_time_limit(fiber, fiber_now_ms(fiber));
    ask(fiber, argument);
}

Test(off_loop, a_fiber_whose_time_is_over_does_not_begin)
{
    struct lab lab = {0};
    add(&lab, 1, true, false);
    lab.pool = fiber_pool_new();
    fiber_spawn(lab.pool, ask_too_late, &lab.jobs[0]);
    fiber_pool_run(lab.pool);
    fiber_pool_free(lab.pool);
    cr_expect(lab.jobs[0].returned && !lab.jobs[0].ran && lab.jobs[0].turn == 0);
}
