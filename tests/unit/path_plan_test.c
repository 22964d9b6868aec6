/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which ways are worth a trace. */
#include "base/shape.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "trace/path_plan.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct report report;
static struct path_plan plan;

static void setup(void)
{
    facts_good(&report);
}

static void teardown(void)
{
    path_plan_free(&plan);
    facts_clear(&report);
}

TestSuite(path_plan, .init = setup, .fini = teardown);

static void block(const char *address, int64_t port, enum stop_reason reason)
{
    facts_stop(&report, address, port, STEP_CONNECT, reason);
}

static void expect_count(size_t count)
{
    path_plan_free(&plan);
    path_plan_blocked(&report, &plan);
    cr_assert_eq(plan.count, count, "%zu", plan.count);
}

/* Forgets the domain: the target is a host. */
static void make_target_a_host(void)
{
    struct domain *domain = report.domain;
    report.domain = NULL;
    report.target.kind = TARGET_HOST;
    for (size_t i = 0; i < report.host_count; i++)
        report.hosts[i].is_mx = false;
    shape_clear(&domain_shape, domain);
    free(domain);
}

Test(path_plan, nothing_is_blocked)
{
    expect_count(0);
}

Test(path_plan, a_relay_that_cannot_be_connected_to)
{
    static const enum stop_reason reasons[] = {STOP_TIMED_OUT, STOP_REFUSED, STOP_UNREACHABLE};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        block("192.0.2.10", 25, reasons[i]);
        expect_count(1);
        cr_expect_str_eq(plan.entries[0].address, "192.0.2.10");
        cr_expect_str_eq(plan.entries[0].dial_address, "192.0.2.10");
        cr_assert_eq(plan.entries[0].port_count, 4, "the ports that answer show the distance");
        cr_expect_eq(plan.entries[0].ports[0].port, 25);
        cr_expect_eq(plan.entries[0].ports[0].dial_port, 25);
        cr_expect_eq(plan.entries[0].ports[3].port, 2525);
    }
}

Test(path_plan, a_relay_that_ends_the_connection_before_it_greets)
{
    facts_stop(&report, "192.0.2.10", 25, STEP_GREETING, STOP_RESET);
    expect_count(1);
    facts_stop(&report, "192.0.2.10", 25, STEP_GREETING, STOP_CLOSED);
    expect_count(1);
    facts_stop(&report, "192.0.2.10", 25, STEP_GREETING, STOP_TIMED_OUT);
    expect_count(0);
    facts_stop(&report, "192.0.2.10", 25, STEP_EHLO, STOP_CLOSED);
    expect_count(0);
}

Test(path_plan, what_this_machine_would_not_do)
{
    block("192.0.2.10", 25, STOP_LOCAL);
    expect_count(0);
}

Test(path_plan, ports_that_need_not_answer)
{
    block("192.0.2.10", 465, STOP_TIMED_OUT);
    block("192.0.2.30", 2525, STOP_TIMED_OUT);
    expect_count(0);
    block("192.0.2.30", 587, STOP_TIMED_OUT); /* an SRV record promises it */
    expect_count(1);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.30");
}

