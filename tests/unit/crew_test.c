/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pools in several threads: work that is begun there and waited for here, and what ends it early. */
#include "net/budget.h"
#include "net/crew.h"
#include "net/group.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

enum { BOUND_S = 20, POOLS = 3, JOBS = 24, LONG_MS = 100000, TARGET = 7 };

struct scene;

struct job {
    struct scene *scene;
    struct fiber_pool *ran_in;
    uint64_t target;
    int64_t limit_ms;
    enum fiber_cut cut;
    size_t begun_before; /* of the others in its pool: it runs when all of them are there */
};

struct scene {
    struct crew *crew;
    struct budget *budget;
    struct job jobs[JOBS];
    atomic_size_t open;
    atomic_size_t open_max;
    atomic_bool begun;
    void (*act)(struct fiber *fiber, struct scene *scene);
};

static void begin(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    fiber_set_target(fiber, TARGET);
    scene->act(fiber, scene);
}

static void run(struct scene *scene, void (*act)(struct fiber *fiber, struct scene *scene))
{
    struct fiber_pool *chief = fiber_pool_new();
    scene->crew = crew_new(chief, POOLS);
    scene->budget = budget_new(2, 3);
    scene->act = act;
    for (size_t i = 0; i < JOBS; i++)
        scene->jobs[i].scene = scene;
    cr_assert_eq(crew_count(scene->crew), POOLS);
    fiber_spawn(chief, begin, scene);
    fiber_pool_run(chief);
    crew_dismiss(scene->crew);
    crew_free(scene->crew);
    fiber_pool_free(chief);
    budget_free(scene->budget);
}

/* One job after the other to each pool. */
static void spread_with(struct fiber *fiber, struct scene *scene, struct group *group,
                        bool (*begin_work)(struct fiber *fiber, void *argument),
                        void (*work)(struct fiber *fiber, void *argument))
{
    for (size_t pool = 0; pool < POOLS; pool++) {
        void *jobs[JOBS];
        size_t count = 0;
        for (size_t i = pool; i < JOBS; i += POOLS)
            jobs[count++] = &scene->jobs[i];
        group_spawn_there(group, fiber, crew_pool(scene->crew, pool), begin_work, work, jobs, count);
    }
}

static void spread(struct fiber *fiber, struct scene *scene, struct group *group,
                   void (*work)(struct fiber *fiber, void *argument))
{
    spread_with(fiber, scene, group, NULL, work);
}

static void note(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    job->ran_in = fiber_pool_of(fiber);
    job->target = fiber_target(fiber);
    job->limit_ms = fiber_time_limit(fiber);
}

static void note_all(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    int64_t limit_ms = fiber_now_ms(fiber) + LONG_MS;
    fiber_set_time_limit(fiber, limit_ms);
    spread(fiber, scene, &group, note);
    group_wait(&group, fiber);
    for (size_t i = 0; i < JOBS; i++) {
        cr_expect_eq(scene->jobs[i].ran_in, crew_pool(scene->crew, i % POOLS));
        cr_expect_eq(scene->jobs[i].target, TARGET);
        cr_expect_eq(scene->jobs[i].limit_ms, limit_ms);
    }
}

Test(crew, each_pool_does_what_it_is_given, .timeout = BOUND_S)
{
    run(&(struct scene){0}, note_all);
}

/* All wait for the last of their pool: one that ran before it was there would wait for ever. */
static void expect_others(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    struct scene *scene = job->scene;
    size_t number = (size_t)(job - scene->jobs);
    for (size_t i = number % POOLS; i < JOBS; i += POOLS)
        if (&scene->jobs[i] != job)
            job->begun_before += fiber_pool_of(fiber) == scene->jobs[i].ran_in;
    job->ran_in = fiber_pool_of(fiber);
    if (job->begun_before == 0)
        cr_expect_geq(fiber_pool_load(fiber_pool_of(fiber)), JOBS / POOLS - 1);
}

static void begin_together(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    spread(fiber, scene, &group, expect_others);
    group_wait(&group, fiber);
}

Test(crew, what_is_given_together_begins_together, .timeout = BOUND_S)
{
    run(&(struct scene){0}, begin_together);
}

/* All of a pool are told of before one runs; those that are to wait run when they are cut off. */
static bool wait_if_even(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    const struct scene *scene = job->scene;
    size_t number = (size_t)(job - scene->jobs);
    for (size_t i = number % POOLS; i < JOBS; i += POOLS)
        cr_expect_null(scene->jobs[i].ran_in);
    job->target = fiber_target(fiber);
    return number % 2 == 0;
}

static void note_cut(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    job->ran_in = fiber_pool_of(fiber);
    job->cut = fiber_cut_of(fiber);
    atomic_fetch_add(&job->scene->open, 1);
}

