/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each way once a run, no more ways than it may trace, and the names of routers. */
#include "base/list.h"
#include "discover/reverse.h"
#include "facts/shapes.h"
#include "scan/path_cache.h"
#include "temporary_file.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

enum { TARGETS = 3, BOUND_S = 60 };

static const char zone[] = "1.2.0.192.in-addr.arpa. PTR r1.example.net.\n";

struct run {
    struct path_cache *cache;
    struct resolver *resolver;
    struct path_plan plan;
    struct report reports[TARGETS];
    size_t begun;
};

static void trace(struct fiber *fiber, void *argument)
{
    struct run *run = argument;
    struct report *report = &run->reports[run->begun++];
    path_cache_trace(run->cache, fiber, &run->plan, report);
}

static int listen_on_loopback(int64_t *port)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof place;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(bind(descriptor, (struct sockaddr *)&place, length), 0);
    cr_assert_eq(listen(descriptor, 10), 0);
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)&place, &length), 0);
    *port = ntohs(place.sin_port);
    return descriptor;
}

static int count_connections(int listener)
{
    int count = 0;
    for (int accepted; (accepted = accept(listener, NULL, NULL)) >= 0; count++)
        close(accepted);
    return count;
}

/* Has `targets` fibers run, with a resolver that knows the zone alone. */
static void run_all(struct run *run, void (*one)(struct fiber *, void *), size_t targets, size_t traces_max)
{
    char *error = NULL;
    char *file = temporary_file(zone);
    struct records *records = records_load(file, &error);
    cr_assert_not_null(records, "%s", error);
    temporary_file_remove(file);
    struct fiber_pool *pool = fiber_pool_new();
    struct resolver_options options = {.records = records, .offline = true};
    run->resolver = resolver_new(pool, &options, &error);
    cr_assert_not_null(run->resolver, "%s", error);
    struct trace_options trace_options = {.budget = budget_new(2, 10)};
    run->cache = path_cache_new(pool, run->resolver, &trace_options, traces_max);
    for (size_t i = 0; i < targets; i++)
        fiber_spawn(pool, one, run);
    fiber_pool_run(pool);
    path_cache_free(run->cache);
    resolver_free(run->resolver);
    fiber_pool_free(pool);
    records_free(records);
    budget_free(trace_options.budget);
}

/* Plans 192.0.2.1 port 25, where --connect-to leads to the listener. */
static void plan_one(struct run *run, int64_t dial_port)
{
    struct path_plan_entry *entry =
        list_append(&run->plan.entries, &run->plan.count, sizeof *run->plan.entries);
    entry->address = text_copy("192.0.2.1");
    entry->dial_address = text_copy("127.0.0.1");
    struct path_plan_port *port = list_append(&entry->ports, &entry->port_count, sizeof *entry->ports);
    *port = (struct path_plan_port){.port = 25, .dial_port = dial_port};
}

Test(path_cache, one_trace_for_all_targets, .timeout = BOUND_S)
{
    struct run run = {0};
    int64_t dial_port;
    int listener = listen_on_loopback(&dial_port);
    plan_one(&run, dial_port);
    for (size_t i = 0; i < TARGETS; i++) {
        struct report *report = &run.reports[i];
        struct endpoint *endpoint =
            list_append(&report->endpoints, &report->endpoint_count, sizeof *report->endpoints);
        *endpoint = (struct endpoint){.address = text_copy("192.0.2.1"), .port = 25, .connections = 2};
    }
    run_all(&run, trace, TARGETS, 1);
    cr_expect_eq(count_connections(listener), 1);
    for (size_t i = 0; i < TARGETS; i++) {
        const struct path *path = report_path(&run.reports[i], "192.0.2.1");
        cr_assert_not_null(path, "found by the address that the report shows");
        const struct path_port *port = path_port_of(path, 25);
        cr_assert_not_null(port);
        cr_expect_eq(port->end, PATH_END_CONNECTED);
        cr_expect_eq(port->connections, 1);
        cr_expect_eq(run.reports[i].endpoints[0].connections, 3, "it is one of all that were made");
        shape_clear(&report_shape, &run.reports[i]);
    }
    path_plan_free(&run.plan);
    close(listener);
}

Test(path_cache, no_more_traces_than_the_run_may_make, .timeout = BOUND_S)
{
    struct run run = {0};
    int64_t dial_port;
    int listener = listen_on_loopback(&dial_port);
    plan_one(&run, dial_port);
    run_all(&run, trace, 1, 0);
    cr_expect_eq(count_connections(listener), 0);
    cr_expect_eq(run.reports[0].path_count, 0);
    path_plan_free(&run.plan);
    close(listener);
}

static void add_hop(struct path_port *port, int64_t hop, const char *address)
{
    struct path_hop *place = list_append(&port->hops, &port->hop_count, sizeof *port->hops);
    *place = (struct path_hop){.hop = hop, .address = text_copy(address)};
}

static void name_routers(struct fiber *fiber, void *argument)
{
    struct run *run = argument;
    struct path path = {0};
    for (size_t i = 0; i < 2; i++) {
        struct path_port *port = list_append(&path.ports, &path.port_count, sizeof *path.ports);
        add_hop(port, 1, "192.0.2.1");
        add_hop(port, 2, "10.0.0.1");
    }
    path.ports[1].icmp = allocate(1, sizeof *path.ports[1].icmp);
    path.ports[1].icmp->sender = text_copy("2001:db8::9");
    reverse_name_routers(fiber, run->resolver, &path);
    cr_assert_eq(path.router_count, 3, "each once");
    cr_expect_str_eq(path.routers[0].address, "192.0.2.1");
    cr_expect_str_eq(path.routers[0].name, "r1.example.net");
    cr_expect_str_eq(path.routers[1].address, "10.0.0.1");
    cr_expect_null(path.routers[1].name);
    cr_expect_str_eq(path.routers[2].address, "2001:db8::9");
    shape_clear(&path_shape, &path);
}

Test(path_cache, routers_have_names, .timeout = BOUND_S)
{
    struct run run = {0};
    run_all(&run, name_routers, 1, 1);
}
