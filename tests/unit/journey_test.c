/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which reports wait, for what, and in which order they are handed over. */
#include "base/list.h"
#include "scan/journey.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60, TRAVELLERS_MAX = 3 };

/* One journey and when it ends. */
struct traveller {
    struct run *run;
    struct journey *journey;
    int64_t wait_ms; /* at most; 0 for as long as it takes */
    bool left;
};

struct run {
    struct journeys journeys;
    struct reach_watch *watch;
    struct fiber_pool *pool;
    struct traveller travellers[TRAVELLERS_MAX];
    size_t count;
    struct journey *pioneer; /* begun before the others, in some tests */
};

static void start(struct run *run, size_t max)
{
    *run = (struct run){.watch = reach_watch_new(), .pool = fiber_pool_new()};
    run->journeys = (struct journeys){.max = max, .watch = run->watch, .more = true};
}

static bool ignore(void *context, void *made)
{
    (void)context;
    (void)made;
    return true;
}

static void travel(struct fiber *fiber, void *argument)
{
    struct traveller *traveller = argument;
    int64_t deadline_ms = traveller->wait_ms > 0 ? fiber_now_ms(fiber) + traveller->wait_ms : FIBER_NEVER;
    journeys_hold(&traveller->run->journeys, traveller->journey, fiber, deadline_ms);
    traveller->left = true;
}

static struct traveller *add(struct run *run, bool in_doubt, int64_t wait_ms)
{
    struct traveller *traveller = &run->travellers[run->count++];
    *traveller =
        (struct traveller){.run = run, .journey = journeys_begin(&run->journeys), .wait_ms = wait_ms};
    traveller->journey->doubt = in_doubt ? REACH_RELAY_OVER_IPV4 : 0;
    fiber_spawn(run->pool, travel, traveller);
    return traveller;
}

/* Runs until all have left. */
static void finish(struct run *run)
{
    cr_assert_eq(fiber_pool_run(run->pool), !fiber_pool_is_cut(run->pool));
    cr_expect_eq(run->journeys.held, 0);
    for (size_t i = 0; i < run->count; i++) {
        cr_expect(run->travellers[i].left);
        journeys_finish(&run->journeys, run->travellers[i].journey, NULL, ignore, NULL);
    }
    cr_expect_eq(run->journeys.active, 0);
    cr_expect_eq(run->journeys.finished, 0);
    fiber_pool_free(run->pool);
    reach_watch_free(run->watch);
}

Test(journey, what_stalls_a_run)
{
    static const struct {
        struct journeys journeys;
        bool stalled;
        const char *because;
    } rows[] = {
        {{.active = 2, .held = 2, .max = 5}, true, "the input is at its end and all wait"},
        {{.active = 3, .held = 2, .max = 5}, false, "one goes on"},
        {{.active = 3, .held = 2, .finished = 1, .max = 5}, true, "the third waits for its turn"},
        {{.active = 2, .held = 2, .max = 5, .more = true}, false, "there may be another target"},
        {{.active = 5, .held = 5, .max = 5, .more = true}, true, "there is no place for another"},
        {{.active = 5, .held = 4, .max = 5, .more = true}, false, "there will be when one has finished"},
        {{.active = 5, .held = 1, .finished = 4, .max = 5, .more = true}, true, "all wait for one"},
        {{.active = 1, .held = 1, .max = 1, .more = true}, true, "one at a time"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(journeys_stalled(&rows[i].journeys), rows[i].stalled, "%s", rows[i].because);
}

Test(journey, without_doubt_nobody_waits, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, false, 0);
    finish(&run);
}

static void reach(struct run *run, const char *address)
{
    struct control control = {.address = (char *)address, .port = 25, .connected = ANSWER_YES};
    reach_watch_note_control(run->watch, &control);
    journeys_reconsider(&run->journeys);
}

static void reach_something(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 2);
    cr_expect_not(run->travellers[0].left);
    reach(run, "192.0.2.1");
    cr_expect_eq(run->journeys.held, 0);
}

Test(journey, doubt_ends_when_the_run_can_tell, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, true, 0);
    add(&run, true, 0);
    fiber_spawn(run.pool, reach_something, &run);
    finish(&run);
}

static void reach_one_family(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 2);
    reach(run, "2001:db8::1");
    cr_expect_eq(run->journeys.held, 1);
    cr_expect_not_null(run->travellers[0].journey->held, "nothing was reached over IPv4");
    reach(run, "192.0.2.1");
    cr_expect_eq(run->journeys.held, 0);
}

Test(journey, each_family_is_waited_for_by_itself, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, true, 0);
    add(&run, true, 0)->journey->doubt = REACH_RELAY_OVER_IPV6;
    fiber_spawn(run.pool, reach_one_family, &run);
    finish(&run);
}

static void end_input(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 2);
    run->journeys.more = false;
    journeys_reconsider(&run->journeys);
}

Test(journey, at_the_end_of_the_input_all_go, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, true, 0);
    add(&run, true, 0);
    fiber_spawn(run.pool, end_input, &run);
    finish(&run);
}

Test(journey, the_last_target_does_not_wait_for_others, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    run.journeys.more = false;
    add(&run, true, 0);
    finish(&run);
}

Test(journey, where_there_is_no_place_for_another_all_go, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 2);
    add(&run, true, 0);
    add(&run, true, 0);
    finish(&run);
}

Test(journey, nobody_waits_beyond_the_deadline, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, true, 1);
    finish(&run);
}

