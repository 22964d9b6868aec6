/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Slots for connections: limits, order, deadlines. */
#include "net/budget.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIBERS = 6 };

struct turn {
    struct budget *budget;
    const char *address;
    int open_now;
    int most_open;
    int begun;
    char order[FIBERS + 1];
};

/* Takes a slot, holds it until all have come for one, gives it back. */
static void hold_slot(struct fiber *fiber, void *argument)
{
    struct turn *turn = argument;
    char letter = (char)('a' + turn->begun++);
    cr_assert(budget_acquire(turn->budget, fiber, turn->address,
                             &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    turn->order[strlen(turn->order)] = letter;
    if (++turn->open_now > turn->most_open)
        turn->most_open = turn->open_now;
    while (turn->begun < FIBERS)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    turn->open_now--;
    budget_release(turn->budget, turn->address);
}

static void run_turns(struct turn *turns, size_t count, size_t per_address)
{
    struct fiber_pool *pool = fiber_pool_new();
    struct budget *budget = budget_new(per_address, 100);
    for (size_t i = 0; i < count; i++) {
        turns[i].budget = budget;
        for (int n = 0; n < FIBERS; n++)
            fiber_spawn(pool, hold_slot, &turns[i]);
    }
    fiber_pool_run(pool);
    cr_expect_eq(budget_peak(budget), per_address);
    fiber_pool_free(pool);
    budget_free(budget);
}

Test(budget, the_limit_holds_for_each_address_and_turns_go_by_arrival)
{
    struct turn turns[] = {{.address = "192.0.2.1"}, {.address = "2001:db8::1"}};
    run_turns(turns, 2, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(turns[i].most_open, 2);
        cr_expect_str_eq(turns[i].order, "abcdef");
    }
}

Test(budget, a_limit_of_one)
{
    struct turn turn = {.address = "192.0.2.1"};
    run_turns(&turn, 1, 1);
    cr_expect_eq(turn.most_open, 1);
    cr_expect_str_eq(turn.order, "abcdef");
}

struct late {
    struct budget *budget;
    struct fiber *fiber;
    bool answer;
    bool gave_up;
    bool second_waits;
    bool second_answer;
};

/* Lets the others run until one of them has done its part. */
static void run_others_until(struct fiber *fiber, const bool *done)
{
    while (!*done)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
}

static void give_up(struct fiber *fiber, void *argument)
{
    struct late *late = argument;
    late->fiber = fiber;
    late->answer = budget_acquire(late->budget, fiber, "192.0.2.1",
                                  &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber) + 5});
    late->gave_up = true;
}

static void wait_behind(struct fiber *fiber, void *argument)
{
    struct late *late = argument;
    late->second_waits = true;
    late->second_answer =
        budget_acquire(late->budget, fiber, "192.0.2.1", &(struct budget_wait){.deadline_ms = FIBER_NEVER});
    budget_release(late->budget, "192.0.2.1");
}

static void hold_until_other_gave_up(struct fiber *fiber, void *argument)
{
    struct late *late = argument;
    cr_assert(
        budget_acquire(late->budget, fiber, "192.0.2.1", &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    fiber_spawn(fiber_pool_of(fiber), give_up, late);
    fiber_spawn(fiber_pool_of(fiber), wait_behind, late);
    run_others_until(fiber, &late->second_waits);
    fiber_wake(late->fiber); /* a wake that is meant for something else grants nothing */
    run_others_until(fiber, &late->gave_up);
    budget_release(late->budget, "192.0.2.1");
}

Test(budget, a_deadline_ends_the_wait_and_the_next_in_line_is_served)
{
    struct late late = {.budget = budget_new(1, 100), .answer = true};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, hold_until_other_gave_up, &late);
    fiber_pool_run(pool);
    cr_expect_not(late.answer);
    cr_expect(late.second_answer);
    cr_expect(budget_try_acquire(late.budget, "192.0.2.1"), "every slot was given back");
    budget_release(late.budget, "192.0.2.1");
    fiber_pool_free(pool);
    budget_free(late.budget);
}

static void try_while_others_wait(struct fiber *fiber, void *argument)
{
    struct budget *budget = argument;
    struct late late = {.budget = budget};
    cr_expect(budget_try_acquire(budget, "192.0.2.1"));
    cr_expect_not(budget_try_acquire(budget, "192.0.2.1"));
    cr_expect(budget_try_acquire(budget, "192.0.2.2"));
    fiber_spawn(fiber_pool_of(fiber), wait_behind, &late);
    run_others_until(fiber, &late.second_waits);
    budget_release(budget, "192.0.2.1");
    cr_expect_not(budget_try_acquire(budget, "192.0.2.1"), "it was promised to the one that waits");
    run_others_until(fiber, &late.second_answer);
    cr_expect(budget_try_acquire(budget, "192.0.2.1"));
    budget_release(budget, "192.0.2.1");
    budget_release(budget, "192.0.2.2");
}

Test(budget, trying_never_overtakes)
{
    struct budget *budget = budget_new(1, 100);
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, try_while_others_wait, budget);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    budget_free(budget);
}

