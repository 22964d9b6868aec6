/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each target may cost, and whose turn it is. */
#include "base/list.h"
#include "base/place_index.h"
#include "facts/shapes.h"
#include "net/allowance.h"
#include "net/budget.h"
#include "net/fair_queue.h"
#include "plan/plan.h"
#include "scan/connect_names.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* --- fair_queue --- */

struct waiting {
    struct fair_item item;
    char name;
};

static struct waiting *first(const struct fair_queue *queue)
{
    return (struct waiting *)fair_queue_first(queue);
}

Test(fair_queue, keys_take_turns_and_each_is_first_come_first_served)
{
    struct fair_queue queue = {0};
    struct waiting all[9];
    const char *keys = "111112223";
    char served[10] = "";
    for (size_t i = 0; i < 9; i++) {
        all[i].name = (char)('a' + i);
        fair_queue_add(&queue, &all[i].item, (uint64_t)keys[i]);
    }
    char seen[10] = "";
    for (struct fair_item *item = fair_queue_first(&queue); item != NULL;
         item = fair_queue_next(&queue, item))
        seen[strlen(seen)] = ((struct waiting *)item)->name;
    cr_expect_str_eq(seen, "abcdefghi");
    for (struct waiting *next; (next = first(&queue)) != NULL;) {
        served[strlen(served)] = next->name;
        fair_queue_serve(&queue, &next->item);
    }
    cr_expect_str_eq(served, "afibgchde");
    cr_expect_null(queue.lanes);
}

Test(fair_queue, who_leaves_takes_nobodys_turn)
{
    struct fair_queue queue = {0};
    struct waiting a = {.name = 'a'}, b = {.name = 'b'}, c = {.name = 'c'}, d = {.name = 'd'};
    fair_queue_add(&queue, &a.item, 1);
    fair_queue_add(&queue, &b.item, 1);
    fair_queue_add(&queue, &c.item, 2);
    fair_queue_add(&queue, &d.item, 3);
    fair_queue_remove(&queue, &a.item);
    cr_expect_eq(first(&queue)->name, 'b');
    fair_queue_remove(&queue, &b.item);
    cr_expect_eq(first(&queue)->name, 'c');
    fair_queue_serve(&queue, &d.item); /* out of turn */
    cr_expect_eq(first(&queue)->name, 'c');
    fair_queue_serve(&queue, &c.item);
    cr_expect_null(first(&queue));
    cr_expect_null(queue.lanes);
}

/* --- allowance --- */

Test(allowance, what_several_fibers_wait_for_at_once_counts_once_and_not_without_end)
{
    struct allowances *allowances = allowances_new();
    uint64_t target = allowances_open(allowances, (int64_t[ALLOWANCE_KINDS]){0});
    cr_expect_eq(allowances_credit(allowances, target, 0, 1000), 0, "without a bound there is nothing");
    allowances_set_turns_max(allowances, 5000);
    cr_expect_eq(allowances_credit(allowances, target, 1000, 2000), 1000);
    cr_expect_eq(allowances_credit(allowances, target, 1500, 2000), 0, "that was counted");
    cr_expect_eq(allowances_credit(allowances, target, 1500, 2500), 500);
    cr_expect_eq(allowances_credit(allowances, target, 3000, 9000), 3500, "the rest");
    cr_expect_eq(allowances_credit(allowances, target, 9000, 9900), 0);
    cr_expect_eq(allowances_credit(allowances, target + 1, 0, 1000), 0, "it is not known");
    allowances_free(allowances);
}