static void spread_asleep(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    for (size_t i = 0; i < JOBS; i++)
        scene->jobs[i].cut = FIBER_OUT_OF_MEMORY;
    spread_with(fiber, scene, &group, wait_if_even, note_cut);
    while (atomic_load(&scene->open) < JOBS / 2)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_pool_cut(fiber_pool_of(fiber));
    group_wait(&group, fiber);
    for (size_t i = 0; i < JOBS; i++) {
        cr_expect_eq(scene->jobs[i].ran_in, crew_pool(scene->crew, i % POOLS));
        cr_expect_eq(scene->jobs[i].target, TARGET);
        cr_expect_eq(scene->jobs[i].cut, i % 2 == 0 ? FIBER_INTERRUPTED : FIBER_GOES_ON);
    }
}

Test(crew, those_that_wait_run_when_they_are_woken, .timeout = BOUND_S)
{
    run(&(struct scene){0}, spread_asleep);
}

static void wait_until_cut(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    atomic_store(&job->scene->begun, true);
    while (!fiber_is_cut(fiber))
        fiber_park(fiber, FIBER_NEVER);
    job->cut = fiber_cut_of(fiber);
    job->limit_ms = fiber_time_limit(fiber);
}

static void wait_for_begin(struct fiber *fiber, const struct scene *scene)
{
    while (!atomic_load(&scene->begun))
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
}

static void expect_cut(const struct scene *scene, enum fiber_cut cut)
{
    for (size_t i = 0; i < JOBS; i++)
        cr_expect_eq(scene->jobs[i].cut, cut, "job %zu: %d", i, (int)scene->jobs[i].cut);
}

static void interrupt(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    spread(fiber, scene, &group, wait_until_cut);
    wait_for_begin(fiber, scene);
    fiber_pool_cut(fiber_pool_of(fiber));
    group_wait(&group, fiber);
    expect_cut(scene, FIBER_INTERRUPTED);
}

Test(crew, an_interruption_ends_the_work_of_all, .timeout = BOUND_S)
{
    run(&(struct scene){0}, interrupt);
}

/* The first job of a follower says that memory is short. */
static void run_short(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    if (job == &job->scene->jobs[1])
        fiber_pool_cut_largest(fiber_pool_of(fiber));
    wait_until_cut(fiber, argument);
}

static void cut_largest(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    spread(fiber, scene, &group, run_short);
    group_wait(&group, fiber);
    expect_cut(scene, FIBER_OUT_OF_MEMORY);
    cr_expect_eq(fiber_cut_of(fiber), FIBER_OUT_OF_MEMORY);
}

Test(crew, a_target_is_ended_in_all_pools, .timeout = BOUND_S)
{
    run(&(struct scene){0}, cut_largest);
}

/* The chief's limit is moved, first by itself and then by a follower: both reach those who work for it. */
static void move_limit(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    if (job == &job->scene->jobs[1])
        fiber_extend_target(fiber, -2L * LONG_MS);
    wait_until_cut(fiber, argument);
}

static void extend(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    int64_t limit_ms = fiber_now_ms(fiber) + LONG_MS;
    fiber_set_time_limit(fiber, limit_ms);
    spread(fiber, scene, &group, move_limit);
    group_wait(&group, fiber);
    expect_cut(scene, FIBER_OUT_OF_TIME);
    for (size_t i = 0; i < JOBS; i++)
        cr_expect_eq(scene->jobs[i].limit_ms, limit_ms - 2L * LONG_MS);
}

Test(crew, a_time_limit_is_moved_in_all_pools, .timeout = BOUND_S)
{
    run(&(struct scene){0}, extend);
}

static void connect_once(struct fiber *fiber, void *argument)
{
    struct job *job = argument;
    struct scene *scene = job->scene;
    const struct budget_wait wait = {.deadline_ms = FIBER_NEVER};
    cr_assert(budget_acquire(scene->budget, fiber, "192.0.2.1", &wait));
    cr_assert(budget_acquire_descriptor(scene->budget, fiber, &wait));
    size_t open = atomic_fetch_add(&scene->open, 1) + 1;
    if (open > atomic_load(&scene->open_max))
        atomic_store(&scene->open_max, open);
    fiber_park(fiber, fiber_now_ms(fiber) + 1);
    atomic_fetch_sub(&scene->open, 1);
    budget_release_descriptor(scene->budget);
    budget_release(scene->budget, "192.0.2.1");
}

static void connect_all(struct fiber *fiber, struct scene *scene)
{
    struct group group = {0};
    spread(fiber, scene, &group, connect_once);
    group_wait(&group, fiber);
    cr_expect_eq(budget_peak(scene->budget), 2);
    cr_expect_leq(atomic_load(&scene->open_max), 2);
}

Test(crew, one_budget_holds_for_all_pools, .timeout = BOUND_S)
{
    run(&(struct scene){0}, connect_all);
}