static void take_descriptors(struct fiber *fiber, void *argument)
{
    struct budget *budget = argument;
    cr_expect(budget_acquire_descriptor(budget, fiber, &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    cr_expect(budget_acquire_descriptor(budget, fiber, &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    cr_expect_not(budget_acquire_descriptor(budget, fiber,
                                            &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber) + 2}));
    budget_release_descriptor(budget);
    cr_expect(budget_acquire_descriptor(budget, fiber,
                                        &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber) + 2}));
    budget_release_descriptor(budget);
    budget_release_descriptor(budget);
}

Test(budget, the_run_has_a_limit_of_its_own)
{
    struct budget *budget = budget_new(100, 2);
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, take_descriptors, budget);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    budget_free(budget);
    budget_free(NULL);
}

/* A fiber that tries `tries` connections to one address, one after the other. */
struct paced {
    struct budget *budget;
    const char *refuse_with; /* the server's reply to each; NULL: it serves them */
    bool essential;
    int tries;
    int begun;
    int64_t asked_ms; /* before the first try: what the pace is counted from is never earlier */
    int64_t began_ms[8];
    char spent[80];
};

static void connect_in_turn(struct fiber *fiber, void *argument)
{
    struct paced *paced = argument;
    paced->asked_ms = fiber_now_ms(fiber);
    for (int i = 0; i < paced->tries; i++) {
        if (!budget_acquire(
                paced->budget, fiber, "192.0.2.1",
                &(struct budget_wait){.deadline_ms = FIBER_NEVER, .essential = paced->essential})) {
            char *why = budget_spent(paced->budget, NULL, "192.0.2.1");
            snprintf(paced->spent, sizeof paced->spent, "%s", why != NULL ? why : "");
            free(why);
            return;
        }
        paced->began_ms[paced->begun++] = fiber_now_ms(fiber);
        if (paced->refuse_with != NULL)
            budget_refused(paced->budget, fiber, "192.0.2.1", fiber_now_ms(fiber), paced->refuse_with);
        else
            budget_served(paced->budget, "192.0.2.1", fiber_now_ms(fiber));
        budget_release(paced->budget, "192.0.2.1");
    }
}

static void run_paced(struct paced *paced, const struct pace *pace)
{
    struct fiber_pool *pool = fiber_pool_new();
    paced->budget = budget_new(2, 10);
    budget_set_pace(paced->budget, pace);
    fiber_spawn(pool, connect_in_turn, paced);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    budget_free(paced->budget);
}

Test(budget, a_run_begins_so_many_connections_at_an_address_and_no_more)
{
    struct paced paced = {.tries = 5};
    run_paced(&paced, &(struct pace){.begun_max = 3});
    cr_expect_eq(paced.begun, 3);
    cr_expect(strstr(paced.spent, "the limit of connections") != NULL, "%s", paced.spent);
}