Test(allowance, a_target_gets_its_share_and_what_is_minor_leaves_a_quarter)
{
    struct allowances *allowances = allowances_new();
    uint64_t target =
        allowances_open(allowances, (int64_t[]){[ALLOWANCE_CONNECTION] = 0, [ALLOWANCE_QUERY] = 8});
    for (int i = 0; i < 6; i++)
        cr_expect(allowances_spend(allowances, target, ALLOWANCE_QUERY, true));
    cr_expect_not(allowances_spend(allowances, target, ALLOWANCE_QUERY, true));
    cr_expect(allowances_spend(allowances, target, ALLOWANCE_QUERY, false));
    cr_expect(allowances_spend(allowances, target, ALLOWANCE_QUERY, false));
    cr_expect_not(allowances_spend(allowances, target, ALLOWANCE_QUERY, false));
    cr_expect(allowances_spend(allowances, target, ALLOWANCE_CONNECTION, false), "there is no limit");
    struct allowance spent = allowances_of(allowances, target);
    cr_expect_eq(spent.spent[ALLOWANCE_QUERY], 8);
    cr_expect_eq(spent.denied[ALLOWANCE_QUERY], 2);
    cr_expect_not(allowances_denied(allowances, target, ALLOWANCE_CONNECTION));
    allowances_close(allowances, target);
    cr_expect(allowances_spend(allowances, target, ALLOWANCE_QUERY, false), "nobody knows it any more");
    cr_expect(allowances_spend(NULL, 1, ALLOWANCE_QUERY, false));
    allowances_free(allowances);
}

/* --- budget --- */

enum { GREEDY = 6, MODEST = 2 };

struct crowd {
    struct budget *budget;
    bool held;
    size_t waiting;
    char order[GREEDY + MODEST + 1];
};

