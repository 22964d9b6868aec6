/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answers to a trace's packets come to, and traces on loopback, where each way is one hop long. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "trace/trace.h"
#include "trace/trace_result.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT = 30, BOUND_S = 60 };

/* A path with two ports that nothing is known of. */
static void make_path(struct path *path)
{
    memset(path, 0, sizeof *path);
    for (size_t i = 0; i < 2; i++)
        list_append(&path->ports, &path->port_count, sizeof *path->ports);
}

static const char *router_at(int64_t hop)
{
    static const char *const routers[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};
    return routers[hop - 1];
}

static struct icmp_error *prohibited_by(const char *sender)
{
    struct icmp_error *icmp = allocate(1, sizeof *icmp);
    *icmp = (struct icmp_error){.family = 4, .type = 3, .code = 13, .sender = text_copy(sender)};
    return icmp;
}

Test(trace_result, hops_are_kept_in_order)
{
    struct path path;
    make_path(&path);
    trace_note_hop(&path.ports[0], 3, "192.0.2.3", 30);
    trace_note_hop(&path.ports[0], 1, "192.0.2.1", 10);
    trace_note_hop(&path.ports[0], 2, "192.0.2.2", 20);
    cr_assert_eq(path.ports[0].hop_count, 3);
    for (int64_t i = 0; i < 3; i++) {
        cr_expect_eq(path.ports[0].hops[i].hop, i + 1);
        cr_expect_eq(path.ports[0].hops[i].elapsed_us, 10 * (i + 1));
    }
    shape_clear(&path_shape, &path);
}

Test(trace_result, the_nearest_end_is_the_end)
{
    struct path path;
    make_path(&path);
    struct path_port *port = &path.ports[0];
    cr_expect(trace_wants(port, 29));
    trace_note_end(port, 5, PATH_END_REJECTED, prohibited_by("192.0.2.9"), EHOSTUNREACH, 70);
    cr_expect_not(trace_wants(port, 5));
    cr_expect(trace_wants(port, 4));
    trace_note_end(port, 6, PATH_END_REJECTED, prohibited_by("192.0.2.8"), EHOSTUNREACH, 60);
    cr_expect_eq(port->end_hop, 5);
    cr_expect_str_eq(port->icmp->sender, "192.0.2.9");
    cr_expect_str_eq(port->system_error, "EHOSTUNREACH");
    trace_note_end(port, 4, PATH_END_CONNECTED, NULL, 0, 50);
    cr_expect_eq(port->end, PATH_END_CONNECTED);
    cr_expect_eq(port->end_hop, 4);
    cr_expect_eq(port->end_elapsed_us, 50);
    cr_expect_null(port->icmp);
    cr_expect_null(port->system_error);
    shape_clear(&path_shape, &path);
}

Test(trace_result, silent_ports_are_followed_a_little_beyond_the_host)
{
    struct path path;
    make_path(&path);
    cr_expect_eq(trace_bound(&path, LIMIT), LIMIT);
    trace_note_hop(&path.ports[1], 2, "192.0.2.2", 1);
    trace_note_end(&path.ports[1], 3, PATH_END_REJECTED, prohibited_by("192.0.2.2"), EHOSTUNREACH, 1);
    cr_expect_eq(trace_bound(&path, LIMIT), LIMIT, "a filter on the way does not show where the host is");
    trace_note_end(&path.ports[0], 7, PATH_END_CONNECTED, NULL, 0, 1);
    cr_expect_eq(trace_bound(&path, LIMIT), 7 + TRACE_HOPS_BEYOND);
    cr_expect_eq(trace_bound(&path, 8), 8);
    shape_clear(&path_shape, &path);
}

Test(trace_result, silent_ports_get_more_tries_where_ways_divide)
{
    struct path path;
    make_path(&path);
    trace_note_hop(&path.ports[0], 2, "192.0.2.2", 1);
    trace_note_hop(&path.ports[1], 2, "192.0.2.22", 1);
    cr_expect_eq(trace_bound(&path, LIMIT), LIMIT);
    trace_note_end(&path.ports[0], 4, PATH_END_CONNECTED, NULL, 0, 1);
    cr_expect_eq(trace_bound(&path, LIMIT), 4 + TRACE_HOPS_BEYOND + TRACE_HOPS_DIVIDED);
    cr_expect_eq(trace_bound(&path, 5), 5);
    shape_clear(&path_shape, &path);
}

static void note_hops(struct path_port *port, int64_t last)
{
    for (int64_t hop = 1; hop <= last; hop++)
        trace_note_hop(port, hop, router_at(hop), 1);
}