Test(budget, what_is_counted_outside_of_the_pace_is_counted_all_the_same)
{
    struct budget *budget = budget_new(1, 1);
    budget_set_pace(budget, &(struct pace){.begun_max = 3, .spacing_ms = 60000});
    for (int i = 0; i < 3; i++)
        cr_expect(budget_count(budget, NULL, "192.0.2.1"), "slots and the pace are not asked for");
    cr_expect_not(budget_count(budget, NULL, "192.0.2.1"));
    char *why = budget_spent(budget, NULL, "192.0.2.1");
    cr_expect_not_null(why);
    free(why);
    cr_expect(budget_count(budget, NULL, "192.0.2.2"));
    budget_correct(budget, NULL, "192.0.2.1", -1);
    cr_expect_null(budget_spent(budget, NULL, "192.0.2.1"));
    cr_expect(budget_count(budget, NULL, "192.0.2.1"));
    budget_correct(budget, NULL, "192.0.2.1", 1);
    budget_correct(budget, NULL, "192.0.2.1", -1);
    cr_expect_not(budget_count(budget, NULL, "192.0.2.1"));
    budget_free(budget);
}

Test(budget, beginnings_keep_their_distance)
{
    struct paced paced = {.tries = 3};
    run_paced(&paced, &(struct pace){.spacing_ms = 20});
    cr_expect_eq(paced.begun, 3);
    cr_expect_geq(paced.began_ms[1] - paced.asked_ms, 20);
    cr_expect_geq(paced.began_ms[2] - paced.asked_ms, 40);
}

Test(budget, each_refusal_in_a_row_doubles_the_pause_and_the_last_ends_it)
{
    struct paced paced = {.tries = 8, .refuse_with = "421 too many connections"};
    run_paced(&paced, &(struct pace){.pause_ms = 10, .pause_max_ms = 30, .refusals_max = 4});
    cr_expect_eq(paced.begun, 4);
    cr_expect_geq(paced.began_ms[1] - paced.began_ms[0], 10);
    cr_expect_geq(paced.began_ms[2] - paced.began_ms[1], 20);
    cr_expect_geq(paced.began_ms[3] - paced.began_ms[2], 30);
    cr_expect_str_eq(paced.spent, "421 too many connections");
}

Test(budget, what_is_essential_is_tried_after_one_pause_whatever_was_refused)
{
    struct paced paced = {.tries = 4, .refuse_with = "421 too many connections", .essential = true};
    run_paced(&paced, &(struct pace){.pause_ms = 10, .pause_max_ms = 60000, .refusals_max = 2});
    cr_expect_eq(paced.begun, 4);
    cr_expect_geq(paced.began_ms[3] - paced.began_ms[2], 10);
}

/* Some connections to one address at once, of which one is refused before the others end. */
struct crowd {
    struct budget *budget;
    int begun;
    int open_now;
    int most_open; /* since the refusal */
    bool refused;
};

enum { CROWD = 12, CROWD_PER_ADDRESS = 6 };