Test(path_plan, ports_that_met_with_an_obstacle_send_first)
{
    static const int64_t order[] = {25, 587, 2525, 465}; /* 465 is open */
    block("192.0.2.30", 587, STOP_TIMED_OUT);
    expect_count(1);
    cr_assert_eq(plan.entries[0].port_count, 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(plan.entries[0].ports[i].port, order[i]);
}

Test(path_plan, a_guess_promises_nothing)
{
    facts_clear(&report);
    facts_guess(&report);
    block("192.0.2.40", 587, STOP_TIMED_OUT);
    expect_count(0);
}

Test(path_plan, the_port_that_the_user_named)
{
    block("192.0.2.20", 465, STOP_REFUSED);
    report.target.port = 465;
    expect_count(3); /* mx1's port 465 is refused as well, at both addresses */
}

/* --host mx1.example.org --ports 2525, which is mx1.example.org:2525. */
Test(path_plan, the_only_port_of_a_host)
{
    make_target_a_host();
    block("192.0.2.10", 2525, STOP_REFUSED);
    expect_count(0);
    struct host *host = facts_host(&report, "mx1.example.org");
    host->port_count = 1;
    host->ports[0].port = 2525;
    expect_count(2); /* it is refused at both addresses */
}

Test(path_plan, a_host_as_the_target)
{
    make_target_a_host();
    expect_count(0);
    block("192.0.2.10", 2525, STOP_TIMED_OUT);
    expect_count(1);
    block("192.0.2.10", 2525, STOP_UNREACHABLE);
    expect_count(1);
    block("192.0.2.10", 2525, STOP_REFUSED);
    expect_count(0);
}

Test(path_plan, the_first_hosts_first_and_no_more_than_some)
{
    static const char *const addresses[] = {"192.0.2.20", "2001:db8::10", "192.0.2.10"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        block(addresses[i], 25, STOP_TIMED_OUT);
    block("192.0.2.30", 465, STOP_TIMED_OUT);
    expect_count(4);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.10");
    cr_expect_str_eq(plan.entries[1].address, "2001:db8::10");
    cr_expect_str_eq(plan.entries[2].address, "192.0.2.20");
    cr_expect_str_eq(plan.entries[3].address, "192.0.2.30");
    for (size_t i = 0; i < 3; i++) {
        struct endpoint *endpoint =
            list_append(&report.endpoints, &report.endpoint_count, sizeof *report.endpoints);
        shape_copy(&endpoint_shape, endpoint, facts_endpoint(&report, "192.0.2.30", 465));
        text_replace(&endpoint->address, text_format("192.0.2.%zu", 31 + i));
        text_list_append(&facts_host(&report, "mail.example.org")->addresses, endpoint->address);
    }
    expect_count(PATH_PLAN_ADDRESSES_MAX);
}

static void answer_after(const char *address, int64_t port, int64_t connect_us)
{
    facts_session(&report, address, port)->connect_us = connect_us;
}

Test(path_plan, who_answers_much_sooner_than_the_others)
{
    answer_after("192.0.2.30", 465, 30000);
    answer_after("192.0.2.30", 587, 9000);
    answer_after("192.0.2.30", 25, 31000); /* refused */
    expect_count(1);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.30");
    answer_after("192.0.2.30", 587, 10000);
    expect_count(0);
    answer_after("192.0.2.30", 587, 9000);
    facts_session(&report, "192.0.2.30", 587)->syn_retransmissions = 1;
    expect_count(0);
}

/* What another port shows the host to be, and this one does not. */
Test(path_plan, somebody_else_whom_a_trust_anchor_vouches_for)
{
    struct session *session = facts_session(&report, "192.0.2.20", 25);
    struct certificate *leaf = &session->tls->chain[0];
    facts_open(&report, "192.0.2.20", 587, MODE_STARTTLS);
    text_replace(&leaf->sha256, text_copy("ab25"));
    text_list_free(&leaf->dns_names);
    text_list_append(&leaf->dns_names, "mx1.mailfilter.test");
    expect_count(0); /* a certificate alone */
    text_replace(&session->ehlo->domain, text_copy("mx1.mailfilter.test"));
    expect_count(1);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.20");
}

Test(path_plan, jitter_of_a_near_host)
{
    answer_after("192.0.2.30", 465, 5000);
    answer_after("192.0.2.30", 587, 300);
    expect_count(0);
}

Test(path_plan, a_refusal_from_nearer_of_what_need_not_answer)
{
    answer_after("192.0.2.30", 465, 30000);
    answer_after("192.0.2.30", 587, 30000);
    answer_after("192.0.2.30", 2525, 100);
    expect_count(0);
}

Test(path_plan, where_connect_to_leads)
{
    block("192.0.2.10", 25, STOP_TIMED_OUT);
    facts_endpoint(&report, "192.0.2.10", 25)->connect_to = (struct dialled){text_copy("2001:db8::99"), 2500};
    facts_endpoint(&report, "192.0.2.10", 465)->connect_to = (struct dialled){text_copy("2001:db8::99"), 465};
    facts_endpoint(&report, "192.0.2.10", 587)->connect_to = (struct dialled){text_copy("198.51.100.1"), 587};
    expect_count(1);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.10");
    cr_expect_str_eq(plan.entries[0].dial_address, "2001:db8::99");
    cr_assert_eq(plan.entries[0].port_count, 2, "587 and 2525 go elsewhere");
    cr_expect_eq(plan.entries[0].ports[0].port, 25);
    cr_expect_eq(plan.entries[0].ports[0].dial_port, 2500);
    cr_expect_eq(plan.entries[0].ports[1].dial_port, 465);
}

Test(path_plan, there_is_no_way_on_loopback)
{
    block("192.0.2.10", 25, STOP_TIMED_OUT);
    facts_endpoint(&report, "192.0.2.10", 25)->connect_to = (struct dialled){text_copy("127.0.0.1"), 2525};
    expect_count(0);
    text_replace(&facts_endpoint(&report, "192.0.2.10", 25)->connect_to.address, text_copy("::1"));
    expect_count(0);
}

Test(path_plan, everything_that_would_be_probed)
{
    struct plan probes;
    struct connect_to_list nowhere_else = {0};
    struct plan_options options = {.ipv4 = true, .ipv6 = true, .connect_to = &nowhere_else};
    plan_make(&report, &options, &probes);
    path_plan_all(&probes, &plan);
    cr_assert_eq(plan.count, 4);
    cr_expect_str_eq(plan.entries[0].address, "192.0.2.10");
    cr_expect_eq(plan.entries[0].port_count, 4);
    cr_expect_str_eq(plan.entries[3].address, "192.0.2.30");
    cr_expect_eq(plan.entries[3].port_count, 4);
    plan_free(&probes);
}
