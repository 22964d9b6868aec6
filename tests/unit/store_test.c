/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several targets ask for and is found out once; some of them run out of time or memory. */
#include "scan/store.h"

#include <criterion/criterion.h>

enum { BOUND_S = 20, SOON_MS = 20, LONG_MS = 100000, KEPT_MAX = 2 };

struct bench {
    struct store store;
    bool until_cut;  /* the work goes on until it is cut off, else until the first has left */
    bool only_later; /* the work is not begun before the first has left */
    bool first_left;
    bool first_finished; /* what the wait of each came to */
    bool second_finished;
    size_t works;
    size_t cleared;
    uint64_t paid_by; /* when the work ended */
};

struct thing {
    struct store_item item;
    struct bench *bench;
    size_t number; /* of the work that it comes from */
};

static void clear(struct lru_entry *entry)
{
    const struct thing *thing = (const struct thing *)entry;
    thing->bench->cleared++;
}

static void run(struct bench *bench, void (*first)(struct fiber *fiber, void *argument),
                void (*second)(struct fiber *fiber, void *argument))
{
    struct fiber_pool *pool = fiber_pool_new();
    bench->store = (struct store){
        .pool = pool,
        .time_max_ms = FIBER_NEVER,
        .items = {.entry_bytes = sizeof(struct thing), .unused_max = KEPT_MAX, .clear = clear}};
    fiber_spawn(pool, first, bench);
    if (second != NULL)
        fiber_spawn(pool, second, bench);
    cr_expect(fiber_pool_run(pool));
    store_free(&bench->store);
    fiber_pool_free(pool);
    cr_expect_eq(bench->cleared, bench->works, "all that was made is freed");
}

static void work(struct fiber *fiber, void *item)
{
    struct thing *thing = item;
    struct bench *bench = thing->bench;
    thing->number = ++bench->works;
    while (!fiber_is_cut(fiber) && (bench->until_cut || !bench->first_left))
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    bench->paid_by = fiber_target(fiber);
}

/* For a target that has so much time. */
static struct thing *ask(struct fiber *fiber, struct bench *bench, uint64_t target, int64_t time_ms)
{
    fiber_set_target(fiber, target);
    fiber_set_time_limit(fiber, fiber_now_ms(fiber) + time_ms);
    struct thing *thing = (struct thing *)store_ask(&bench->store, fiber, "a");
    if (!thing->item.begun) {
        thing->bench = bench;
        if (bench->only_later)
            store_expect(&thing->item);
        else
            store_work(&thing->item, work);
    }
    return thing;
}

static void first(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    struct thing *thing = ask(fiber, bench, 1, SOON_MS);
    bench->first_finished = store_wait(&thing->item, fiber);
    bench->first_left = true;
    if (bench->only_later)
        store_work(&thing->item, work);
    store_release(&thing->item);
}

static void second(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    struct thing *thing = ask(fiber, bench, 2, LONG_MS);
    bench->second_finished = store_wait(&thing->item, fiber);
    cr_expect(store_is_finished(&thing->item) == bench->second_finished);
    store_release(&thing->item);
}

Test(store, it_is_worked_out_once_and_goes_on_for_who_has_time, .timeout = BOUND_S)
{
    struct bench bench = {0};
    run(&bench, first, second);
    cr_expect_not(bench.first_finished);
    cr_expect(bench.second_finished);
    cr_expect_eq(bench.works, 1);
    cr_expect_eq(bench.paid_by, 2, "the one that is left pays");
}

Test(store, it_is_cut_off_with_the_last_who_asked, .timeout = BOUND_S)
{
    struct bench bench = {.until_cut = true};
    run(&bench, first, NULL);
    cr_expect(bench.first_finished, "what there is by then is all there will be");
}

Test(store, nobody_waits_longer_for_what_has_not_begun, .timeout = BOUND_S)
{
    struct bench bench = {.only_later = true};
    run(&bench, first, NULL);
    cr_expect_not(bench.first_finished);
    cr_expect_eq(bench.works, 1);
}

/* The store's own limit is earlier than that of who waits. */
static void wait_for_less(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    bench->store.time_max_ms = SOON_MS;
    second(fiber, argument);
}