static void join_crowd(struct fiber *fiber, void *argument)
{
    struct crowd *crowd = argument;
    cr_assert(
        budget_acquire(crowd->budget, fiber, "192.0.2.1", &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    crowd->open_now++;
    if (++crowd->begun == CROWD_PER_ADDRESS) {
        crowd->refused = true;
        budget_refused(crowd->budget, fiber, "192.0.2.1", fiber_now_ms(fiber), "421 too many");
    } else if (crowd->begun > CROWD_PER_ADDRESS && crowd->open_now > crowd->most_open) {
        crowd->most_open = crowd->open_now;
    }
    run_others_until(fiber, &crowd->refused);
    fiber_park(fiber, fiber_now_ms(fiber) + 2);
    crowd->open_now--;
    budget_release(crowd->budget, "192.0.2.1");
}

Test(budget, after_a_refusal_half_as_many_are_open_at_once)
{
    struct crowd crowd = {.budget = budget_new(CROWD_PER_ADDRESS, 100)};
    struct fiber_pool *pool = fiber_pool_new();
    budget_set_pace(crowd.budget, &(struct pace){.slow_ms = 1, .slow_max_ms = 1});
    for (int i = 0; i < CROWD; i++)
        fiber_spawn(pool, join_crowd, &crowd);
    fiber_pool_run(pool);
    cr_expect_eq(crowd.begun, CROWD);
    cr_expect_leq(crowd.most_open, CROWD_PER_ADDRESS / 2, "%d", crowd.most_open);
    fiber_pool_free(pool);
    budget_free(crowd.budget);
}

/* Comes while others are there and more want in. */
static void be_alone(struct fiber *fiber, void *argument)
{
    struct turn *turn = argument;
    cr_assert(
        budget_acquire(turn->budget, fiber, turn->address,
                       &(struct budget_wait){.deadline_ms = FIBER_NEVER, .alone = true, .quiet_ms = 3}));
    cr_expect_eq(turn->open_now, 0);
    cr_expect_not(budget_try_acquire(turn->budget, turn->address));
    turn->order[strlen(turn->order)] = '-';
    for (int i = 0; i < 3; i++)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    cr_expect_eq(turn->open_now, 0);
    budget_release(turn->budget, turn->address);
}

static void come_and_go(struct fiber *fiber, void *argument)
{
    struct turn *turn = argument;
    cr_assert(budget_acquire(turn->budget, fiber, turn->address,
                             &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    turn->open_now++;
    turn->order[strlen(turn->order)] = 'x';
    fiber_park(fiber, fiber_now_ms(fiber) + 2);
    turn->open_now--;
    budget_release(turn->budget, turn->address);
}

Test(budget, who_wants_to_be_alone_waits_for_those_before_and_holds_up_those_behind)
{
    struct turn turn = {.address = "192.0.2.1", .budget = budget_new(3, 100)};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, come_and_go, &turn);
    fiber_spawn(pool, come_and_go, &turn);
    fiber_spawn(pool, be_alone, &turn);
    fiber_spawn(pool, come_and_go, &turn);
    fiber_spawn(pool, come_and_go, &turn);
    fiber_pool_run(pool);
    cr_expect_str_eq(turn.order, "xx-xx");
    fiber_pool_free(pool);
    budget_free(turn.budget);
}

static void come_for_something_minor(struct fiber *fiber, void *argument)
{
    struct turn *turn = argument;
    cr_assert(budget_acquire(turn->budget, fiber, turn->address,
                             &(struct budget_wait){.deadline_ms = FIBER_NEVER, .minor = true}));
    turn->order[strlen(turn->order)] = 'm';
    budget_release(turn->budget, turn->address);
}

Test(budget, what_is_minor_lets_all_others_go_first)
{
    struct turn turn = {.address = "192.0.2.1", .budget = budget_new(1, 100)};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, come_and_go, &turn);
    fiber_spawn(pool, come_for_something_minor, &turn);
    fiber_spawn(pool, come_and_go, &turn);
    fiber_spawn(pool, come_for_something_minor, &turn);
    fiber_spawn(pool, be_alone, &turn);
    fiber_pool_run(pool);
    cr_expect_str_eq(turn.order, "xx-mm");
    fiber_pool_free(pool);
    budget_free(turn.budget);
}

static void want_to_be_alone_in_vain(struct fiber *fiber, void *argument)
{
    struct late *late = argument;
    late->answer =
        budget_acquire(late->budget, fiber, "192.0.2.1",
                       &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber) + 5, .alone = true});
    late->gave_up = true;
}