Test(trace_result, a_hop_s_difference_is_worth_a_second_look)
{
    struct path path;
    make_path(&path);
    struct path_port *near = &path.ports[0], *far = &path.ports[1];
    note_hops(near, 3);
    note_hops(far, 4);
    trace_note_end(near, 4, PATH_END_CONNECTED, NULL, 0, 1);
    trace_note_end(far, 5, PATH_END_CONNECTED, NULL, 0, 1);
    cr_expect_eq(trace_doubtful_hop(&path), 4);
    cr_expect(trace_can_look_again(far, 4));
    cr_expect_not(trace_can_look_again(near, 4));
    trace_note_hop(far, 4, router_at(4), 1);
    cr_expect_eq(far->hop_count, 4, "it is kept once");
    trace_note_hop(far, 4, "192.0.2.44", 1);
    cr_expect_eq(far->hop_count, 5);
    cr_expect_eq(trace_doubtful_hop(&path), 0, "ways divide");
    shape_clear(&path_shape, &path);
}

Test(trace_result, no_doubt_where_the_difference_is_large_or_none)
{
    struct path path;
    make_path(&path);
    note_hops(&path.ports[1], 4);
    trace_note_end(&path.ports[0], 1, PATH_END_CONNECTED, NULL, 0, 1);
    trace_note_end(&path.ports[1], 5, PATH_END_CONNECTED, NULL, 0, 1);
    cr_expect_eq(trace_doubtful_hop(&path), 0);
    path.ports[0].end_hop = 5;
    cr_expect_eq(trace_doubtful_hop(&path), 0);
    shape_clear(&path_shape, &path);
}

Test(trace_result, who_answers_in_the_host_s_name_does_not_hide_what_is_behind)
{
    struct path path;
    make_path(&path);
    trace_note_end(&path.ports[0], 2, PATH_END_REFUSED, NULL, ECONNREFUSED, 1);
    trace_note_hop(&path.ports[1], 5, "192.0.2.5", 1);
    cr_expect_eq(trace_bound(&path, LIMIT), 5 + TRACE_HOPS_BEYOND);
    shape_clear(&path_shape, &path);
}

Test(trace_result, which_packets_may_make_a_connection)
{
    cr_expect_not(trace_may_connect(3, 3), "a router answers there");
    cr_expect(trace_may_connect(4, 3));
    cr_expect(trace_may_connect(3 + TRACE_HOPS_HIDDEN, 3));
    cr_expect_not(trace_may_connect(4 + TRACE_HOPS_HIDDEN, 3));
}

/* The port at hand, beside one that was accepted at hop 4, behind three routers. */
static int64_t connections_of(enum path_end end, int64_t end_hop, int64_t attempts, const char *sender)
{
    struct path path;
    make_path(&path);
    path.address = text_copy("192.0.2.25");
    trace_note_hop(&path.ports[1], 3, "192.0.2.3", 1);
    struct path_port *port = &path.ports[0];
    port->end = end;
    port->end_hop = end_hop;
    port->attempts = attempts;
    port->icmp = sender != NULL ? prohibited_by(sender) : NULL;
    int64_t connections = trace_connections(&path, port, 0);
    cr_expect_eq(trace_connections(&path, port, 2), 2, "what was accepted counts");
    shape_clear(&path_shape, &path);
    return connections;
}

Test(trace_result, which_packets_are_connections_to_the_host)
{
    cr_expect_eq(connections_of(PATH_END_REFUSED, 4, 4, NULL), 1);
    cr_expect_eq(connections_of(PATH_END_REFUSED, 2, 4, NULL), 0, "by somebody nearer");
    cr_expect_eq(connections_of(PATH_END_REJECTED, 4, 4, "192.0.2.25"), 1, "by the host itself");
    cr_expect_eq(connections_of(PATH_END_REJECTED, 2, 4, "192.0.2.2"), 0);
    cr_expect_eq(connections_of(PATH_END_REFUSED, 4, 6, NULL), 3, "each has a port of its own");
    cr_expect_eq(connections_of(PATH_END_REJECTED, 4, 5, "192.0.2.25"), 2);
    cr_expect_eq(connections_of(PATH_END_SILENT, 0, 6, NULL), 3, "they may have got there");
    cr_expect_eq(connections_of(PATH_END_SILENT, 0, 3, NULL), 0, "it died on the way");
    cr_expect_eq(connections_of(PATH_END_UNKNOWN, 0, 6, NULL), 3);
    cr_expect_eq(connections_of(PATH_END_UNKNOWN, 0, 0, NULL), 0);
    cr_expect_eq(connections_of(PATH_END_LOCAL, 0, 6, NULL), 0);
}