/* A host that does not answer on port 25, and does on 587. */
static void add_blocked_host(struct report *report, const char *address, bool answers)
{
    struct host *host = list_append(&report->hosts, &report->host_count, sizeof *host);
    text_list_append(&host->addresses, address);
    for (int i = 0; i < 2; i++) {
        struct endpoint *endpoint =
            list_append(&report->endpoints, &report->endpoint_count, sizeof *endpoint);
        endpoint->address = text_copy(address);
        endpoint->port = i == 0 ? 25 : 587;
        struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
        session->stop.at = i == 0 && !answers ? STEP_CONNECT : STEP_NONE;
        session->stop.reason = i == 0 && !answers ? STOP_TIMED_OUT : STOP_NONE;
    }
}

/* Three are blocked, and the target that was begun before them is still on its way. */
static void three_are_blocked(struct run *run, const char *const *addresses)
{
    run->pioneer = journeys_begin(&run->journeys);
    for (size_t i = 0; i < TRAVELLERS_MAX; i++) {
        struct traveller *traveller = add(run, false, 0);
        add_blocked_host(&traveller->journey->report, addresses[i], false);
        journeys_note(&run->journeys, traveller->journey);
        cr_expect_eq(traveller->journey->doubt, REACH_RELAY_OVER_IPV4);
    }
}

static const char *const three_networks[] = {"192.0.2.1", "198.51.100.1", "203.0.113.1"};

static void note_pioneer(struct run *run, bool answers)
{
    add_blocked_host(&run->pioneer->report, "10.1.0.1", answers);
    journeys_note(&run->journeys, run->pioneer);
    cr_expect_eq(run->journeys.held, 0);
    journeys_finish(&run->journeys, run->pioneer, NULL, ignore, NULL);
}

static void pioneer_gets_through(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 3, "the first target may show that port 25 works");
    note_pioneer(run, true);
}

Test(journey, what_looks_blocked_waits_for_those_who_were_on_their_way, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    three_are_blocked(&run, three_networks);
    fiber_spawn(run.pool, pioneer_gets_through, &run);
    finish(&run);
}

static void pioneer_is_blocked_too(struct fiber *fiber, void *argument)
{
    (void)fiber;
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 3);
    journeys_begin(&run->journeys);
    note_pioneer(run, false);
    cr_expect_eq(run->journeys.held, 0, "who was begun later is not waited for");
    run->journeys.last->noted = true;
    journeys_finish(&run->journeys, run->journeys.last, NULL, ignore, NULL);
}

Test(journey, what_looks_blocked_waits_for_nobody_who_came_later, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    three_are_blocked(&run, three_networks);
    fiber_spawn(run.pool, pioneer_is_blocked_too, &run);
    finish(&run);
}

/* Appends what was made of the target, its word, to the text_list `context`. */
static bool write_down(void *context, void *made)
{
    text_list_append(context, made);
    bool wanted = strcmp(made, "unwanted") != 0;
    free(made);
    return wanted;
}

static struct journey *begin(struct journeys *journeys, const char *word)
{
    struct journey *journey = journeys_begin(journeys);
    journey->report.target.word = text_copy(word);
    journey->made = text_copy(word);
    return journey;
}

static void expect_written(struct text_list *written, const char *expected)
{
    char *words = text_list_join(written, " ");
    cr_expect_str_eq(words, expected);
    free(words);
}

Test(journey, in_the_order_of_the_targets)
{
    struct journeys journeys = {.in_order = true};
    struct text_list written = {0};
    struct journey *a = begin(&journeys, "a");
    struct journey *b = begin(&journeys, "b");
    struct journey *c = begin(&journeys, "c");
    cr_expect(journeys_finish(&journeys, b, NULL, write_down, &written));
    expect_written(&written, "");
    cr_expect_eq(journeys.finished, 1);
    cr_expect_eq(journeys.active, 3);
    cr_expect(journeys_finish(&journeys, a, NULL, write_down, &written));
    expect_written(&written, "a b");
    cr_expect_eq(journeys.finished, 0);
    cr_expect(journeys_finish(&journeys, c, NULL, write_down, &written));
    expect_written(&written, "a b c");
    cr_expect_eq(journeys.active, 0);
    text_list_free(&written);
}

Test(journey, of_what_waits_the_report_is_gone)
{
    struct journeys journeys = {.in_order = true};
    struct text_list written = {0};
    struct journey *a = begin(&journeys, "a");
    struct journey *b = begin(&journeys, "b");
    cr_expect(journeys_finish(&journeys, b, NULL, write_down, &written));
    cr_expect_null(b->report.target.word);
    cr_expect(journeys_finish(&journeys, a, NULL, write_down, &written));
    expect_written(&written, "a b");
    cr_expect_eq(journeys.active, 0);
    text_list_free(&written);
}

Test(journey, as_they_finish)
{
    struct journeys journeys = {0};
    struct text_list written = {0};
    struct journey *a = begin(&journeys, "a");
    struct journey *b = begin(&journeys, "unwanted");
    cr_expect_not(journeys_finish(&journeys, b, NULL, write_down, &written), "the owner wants no more");
    cr_expect(journeys_finish(&journeys, a, NULL, write_down, &written));
    expect_written(&written, "unwanted a");
    text_list_free(&written);
}

static void cut(struct fiber *fiber, void *argument)
{
    struct run *run = argument;
    cr_expect_eq(run->journeys.held, 2);
    fiber_pool_cut(fiber_pool_of(fiber));
}

Test(journey, nobody_waits_once_the_run_is_cut, .timeout = BOUND_S)
{
    struct run run;
    start(&run, 9);
    add(&run, true, 0);
    add(&run, true, 0);
    fiber_spawn(run.pool, cut, &run);
    finish(&run);
}