Test(store, no_work_goes_on_for_longer_than_the_store_allows, .timeout = BOUND_S)
{
    struct bench bench = {.until_cut = true};
    run(&bench, wait_for_less, NULL);
    cr_expect(bench.second_finished);
}

/* Cuts off the only target there is, once the work has begun. */
static void cut_one(struct fiber *fiber, void *argument)
{
    const struct bench *bench = argument;
    while (bench->works == 0)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_pool_cut_largest(fiber_pool_of(fiber));
}

Test(store, it_ends_with_who_pays_when_that_one_has_no_memory, .timeout = BOUND_S)
{
    struct bench bench = {.until_cut = true};
    run(&bench, second, cut_one);
    cr_expect(bench.second_finished, "what there is by then is all there will be");
}

static void leave_for_want_of_memory(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    struct thing *thing = ask(fiber, bench, 1, LONG_MS);
    fiber_set_target(fiber, 2); /* now another target waits for what the first pays for */
    for (size_t i = 0; i < 3; i++)
        fiber_spawn(fiber_pool_of(fiber), cut_one, bench); /* so that the second is the largest */
    fiber_pool_cut_largest(fiber_pool_of(fiber));
    bench->second_finished = store_wait(&thing->item, fiber);
    bench->first_left = true;
    store_release(&thing->item);
}

Test(store, it_goes_on_without_who_has_no_memory, .timeout = BOUND_S)
{
    struct bench bench = {0};
    run(&bench, leave_for_want_of_memory, NULL);
    cr_expect(bench.first_left && !bench.second_finished);
    cr_expect_eq(bench.paid_by, 1);
}

/* The number of the work that the key's thing comes from. */
static size_t number_of(struct fiber *fiber, struct bench *bench, const char *key, bool forget)
{
    struct thing *thing = (struct thing *)store_ask(&bench->store, fiber, key);
    if (!thing->item.begun) {
        thing->bench = bench;
        store_work(&thing->item, work);
    }
    cr_expect(store_wait(&thing->item, fiber));
    size_t number = thing->number;
    if (forget)
        store_forget(&thing->item);
    cr_expect_eq(store_has(&bench->store, key), !forget);
    store_release(&thing->item);
    return number;
}

static void ask_for_many(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    bench->first_left = true;
    cr_expect_eq(number_of(fiber, bench, "a", false), 1);
    cr_expect_eq(number_of(fiber, bench, "b", false), 2);
    cr_expect_eq(number_of(fiber, bench, "a", false), 1);
    cr_expect_eq(number_of(fiber, bench, "c", false), 3, "which is one more than are kept");
    cr_expect_eq(number_of(fiber, bench, "a", false), 1, "it was used last but one");
    cr_expect_eq(number_of(fiber, bench, "b", false), 4, "it was not");
    cr_expect_eq(number_of(fiber, bench, "b", true), 4);
    cr_expect_eq(number_of(fiber, bench, "b", false), 5, "what is of no use is not kept");
}

Test(store, those_used_last_are_kept_unless_they_are_of_no_use, .timeout = BOUND_S)
{
    struct bench bench = {0};
    run(&bench, ask_for_many, NULL);
    cr_expect_eq(bench.works, 5);
}

/* The one who still reads what was forgotten has it until he gives it back. */
static void read_what_was_forgotten(struct fiber *fiber, void *argument)
{
    struct bench *bench = argument;
    bench->first_left = true;
    struct thing *old = ask(fiber, bench, 1, LONG_MS);
    store_wait(&old->item, fiber);
    store_forget(&old->item);
    struct thing *new = ask(fiber, bench, 1, LONG_MS);
    store_wait(&new->item, fiber);
    store_forget(&old->item);
    cr_expect_eq(old->number, 1);
    cr_expect_eq(new->number, 2);
    cr_expect(store_has(&bench->store, "a"));
    cr_expect_eq(bench->cleared, 0);
    store_release(&old->item);
    cr_expect_eq(bench->cleared, 1);
    store_release(&new->item);
}

Test(store, what_is_forgotten_lives_as_long_as_it_is_read, .timeout = BOUND_S)
{
    struct bench bench = {0};
    run(&bench, read_what_was_forgotten, NULL);
}