static void expect_conclusion(const struct trace_silence *silence, int64_t attempts, bool has_hop,
                              enum path_end end, const char *system_error)
{
    struct path path;
    make_path(&path);
    path.ports[0].attempts = attempts;
    if (has_hop)
        trace_note_hop(&path.ports[0], 1, "192.0.2.1", 1);
    trace_conclude(&path.ports[0], silence);
    cr_expect_eq(path.ports[0].end, end, "%d", (int)path.ports[0].end);
    cr_expect(text_same(path.ports[0].system_error, system_error));
    shape_clear(&path_shape, &path);
}

Test(trace_result, what_silence_means)
{
    const struct trace_silence nothing = {0};
    const struct trace_silence silent = {.unanswered = 4, .unsent = 3};
    const struct trace_silence kept_back = {.unanswered = 4, .unsent = 4};
    const struct trace_silence no_route = {.error = ENETUNREACH};
    const struct trace_silence cut_short = {.unanswered = 4, .cut_short = true};
    expect_conclusion(&cut_short, 4, true, PATH_END_UNKNOWN, NULL);
    expect_conclusion(&nothing, 0, false, PATH_END_UNKNOWN, NULL);
    expect_conclusion(&silent, 4, true, PATH_END_SILENT, NULL);
    expect_conclusion(&silent, 4, false, PATH_END_SILENT, NULL);
    expect_conclusion(&kept_back, 4, false, PATH_END_LOCAL, NULL);
    expect_conclusion(&kept_back, 5, true, PATH_END_SILENT, NULL);
    expect_conclusion(&no_route, 0, false, PATH_END_LOCAL, "ENETUNREACH");
    expect_conclusion(&no_route, 3, false, PATH_END_UNKNOWN, "ENETUNREACH");
}

Test(trace_result, a_problem_is_one_of_all_ports)
{
    struct path path;
    make_path(&path);
    path.ports[0].end = path.ports[1].end = PATH_END_LOCAL;
    path.ports[0].system_error = text_copy("ENETUNREACH");
    trace_note_problem(&path);
    cr_expect_null(path.problem);
    path.ports[1].system_error = text_copy("ENETUNREACH");
    trace_note_problem(&path);
    cr_expect_str_eq(path.problem, "this machine has no route to the address");
    shape_clear(&path_shape, &path);
}

/* A trace on loopback and what it left. */
struct journey {
    const char *address;
    int64_t ports[2];
    bool no_error_queue;
    int64_t begun_max;
    int64_t left; /* of these, after the trace */
    struct budget *budget;
    struct path path;
};

/* A bound socket on a port that the kernel picks. */
static int bind_port(int64_t *port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof place;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(bind(descriptor, (struct sockaddr *)&place, length), 0);
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)&place, &length), 0);
    *port = ntohs(place.sin_port);
    return descriptor;
}

static void travel(struct fiber *fiber, void *argument)
{
    struct journey *journey = argument;
    struct trace_options options = {.budget = journey->budget, .no_error_queue = journey->no_error_queue};
    trace_path(fiber, &options, journey->address, journey->ports, 2, &journey->path);
    /* Both limits are one: who finds them free finds all given back. */
    cr_expect(budget_try_acquire(journey->budget, journey->address));
    budget_release(journey->budget, journey->address);
    cr_expect(budget_acquire_descriptor(journey->budget, fiber,
                                        &(struct budget_wait){.deadline_ms = fiber_now_ms(fiber)}));
    budget_release_descriptor(journey->budget);
    while (journey->begun_max > 0 && budget_count(journey->budget, NULL, journey->address))
        journey->left++;
}

static void run_journey(struct journey *journey)
{
    struct fiber_pool *pool = fiber_pool_new();
    journey->budget = budget_new(1, 1);
    budget_set_pace(journey->budget, &(struct pace){.begun_max = journey->begun_max});
    fiber_spawn(pool, travel, journey);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
    budget_free(journey->budget);
}

