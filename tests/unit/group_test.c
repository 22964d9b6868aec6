/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fibers that somebody waits for together. */
#include "net/group.h"

#include <criterion/criterion.h>

enum { BOUND_S = 20, COUNT = 5, AT_ONCE = 2, LONG_MS = 100000 };

struct scene {
    struct group group;
    struct fiber *waiting;
    size_t begun;
    size_t returned;
    size_t open;
    size_t open_max;
    bool shall_return; /* those that wait for it */
    bool gave_up;
    bool finished;
    int64_t limit_ms; /* of one that has begun */
};

static void run(struct scene *scene, void (*first)(struct fiber *fiber, void *argument),
                void (*second)(struct fiber *fiber, void *argument))
{
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, first, scene);
    if (second != NULL)
        fiber_spawn(pool, second, scene);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    cr_expect(group_is_done(&scene->group));
    cr_expect_null(scene->group.waiters);
}

/* The first that is begun takes most turns, so that they do not return in their order. */
static void take_turns(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    size_t turns = COUNT - scene->begun++;
    scene->open++;
    scene->open_max = scene->open > scene->open_max ? scene->open : scene->open_max;
    for (size_t i = 0; i < turns; i++)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    scene->open--;
    scene->returned++;
}

static void wait_for_all(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    group_wait(&scene->group, fiber); /* nobody is in it */
    for (size_t i = 0; i < COUNT; i++)
        group_spawn(&scene->group, fiber_pool_of(fiber), take_turns, scene);
    cr_expect_not(group_is_done(&scene->group));
    group_wait(&scene->group, fiber);
    cr_expect_eq(scene->returned, COUNT);
}

Test(group, all_have_returned, .timeout = BOUND_S)
{
    struct scene scene = {0};
    run(&scene, wait_for_all, NULL);
    cr_expect_eq(scene.returned, COUNT);
    cr_expect_eq(scene.open_max, COUNT, "side by side");
}

static void so_many_at_once(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    for (size_t begun = 0; begun < COUNT; begun++) {
        while (begun - scene->returned >= AT_ONCE)
            group_wait_for_one(&scene->group, fiber);
        group_spawn(&scene->group, fiber_pool_of(fiber), take_turns, scene);
    }
    group_wait(&scene->group, fiber);
}

Test(group, the_next_when_one_has_returned, .timeout = BOUND_S)
{
    struct scene scene = {0};
    run(&scene, so_many_at_once, NULL);
    cr_expect_eq(scene.returned, COUNT);
    cr_expect_eq(scene.open_max, AT_ONCE);
}

static void go_on_until_cut(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    scene->begun++;
    while (!scene->shall_return && !fiber_is_cut(fiber))
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    scene->limit_ms = fiber_time_limit(fiber);
    scene->returned++;
}

static void wait_with_a_limit(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    scene->waiting = fiber;
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + LONG_MS);
    group_spawn(&scene->group, fiber_pool_of(fiber), go_on_until_cut, scene);
    group_wait(&scene->group, fiber);
    cr_expect_eq(fiber_time_limit(fiber), scene->limit_ms);
}

/* As when what one waits for is wanted for longer, or for less. */
static void move_limit(struct fiber *fiber, void *argument)
{
    const struct scene *scene = argument;
    while (scene->begun == 0)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    cr_expect_eq(group_last_waiting(&scene->group), scene->waiting);
    fiber_set_time_limit(scene->waiting, fiber_now_ms(fiber));
}

Test(group, a_limit_that_is_moved_is_theirs, .timeout = BOUND_S)
{
    struct scene scene = {0};
    run(&scene, wait_with_a_limit, move_limit);
    cr_expect_eq(scene.returned, 1, "it was cut off long before its first limit");
}

static bool is_cut_off(const void *context, const struct fiber *fiber)
{
    cr_expect_not_null(context);
    return fiber_target_is_cut(fiber);
}

static void give_up(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    fiber_set_target(fiber, 1);
    group_spawn(&scene->group, fiber_pool_of(fiber), go_on_until_cut, scene);
    group_set_time_limit(&scene->group, FIBER_NEVER);
    group_set_target(&scene->group, 2);
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + 1);
    scene->gave_up = !group_wait_unless(&scene->group, fiber, is_cut_off, scene);
    cr_expect_eq(group_time_limit(&scene->group), FIBER_NEVER);
    scene->shall_return = true;
}

static void stay(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    scene->finished = group_wait_unless(&scene->group, fiber, is_cut_off, scene);
    cr_expect_eq(scene->returned, 1);
    cr_expect_eq(group_time_limit(&scene->group), 0, "nobody is in it");
}

Test(group, one_gives_up_and_another_waits_on, .timeout = BOUND_S)
{
    struct scene scene = {0};
    run(&scene, give_up, stay);
    cr_expect(scene.gave_up);
    cr_expect(scene.finished);
}

static void cut_all(struct fiber *fiber, void *argument)
{
    struct scene *scene = argument;
    for (size_t i = 0; i < COUNT; i++)
        group_spawn(&scene->group, fiber_pool_of(fiber), go_on_until_cut, scene);
    fiber_pool_cut(fiber_pool_of(fiber));
    group_wait(&scene->group, fiber);
    scene->finished = true;
}

Test(group, those_that_are_cut_off_are_waited_for, .timeout = BOUND_S)
{
    struct scene scene = {0};
    run(&scene, cut_all, NULL);
    cr_expect(scene.finished);
    cr_expect_eq(scene.returned, COUNT);
}