static void hold_until_alone_gave_up(struct fiber *fiber, void *argument)
{
    struct late *late = argument;
    cr_assert(
        budget_acquire(late->budget, fiber, "192.0.2.1", &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    fiber_spawn(fiber_pool_of(fiber), want_to_be_alone_in_vain, late);
    fiber_spawn(fiber_pool_of(fiber), wait_behind, late);
    run_others_until(fiber, &late->second_answer);
    cr_expect(late->gave_up);
    budget_release(late->budget, "192.0.2.1");
}

Test(budget, who_gives_up_waiting_to_be_alone_holds_up_nobody)
{
    struct late late = {.budget = budget_new(2, 100), .answer = true};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, hold_until_alone_gave_up, &late);
    fiber_pool_run(pool);
    cr_expect_not(late.answer);
    cr_expect(late.second_answer);
    fiber_pool_free(pool);
    budget_free(late.budget);
}

/* A port that keeps silent, until another connection has told what it wants. */
static void hold_until_served(struct fiber *fiber, void *argument)
{
    struct turn *turn = argument;
    const struct budget_wait essential = {.deadline_ms = fiber_now_ms(fiber) + 1000, .essential = true};
    cr_assert(budget_acquire(turn->budget, fiber, turn->address, &essential));
    fiber_spawn(fiber_pool_of(fiber), be_alone, turn);
    fiber_spawn(fiber_pool_of(fiber), come_and_go, turn);
    fiber_park(fiber, fiber_now_ms(fiber) + 2);
    cr_expect(budget_acquire(turn->budget, fiber, turn->address, &essential));
    turn->order[strlen(turn->order)] = 'e';
    budget_release(turn->budget, turn->address);
    budget_release(turn->budget, turn->address);
}

Test(budget, what_is_essential_overtakes_who_wants_to_be_alone_and_nothing_else_does)
{
    struct turn turn = {.address = "192.0.2.1", .budget = budget_new(2, 100)};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, hold_until_served, &turn);
    fiber_pool_run(pool);
    cr_expect_str_eq(turn.order, "e-x");
    fiber_pool_free(pool);
    budget_free(turn.budget);
}

Test(budget, only_so_many_addresses_are_remembered)
{
    struct budget *budget = budget_new(2, 10);
    char address[32];
    budget_set_pace(budget, &(struct pace){.begun_max = 1});
    cr_expect(budget_count(budget, NULL, "192.0.2.1"));
    cr_expect_not(budget_count(budget, NULL, "192.0.2.1"));
    for (unsigned i = 0; i <= BUDGET_REMEMBERED; i++) {
        snprintf(address, sizeof address, "2001:db8::%x:%x", i >> 16, i & 0xffff);
        budget_served(budget, address, 0);
    }
    cr_expect(budget_count(budget, NULL, "192.0.2.1"), "it was forgotten");
    budget_free(budget);
}

Test(budget, what_is_taken_back_after_an_address_was_forgotten_is_no_credit)
{
    struct budget *budget = budget_new(2, 10);
    budget_set_pace(budget, &(struct pace){.begun_max = 1});
    budget_correct(budget, NULL, "192.0.2.1", -2);
    cr_expect(budget_count(budget, NULL, "192.0.2.1"));
    cr_expect_not(budget_count(budget, NULL, "192.0.2.1"));
    budget_free(budget);
}

struct turned_back {
    struct budget *budget;
    bool waited;
    bool came_late;
};

static void hold_and_cut(struct fiber *fiber, void *argument)
{
    struct turned_back *turned = argument;
    const struct budget_wait forever = {.deadline_ms = FIBER_NEVER};
    cr_expect(budget_acquire(turned->budget, fiber, "192.0.2.1", &forever));
    fiber_park(fiber, fiber_now_ms(fiber) + 1);
    fiber_pool_cut(fiber_pool_of(fiber));
    turned->came_late = !budget_acquire(turned->budget, fiber, "192.0.2.2", &forever);
    budget_release(turned->budget, "192.0.2.1");
}

static void wait_in_line(struct fiber *fiber, void *argument)
{
    struct turned_back *turned = argument;
    turned->waited = !budget_acquire(turned->budget, fiber, "192.0.2.1",
                                     &(struct budget_wait){.deadline_ms = FIBER_NEVER});
}

Test(budget, nobody_enters_once_the_run_is_cut)
{
    struct turned_back turned = {.budget = budget_new(1, 100)};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, hold_and_cut, &turned);
    fiber_spawn(pool, wait_in_line, &turned);
    fiber_pool_run(pool);
    cr_expect(turned.waited && turned.came_late);
    fiber_pool_free(pool);
    budget_free(turned.budget);
}