Test(trace, an_open_port_and_a_closed_one, .timeout = BOUND_S)
{
    struct journey journey = {.address = "127.0.0.1"};
    int open = bind_port(&journey.ports[0]);
    int closed = bind_port(&journey.ports[1]); /* and nobody listens */
    cr_assert_eq(listen(open, 5), 0);
    run_journey(&journey);
    const struct path *path = &journey.path;
    cr_expect_str_eq(path->interface, "lo");
    cr_expect_str_eq(path->source_address, "127.0.0.1");
    cr_expect_null(path->gateway);
    cr_expect_null(path->problem);
    cr_expect_eq(path->hop_limit, 1);
    cr_assert_eq(path->port_count, 2);
    cr_expect_eq(path->ports[0].port, journey.ports[0]);
    cr_expect_eq(path->ports[0].end, PATH_END_CONNECTED);
    cr_expect_eq(path->ports[0].end_hop, 1);
    cr_expect_eq(path->ports[0].attempts, 1);
    cr_expect_eq(path->ports[0].connections, 1);
    cr_expect_eq(path->ports[1].end, PATH_END_REFUSED);
    cr_expect_eq(path->ports[1].end_hop, 1);
    cr_expect_eq(path->ports[1].connections, 1, "the host has seen it, too");
    cr_expect_str_eq(path->ports[1].system_error, "ECONNREFUSED");
    int accepted = accept(open, NULL, NULL);
    char byte;
    cr_expect_geq(accepted, 0);
    cr_expect_eq(recv(accepted, &byte, 1, 0), 0, "closed in order, and nothing was said");
    close(accepted);
    close(open);
    close(closed);
    shape_clear(&path_shape, &journey.path);
}

Test(trace, a_port_that_the_budget_has_nothing_for_is_left_out, .timeout = BOUND_S)
{
    for (int64_t max = 1; max <= 3; max++) {
        struct journey journey = {.address = "127.0.0.1", .begun_max = max};
        int first = bind_port(&journey.ports[0]);
        int second = bind_port(&journey.ports[1]);
        cr_assert_eq(listen(first, 5), 0);
        cr_assert_eq(listen(second, 5), 0);
        run_journey(&journey);
        cr_expect_null(journey.path.problem);
        cr_expect_eq(journey.path.ports[0].end, PATH_END_CONNECTED);
        cr_expect_null(journey.path.ports[0].problem);
        cr_expect_eq(journey.path.ports[1].end, max > 1 ? PATH_END_CONNECTED : PATH_END_UNKNOWN);
        cr_expect_eq(journey.path.ports[1].problem != NULL, max == 1);
        cr_expect_eq(journey.path.ports[1].attempts, max > 1);
        cr_expect_eq(journey.path.ports[1].connections, max > 1);
        cr_expect_eq(journey.left, max > 2 ? max - 2 : 0);
        close(first);
        close(second);
        shape_clear(&path_shape, &journey.path);
    }
}

Test(trace, what_goes_nowhere_costs_the_budget_nothing, .timeout = BOUND_S)
{
    struct journey broadcast = {.address = "255.255.255.255", .ports = {25, 587}, .begun_max = 2};
    run_journey(&broadcast);
    cr_expect_eq(broadcast.path.ports[0].end, PATH_END_LOCAL);
    cr_expect_eq(broadcast.path.ports[0].connections, 0);
    cr_expect_eq(broadcast.left, 2);
    shape_clear(&path_shape, &broadcast.path);
}

Test(trace, a_system_that_does_not_tell_who_sent_an_error, .timeout = BOUND_S)
{
    struct journey journey = {.address = "127.0.0.1", .no_error_queue = true};
    int open = bind_port(&journey.ports[0]);
    int closed = bind_port(&journey.ports[1]);
    cr_assert_eq(listen(open, 5), 0);
    run_journey(&journey);
    cr_expect_eq(journey.path.tells_senders, ANSWER_NO);
    cr_expect_eq(journey.path.ports[0].end, PATH_END_CONNECTED);
    cr_expect_eq(journey.path.ports[1].end, PATH_END_REFUSED);
    close(open);
    close(closed);
    shape_clear(&path_shape, &journey.path);
}

Test(trace, what_this_machine_does_not_do, .timeout = BOUND_S)
{
    struct journey broadcast = {.address = "255.255.255.255", .ports = {25, 587}};
    run_journey(&broadcast);
    cr_expect_eq(broadcast.path.ports[0].end, PATH_END_LOCAL);
    cr_expect_eq(broadcast.path.ports[0].attempts, 0);
    cr_expect_not_null(broadcast.path.ports[0].system_error);
    cr_expect_not_null(broadcast.path.problem);
    cr_expect_eq(broadcast.path.hop_limit, 0);
    shape_clear(&path_shape, &broadcast.path);
}

Test(trace, a_word_is_no_address, .timeout = BOUND_S)
{
    struct journey word = {.address = "mx.example.org", .ports = {25, 587}};
    run_journey(&word);
    cr_expect_str_eq(word.path.problem, "not an address");
    cr_expect_eq(word.path.ports[0].end, PATH_END_UNKNOWN);
    shape_clear(&path_shape, &word.path);
}