static void take_a_place(struct fiber *fiber, void *argument)
{
    struct crowd *crowd = argument;
    crowd->waiting++;
    cr_assert(
        budget_acquire_descriptor(crowd->budget, fiber, &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    crowd->order[strlen(crowd->order)] = (char)('0' + fiber_target(fiber));
    budget_release_descriptor(crowd->budget);
}

static void come(struct fiber *fiber, struct crowd *crowd, uint64_t target, size_t count)
{
    fiber_set_target(fiber, target);
    for (size_t i = 0; i < count; i++)
        fiber_spawn(fiber_pool_of(fiber), take_a_place, crowd);
}

/* Holds the only place until all have come for it: first all of one target, then those of others. */
static void hold_the_only_place(struct fiber *fiber, void *argument)
{
    struct crowd *crowd = argument;
    cr_assert(
        budget_acquire_descriptor(crowd->budget, fiber, &(struct budget_wait){.deadline_ms = FIBER_NEVER}));
    come(fiber, crowd, 1, GREEDY);
    come(fiber, crowd, 2, 1);
    come(fiber, crowd, 3, 1);
    while (crowd->waiting < GREEDY + MODEST)
        fiber_park(fiber, fiber_now_ms(fiber) + 1);
    budget_release_descriptor(crowd->budget);
}

Test(budget, targets_take_turns_at_the_places_of_the_run)
{
    struct crowd crowd = {.budget = budget_new(2, 1)};
    struct fiber_pool *pool = fiber_pool_new();
    fiber_spawn(pool, hold_the_only_place, &crowd);
    fiber_pool_run(pool);
    cr_expect_str_eq(crowd.order, "12311111");
    fiber_pool_free(pool);
    budget_free(crowd.budget);
}

/* --- plan --- */

static struct host *add_host(struct report *report, const char *name, size_t number, size_t addresses,
                             size_t ports)
{
    struct host *host = list_append(&report->hosts, &report->host_count, sizeof *host);
    host->name = text_copy(name);
    host->kind = HOST_NAME;
    for (size_t i = 0; i < addresses; i++) {
        char *address = text_format("192.0.%zu.%zu", number, i + 1);
        text_list_append(&host->addresses, address);
        free(address);
    }
    for (size_t i = 0; i < ports; i++) {
        struct host_port *port = list_append(&host->ports, &host->port_count, sizeof *port);
        port->port = i == 0 ? PORT_RELAY : (int64_t)(5000 + i);
        port->because = text_copy("default");
    }
    return host;
}

static const struct connect_to_list nowhere_else;

Test(plan, beyond_the_limit_each_host_keeps_its_first_addresses_and_ports)
{
    struct report report = {0};
    struct plan plan;
    struct plan_options options = {.ipv4 = true, .endpoints_max = 12, .connect_to = &nowhere_else};
    add_host(&report, "many-addresses.example", 1, 20, 4);
    add_host(&report, "many-ports.example", 2, 1, 40);
    add_host(&report, "plain.example", 3, 1, 4);
    plan_make(&report, &options, &plan);
    cr_assert_eq(plan.count, 12);
    cr_expect_eq(plan.left_out, 20 * 4 + 40 + 4 - 12);
    for (size_t i = 0; i < plan.count; i++) {
        char *first_address = text_format("192.0.%zu.1", i / 4 + 1);
        cr_expect_str_eq(plan.entries[i].address, first_address, "in the order of the hosts");
        cr_expect_eq(plan.entries[i].port, i % 4 == 0 ? 25 : (int64_t)(5000 + i % 4));
        free(first_address);
    }
    plan_free(&plan);
    options.endpoints_max = 0;
    plan_make(&report, &options, &plan);
    cr_expect_eq(plan.count, 20 * 4 + 40 + 4);
    cr_expect_eq(plan.left_out, 0);
    plan_free(&plan);
    shape_clear(&report_shape, &report);
}

Test(plan, addresses_that_dns_may_not_lead_to_are_left_out)
{
    struct report report = {0};
    struct plan plan;
    struct plan_options options = {
        .ipv4 = true, .addresses = ADDRESSES_NO_LOCAL, .connect_to = &nowhere_else};
    struct host *host = add_host(&report, "mx.example", 1, 1, 1);
    text_list_append(&host->addresses, "127.0.0.1");
    plan_make(&report, &options, &plan);
    cr_assert_eq(plan.count, 1);
    cr_expect_str_eq(plan.entries[0].address, "192.0.1.1");
    plan_free(&plan);
    host->a_lookup.source = DNS_FROM_RECORDS;
    plan_make(&report, &options, &plan);
    cr_expect_eq(plan.count, 2);
    plan_free(&plan);
    shape_clear(&report_shape, &report);
}

/* Where the name of a host is led elsewhere, once for each of its ports. */
Test(plan, names_addresses_that_connect_to_alone_names)
{
    struct report report = {0};
    struct plan plan;
    struct connect_to rules[] = {{"mx.example", 25, "127.0.0.1", 2525}, {"mx.example", 5001, "127.0.0.1", 0}};
    struct connect_to_list connect_to = {rules, 2};
    struct plan_options options = {.ipv4 = true, .connect_to = &connect_to};
    struct host *host = add_host(&report, "mx.example", 1, 1, 3);
    plan_make(&report, &options, &plan);
    cr_assert_eq(plan.count, 3);
    cr_expect_str_eq(plan.entries[0].address, "127.0.0.1");
    cr_expect_eq(plan.entries[0].dial_port, 2525);
    cr_expect_str_eq(plan.entries[2].address, "192.0.1.1", "no rule for this port");
    cr_expect(plan.named_count > 0 && report.address_count == 0 && host->addresses.count == 1);
    connect_names_add(&report, &plan);
    cr_assert_eq(report.address_count, 1);
    cr_expect_str_eq(report.addresses[0].address, "127.0.0.1");
    cr_expect_eq(host->addresses.count, 2);
    plan_free(&plan);
    shape_clear(&report_shape, &report);
}

/* --- the report's index --- */

static void add_endpoint(struct report *report, const char *address, int64_t port, const char *name)
{
    struct endpoint *endpoint = list_append(&report->endpoints, &report->endpoint_count, sizeof *endpoint);
    endpoint->address = text_copy(address);
    endpoint->port = port;
    endpoint->server_name = text_copy(name);
}

static ptrdiff_t position(const struct report *report, const char *host_name, const char *address,
                          int64_t port)
{
    struct host host = {.name = (char *)host_name};
    const struct endpoint *endpoint = report_endpoint(report, &host, address, port);
    return endpoint != NULL ? endpoint - report->endpoints : -1;
}

/* Each address leads to its endpoints and hosts in the order of the report, and to no other. */
static void expect_loops(const struct report *report)
{
    for (size_t a = 0; a < report->address_count; a++) {
        const char *address = report->addresses[a].address;
        const struct endpoint *endpoint = NULL;
        for (size_t i = 0; i < report->endpoint_count; i++)
            if (text_same(report->endpoints[i].address, address)) {
                endpoint = report_endpoint_at(report, address, endpoint);
                cr_expect_eq(endpoint, &report->endpoints[i]);
            }
        cr_expect_null(report_endpoint_at(report, address, endpoint));
        const struct host *host = NULL;
        for (size_t i = 0; i < report->host_count; i++)
            if (text_list_has(&report->hosts[i].addresses, address)) {
                host = report_host_at(report, address, host);
                cr_expect_eq(host, &report->hosts[i]);
            }
        cr_expect_null(report_host_at(report, address, host));
    }
    cr_expect_null(report_endpoint_at(report, "192.0.2.2", NULL));
    cr_expect_null(report_host_at(report, "192.0.2.2", NULL));
    cr_expect_null(report_host_at(report, NULL, NULL));
}

Test(report_index, finds_what_is_found_without_it)
{
    static const char *const addresses[] = {"192.0.2.9", "192.0.2.1", "2001:db8::1", "192.0.2.10"};
    static const char *const names[] = {"a.example", "b.example", "c.example"};
    struct report report = {0};
    for (size_t a = 0; a < 4; a++)
        for (int64_t port = 25; port < 28; port++)
            for (size_t n = a % 2; n < 2; n++)
                add_endpoint(&report, addresses[a], port, names[n]);
    for (size_t a = 0; a < 4; a++) {
        struct address *address = list_append(&report.addresses, &report.address_count, sizeof *address);
        address->address = text_copy(addresses[a]);
    }
    for (size_t n = 0; n < 3; n++) { /* of each two in turn, one of them twice */
        struct host *host = list_append(&report.hosts, &report.host_count, sizeof *host);
        host->name = text_copy(names[n]);
        for (size_t a = 0; a < 3; a++)
            text_list_append(&host->addresses, addresses[(n + a % 2) % 4]);
    }
    ptrdiff_t found[4][4][3];
    for (int pass = 0; pass < 2; pass++) {
        for (size_t a = 0; a < 4; a++) {
            cr_expect_eq(report_address(&report, addresses[a]), &report.addresses[a]);
            for (int64_t port = 25; port < 29; port++)
                for (size_t n = 0; n < 3; n++) {
                    ptrdiff_t at = position(&report, names[n], addresses[a], port);
                    if (pass == 0)
                        found[a][port - 25][n] = at;
                    cr_expect_eq(at, found[a][port - 25][n]);
                    cr_expect_eq(at < 0, port == 28);
                }
        }
        expect_loops(&report);
        cr_expect_null(report_address(&report, "192.0.2.2"));
        cr_expect_eq(position(&report, "a.example", "192.0.2.2", 25), -1);
        report_index_make(&report);
    }
    add_endpoint(&report, "192.0.2.2", 25, "a.example");
    cr_expect_eq(position(&report, "a.example", "192.0.2.2", 25), (ptrdiff_t)report.endpoint_count - 1);
    struct report copy;
    shape_copy(&report_shape, &copy, &report);
    cr_expect_null(copy.index, "a copy has none");
    shape_clear(&report_shape, &copy);
    shape_clear(&report_shape, &report);
}

Test(place_index, finds_by_address_and_port)
{
    struct place_index index = {0};
    cr_expect_eq(place_index_find(&index, "192.0.2.1", 25), PLACE_NONE);
    place_index_put(&index, "192.0.2.1", 25, 7);
    cr_expect_eq(place_index_find(&index, "192.0.2.1", 25), 7);
    cr_expect_eq(place_index_find(&index, "192.0.2.1", 0), PLACE_NONE);
    cr_expect_eq(place_index_find(&index, "192.0.2.2", 25), PLACE_NONE);
    place_index_free(&index);
}
