/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places that the user knows to work. */
#include "facts/shapes.h"
#include "scan/control.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A bound for what would never end. */
enum { BOUND_S = 60, LONG_MS = 20000, TARGETS = 2 };

Test(control, what_is_a_place)
{
    static const char *const good[] = {
        "mx.example.org:25",    "192.0.2.1:25", "[2001:db8::1]:25", "localhost:25", "MX.Example:65535",
        "b\xc3\xbc.example:25", "a.example",    "192.0.2.1",        "2001:db8::1",  "[2001:db8::1]"};
    static const char *const bad[] = {"",
                                      "a.example:",
                                      "a.example:0",
                                      "a.example:65536",
                                      "a.example:smtp",
                                      "a.example:25:26",
                                      "a.example:25\n",
                                      ":25",
                                      "a b:25",
                                      "a/b:25",
                                      "a_b.example:25",
                                      "a..example:25",
                                      "1.2.3:25",
                                      "2001:db8::1:25x",
                                      "[2001:db8::1]25",
                                      "[a.example]:25",
                                      "[]:25",
                                      "[",
                                      "user@example.org",
                                      "user@[192.0.2.1]:25",
                                      "smtp://mx.example:25"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char *problem = control_problem(good[i]);
        cr_expect_null(problem, "%s", problem);
        free(problem);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *problem = control_problem(bad[i]);
        cr_expect_not_null(problem, "\"%s\" is taken for a place", bad[i]);
        free(problem);
    }
}

/* A loopback port, which listens or refuses; the descriptor is the caller's. */
static int open_port(bool listens, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(bind(descriptor, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)&address, &length), 0);
    if (listens)
        cr_assert_eq(listen(descriptor, 9), 0);
    *port = ntohs(address.sin_port);
    return descriptor;
}

struct run {
    struct controls *controls;
    struct report reports[TARGETS];
    size_t waited;
    size_t told;
};

static void count_told(void *context, const struct control *control)
{
    struct run *run = context;
    cr_expect_not_null(control->place);
    run->told++;
}

static void wait_and_tell(struct fiber *fiber, void *argument)
{
    struct run *run = argument;
    controls_wait(run->controls, fiber);
    controls_tell(run->controls, &run->reports[run->waited++]);
}

/* Connects to all places and returns what the report says of them, to be cleared with report_shape. */
static struct report look_at(const struct text_list *places, bool ipv6)
{
    struct run run = {0};
    char *error = NULL;
    struct fiber_pool *pool = fiber_pool_new();
    struct resolver *resolver = resolver_new(pool, &(struct resolver_options){.offline = true}, &error);
    cr_assert_not_null(resolver, "%s", error);
    struct control_options options = {.resolver = resolver,
                                      .budget = budget_new(2, 9),
                                      .ipv4 = true,
                                      .ipv6 = ipv6,
                                      .dial = {.timeout_ms = LONG_MS},
                                      .done = count_told,
                                      .context = &run};
    run.controls = controls_begin(pool, places, &options);
    for (size_t i = 0; i < TARGETS; i++)
        fiber_spawn(pool, wait_and_tell, &run);
    cr_assert(fiber_pool_run(pool));
    cr_expect_eq(run.told, run.reports[0].vantage.control_count);
    controls_free(run.controls);
    resolver_free(resolver);
    fiber_pool_free(pool);
    budget_free(options.budget);
    cr_expect_eq(run.reports[0].vantage.control_count, run.reports[1].vantage.control_count);
    shape_clear(&report_shape, &run.reports[1]);
    return run.reports[0];
}

Test(control, without_places_nobody_waits, .timeout = BOUND_S)
{
    struct text_list places = {0};
    struct report report = look_at(&places, false);
    cr_expect_eq(report.vantage.control_count, 0);
    shape_clear(&report_shape, &report);
}

static void add_place(struct text_list *places, const char *host, int port)
{
    char *place = text_format("%s:%d", host, port);
    text_list_append(places, place);
    free(place);
}

Test(control, each_place_once_with_what_became_of_it, .timeout = BOUND_S)
{
    int open;
    int closed;
    int listener = open_port(true, &open);
    int bound = open_port(false, &closed);
    struct text_list places = {0};
    add_place(&places, "127.0.0.1", open);
    add_place(&places, "127.0.0.1", closed);
    add_place(&places, "localhost", open);
    add_place(&places, "mx.example.org", 25);
    struct report report = look_at(&places, false);
    const struct control *controls = report.vantage.controls;
    cr_assert_eq(report.vantage.control_count, 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_str_eq(controls[i].place, places.items[i]);
    cr_expect_eq(controls[0].connected, ANSWER_YES);
    cr_expect_eq(controls[0].port, open);
    cr_expect_str_eq(controls[0].address, "127.0.0.1");
    cr_expect_eq(controls[0].stop.reason, STOP_NONE);
    cr_expect_eq(controls[1].connected, ANSWER_NO);
    cr_expect_eq(controls[1].stop.reason, STOP_REFUSED);
    cr_expect_eq(controls[1].stop.at, STEP_CONNECT);
    cr_expect_eq(controls[2].connected, ANSWER_YES, "localhost needs no look-up");
    cr_expect_eq(controls[3].connected, ANSWER_UNKNOWN, "no address is known for it");
    cr_expect_null(controls[3].address);
    cr_expect_not_null(controls[3].stop.detail);
    shape_clear(&report_shape, &report);
    text_list_free(&places);
    close(listener);
    close(bound);
}

Test(control, a_name_is_tried_over_each_family, .timeout = BOUND_S)
{
    int open;
    int listener = open_port(true, &open);
    struct text_list places = {0};
    add_place(&places, "localhost", open);
    struct report report = look_at(&places, true);
    const struct control *controls = report.vantage.controls;
    cr_assert_eq(report.vantage.control_count, 2);
    cr_expect_str_eq(controls[0].address, "127.0.0.1");
    cr_expect_eq(controls[0].connected, ANSWER_YES);
    cr_expect_str_eq(controls[1].address, "::1");
    cr_expect_eq(controls[1].connected, ANSWER_NO,
                 "nobody listens there, or this machine has no such family");
    for (size_t i = 0; i < 2; i++)
        cr_expect_str_eq(controls[i].place, places.items[0]);
    shape_clear(&report_shape, &report);
    text_list_free(&places);
    close(listener);
}
