/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run can reach, told from reports. */
#include "facts/shapes.h"
#include "facts_builder.h"
#include "infer/reach_blocked.h"
#include "scan/reach_watch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct reach_watch *watch;
static struct report report;

static void setup(void)
{
    watch = reach_watch_new();
}

static void teardown(void)
{
    reach_watch_free(watch);
    shape_clear(&report_shape, &report);
}

TestSuite(reach_watch, .init = setup, .fini = teardown);

/* A port of the only host of the report, which is one that the user named with port 25. */
static struct session *add(const char *address, int64_t port, enum stop_reason reason)
{
    report.target.port = 25;
    struct host *host = report.hosts;
    if (host == NULL)
        host = list_append(&report.hosts, &report.host_count, sizeof *host);
    if (!text_list_has(&host->addresses, address)) {
        text_list_append(&host->addresses, address);
        struct address *entry = list_append(&report.addresses, &report.address_count, sizeof *entry);
        entry->address = text_copy(address);
        entry->family = strchr(address, ':') != NULL ? 6 : 4;
    }
    struct endpoint *endpoint = list_append(&report.endpoints, &report.endpoint_count, sizeof *endpoint);
    endpoint->address = text_copy(address);
    endpoint->port = port;
    struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
    session->stop.at = reason == STOP_NONE ? STEP_NONE : STEP_CONNECT;
    session->stop.reason = reason;
    return session;
}

/* Notes the report and makes place for another. */
static unsigned note(void)
{
    unsigned doubt = reach_watch_note(watch, &report);
    shape_clear(&report_shape, &report);
    return doubt;
}

/* Notes a host that does not serve port 25 to us for that reason, but does serve port 587. */
static unsigned note_blocked(const char *address, enum stop_reason reason)
{
    add(address, 25, reason);
    add(address, 587, STOP_NONE);
    return note();
}

static void expect_reach(const struct reach *reach, int64_t reached, int64_t failed, int64_t blocked,
                         const char *how)
{
    cr_expect_eq(reach->networks_reached, reached, "%d were reached", (int)reach->networks_reached);
    cr_expect_eq(reach->networks_failed, failed, "%d failed", (int)reach->networks_failed);
    cr_expect_eq(reach->networks_blocked, blocked, "%d are blocked", (int)reach->networks_blocked);
    char *told = failure_text(&reach->how);
    cr_expect(text_same(told, how), "how: %s", told);
    free(told);
}

static const struct vantage *tell(void)
{
    reach_watch_tell(watch, &report);
    return &report.vantage;
}

Test(reach_watch, nothing_noted_tells_nothing)
{
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_UNKNOWN);
}

Test(reach_watch, a_good_domain_leaves_no_doubt)
{
    struct report good = {0};
    facts_good(&good);
    unsigned doubt = reach_watch_note(watch, &good);
    cr_expect_eq(doubt, 0);
    facts_clear(&good);
    expect_reach(&tell()->relay_over_ipv4, 1, 0, 0, NULL);
    expect_reach(&report.vantage.relay_over_ipv6, 1, 0, 0, NULL);
    expect_reach(&report.vantage.over_ipv4, 1, 0, 0, NULL);
    expect_reach(&report.vantage.over_ipv6, 1, 0, 0, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_NO);
}

Test(reach_watch, three_networks_that_only_drop_port_25_are_this_ends_fault)
{
    cr_expect(note_blocked("192.0.2.1", STOP_TIMED_OUT) & REACH_RELAY_OVER_IPV4);
    cr_expect(note_blocked("192.0.2.2", STOP_TIMED_OUT) & REACH_RELAY_OVER_IPV4);
    unsigned doubt = note_blocked("198.51.100.1", STOP_TIMED_OUT);
    cr_expect_not(reach_watch_decided(watch, doubt), "two networks may be a coincidence");
    expect_reach(&tell()->relay_over_ipv4, 0, 2, 2, "timed_out");
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_UNKNOWN);
    note_blocked("2001:db8::1", STOP_TIMED_OUT);
    cr_expect_not(reach_watch_decided(watch, doubt), "the other family may be of the same hosts");
    note_blocked("203.0.113.1", STOP_TIMED_OUT);
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 0, 3, 3, "timed_out");
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_YES);
}

/* Notes a domain whose only MX drops port 25 and serves port 587. */
static unsigned note_blocked_domain(const char *domain, const char *address)
{
    add(address, 25, STOP_TIMED_OUT);
    add(address, 587, STOP_NONE);
    report.hosts[0].is_mx = true;
    report.domain = allocate(1, sizeof *report.domain);
    report.domain->name = text_copy(domain);
    return note();
}

Test(reach_watch, hosts_of_three_domains_in_one_network)
{
    note_blocked_domain("one.example", "192.0.2.1");
    note_blocked_domain("mail.one.example", "192.0.2.2");
    note_blocked_domain("two.example", "192.0.2.1");
    note_blocked_domain("two.example", "192.0.2.3");
    cr_expect_eq(tell()->relay_over_ipv4.organizations_blocked, 2, "of one organization, or at one host");
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_UNKNOWN);
    shape_clear(&report_shape, &report);
    unsigned doubt = note_blocked_domain("three.example", "192.0.2.4");
    cr_expect(doubt & REACH_RELAY_OVER_IPV4);
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
    cr_expect_eq(report.vantage.relay_over_ipv4.organizations_blocked, 3);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_YES);
    shape_clear(&report_shape, &report);
    add("192.0.2.5", 25, STOP_NONE);
    note();
    cr_expect_eq(reach_blocked(&tell()->relay_over_ipv4), ANSWER_NO, "one that is let in settles it");
}

Test(reach_watch, one_server_that_answers_on_port_25_settles_it)
{
    unsigned doubt = note_blocked("192.0.2.1", STOP_TIMED_OUT);
    cr_expect_not(reach_watch_decided(watch, doubt));
    add("198.51.100.1", 25, STOP_NONE);
    note();
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 1, 1, 1, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_NO);
}

/* A host with both families, of which one is dropped on port 25. */
static unsigned note_half_blocked(const char *dropped, const char *open)
{
    add(open, 25, STOP_NONE);
    add(open, 587, STOP_NONE);
    return note_blocked(dropped, STOP_TIMED_OUT);
}

Test(reach_watch, port_25_over_one_family_says_nothing_of_the_other)
{
    unsigned doubt = note_half_blocked("192.0.2.1", "2001:db8::1");
    cr_expect_eq(doubt, REACH_RELAY_OVER_IPV4);
    note_half_blocked("198.51.100.1", "3fff:b::1");
    cr_expect_not(reach_watch_decided(watch, doubt));
    note_half_blocked("203.0.113.1", "3fff:c::1");
    cr_expect(reach_watch_decided(watch, doubt));
    cr_expect_eq(reach_watch_amiss(watch), REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 3, 3, "timed_out");
    expect_reach(&report.vantage.relay_over_ipv6, 3, 0, 0, NULL);
}

Test(reach_watch, a_control_counts_for_its_own_family)
{
    struct control control = {.address = (char *)"3fff:d::1", .port = 25, .connected = ANSWER_YES};
    unsigned over_ipv4 = note_blocked("192.0.2.1", STOP_TIMED_OUT);
    unsigned over_ipv6 = note_blocked("2001:db8::1", STOP_TIMED_OUT);
    reach_watch_note_control(watch, &control);
    cr_expect_not(reach_watch_decided(watch, over_ipv4));
    cr_expect(reach_watch_decided(watch, over_ipv6));
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
    expect_reach(&report.vantage.relay_over_ipv6, 1, 1, 1, NULL);
}

Test(reach_watch, where_a_family_is_dead_port_25_is_not_in_doubt)
{
    add("192.0.2.1", 25, STOP_NONE);
    add("2001:db8::1", 25, STOP_TIMED_OUT);
    add("2001:db8::1", 587, STOP_TIMED_OUT);
    cr_expect_eq(note(), REACH_OVER_IPV6);
    expect_reach(&tell()->relay_over_ipv6, 0, 1, 0, "timed_out");
}

Test(reach_watch, a_connection_that_was_reset_was_made)
{
    add("192.0.2.1", 25, STOP_RESET)->stop.at = STEP_GREETING;
    cr_expect_not(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 1, 0, 0, NULL);
}

Test(reach_watch, a_network_is_what_its_best_address_is)
{
    note_blocked("192.0.2.1", STOP_TIMED_OUT);
    add("192.0.2.2", 25, STOP_UNREACHABLE);
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
    add("192.0.2.3", 25, STOP_NONE);
    note();
    expect_reach(&tell()->relay_over_ipv4, 1, 0, 0, NULL);
}

Test(reach_watch, refusals_on_port_25_alone_are_blocked_too)
{
    cr_expect(note_blocked("192.0.2.1", STOP_REFUSED) & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "refused");
}

Test(reach_watch, a_host_that_was_named_for_no_port_may_refuse_one)
{
    add("192.0.2.1", 25, STOP_REFUSED);
    add("192.0.2.1", 587, STOP_NONE);
    report.target.port = 0;
    cr_expect_not(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    add("192.0.2.1", 587, STOP_NONE);
    report.target.port = 0;
    cr_expect(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
}

static const char *const three_networks[] = {"192.0.2.1", "198.51.100.1", "203.0.113.1"};

Test(reach_watch, one_target_alone_does_not_make_this_end_blocked)
{
    for (int i = 0; i < 3; i++) {
        add(three_networks[i], 25, STOP_TIMED_OUT);
        add(three_networks[i], 587, STOP_NONE);
    }
    unsigned doubt = note();
    cr_expect((doubt & REACH_RELAY_OVER_IPV4) != 0);
    cr_expect_not(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 0, 3, 2, "timed_out");
    note_blocked(three_networks[2], STOP_TIMED_OUT);
    cr_expect(reach_watch_decided(watch, doubt), "a second target says the same");
    cr_expect(reach_watch_amiss(watch) & REACH_RELAY_OVER_IPV4);
}

Test(reach_watch, one_target_alone_does_not_make_a_family_broken)
{
    add("192.0.2.1", 25, STOP_NONE);
    add("2001:db8::1", 25, STOP_TIMED_OUT);
    add("3fff:b::1", 25, STOP_TIMED_OUT);
    cr_expect(note() & REACH_OVER_IPV6);
    expect_reach(&tell()->over_ipv6, 0, 2, 1, "timed_out");
}

Test(reach_watch, what_is_reached_nearby_says_nothing_of_the_world)
{
    add("127.0.0.1", 25, STOP_NONE);
    note();
    add("10.1.0.1", 25, STOP_TIMED_OUT);
    note();
    expect_reach(&tell()->relay_over_ipv4, 1, 1, 0, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_NO);
    unsigned doubt = 0;
    for (int i = 0; i < 3; i++) {
        doubt = note_blocked(three_networks[i], STOP_TIMED_OUT);
        cr_expect_eq(reach_watch_decided(watch, doubt), i == 2);
    }
    expect_reach(&tell()->relay_over_ipv4, 0, 4, 3, "timed_out");
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_YES);
    add("9.9.9.9", 25, STOP_NONE);
    note();
    cr_expect(reach_watch_decided(watch, doubt));
    cr_expect_not(reach_watch_amiss(watch) & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 1, 4, 3, NULL);
}

Test(reach_watch, refusals_everywhere_are_the_hosts_own)
{
    add("192.0.2.1", 25, STOP_REFUSED);
    add("192.0.2.1", 587, STOP_REFUSED);
    cr_expect(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 0, "refused");
}

Test(reach_watch, a_refusal_on_another_port_shows_that_packets_get_there)
{
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    add("192.0.2.1", 587, STOP_REFUSED);
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
}

Test(reach_watch, a_dead_host_is_not_blocked)
{
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    add("192.0.2.1", 587, STOP_TIMED_OUT);
    cr_expect(note() & REACH_RELAY_OVER_IPV4, "other hosts may tell");
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 0, "timed_out");
}

Test(reach_watch, different_ways_have_no_name_and_are_no_pattern)
{
    note_blocked("192.0.2.1", STOP_TIMED_OUT);
    note_blocked("198.51.100.1", STOP_REFUSED);
    note_blocked("203.0.113.1", STOP_TIMED_OUT);
    expect_reach(&tell()->relay_over_ipv4, 0, 3, 3, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_UNKNOWN);
}

Test(reach_watch, different_ways_take_twice_as_many_networks)
{
    unsigned doubt = note_blocked("192.0.2.1", STOP_TIMED_OUT);
    note_blocked("198.51.100.1", STOP_REFUSED);
    note_blocked("203.0.113.1", STOP_TIMED_OUT);
    note_blocked("10.1.0.1", STOP_REFUSED);
    note_blocked("10.2.0.1", STOP_REFUSED);
    cr_expect_not(reach_watch_decided(watch, doubt), "a report goes out only when its verdict is known");
    note_blocked("10.3.0.1", STOP_REFUSED);
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 0, 6, 6, NULL);
    cr_expect_eq(reach_blocked(&report.vantage.relay_over_ipv4), ANSWER_YES);
}

Test(reach_watch, different_ways_in_one_network_have_no_name)
{
    note_blocked("192.0.2.1", STOP_TIMED_OUT);
    note_blocked("192.0.2.2", STOP_REFUSED);
    note_blocked("192.0.2.1", STOP_TIMED_OUT);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, NULL);
}

Test(reach_watch, who_is_only_dead_does_not_blur_how_the_others_are_blocked)
{
    note_blocked("192.0.2.1", STOP_REFUSED);
    add("198.51.100.1", 25, STOP_TIMED_OUT);
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 2, 1, "refused");
}

static void set_icmp(struct session *session, const char *sender)
{
    session->stop.icmp = allocate(1, sizeof *session->stop.icmp);
    session->stop.icmp->sender = text_copy(sender);
}

Test(reach_watch, the_sender_of_an_icmp_error_is_part_of_how)
{
    set_icmp(add("192.0.2.1", 25, STOP_UNREACHABLE), "10.0.0.1");
    add("192.0.2.1", 465, STOP_NONE);
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "unreachable 10.0.0.1");
}

Test(reach_watch, a_filter_of_this_machine_is_local_whatever_it_says)
{
    struct session *session = add("192.0.2.1", 25, STOP_UNREACHABLE);
    set_icmp(session, "10.0.0.2");
    session->stop.icmp->family = 4;
    session->stop.icmp->type = 3;
    session->stop.icmp->code = 13;
    session->local_address = text_copy("10.0.0.2");
    add("192.0.2.1", 465, STOP_NONE);
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "local");
}

Test(reach_watch, a_routers_icmp_error_is_no_answer_of_the_host_and_its_own_is)
{
    set_icmp(add("192.0.2.1", 25, STOP_TIMED_OUT), NULL);
    set_icmp(add("192.0.2.1", 465, STOP_REFUSED), "10.0.0.1");
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 0, "timed_out");
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    set_icmp(add("192.0.2.1", 465, STOP_UNREACHABLE), "192.0.2.1");
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
}

static void set_error(struct session *session, const char *error)
{
    session->stop.system_error = text_copy(error);
}

Test(reach_watch, without_a_route_nothing_is_known_of_a_port)
{
    set_error(add("2001:db8::1", 25, STOP_LOCAL), "ENETUNREACH");
    set_error(add("2001:db8::1", 587, STOP_LOCAL), "ENETUNREACH");
    add("192.0.2.1", 587, STOP_NONE);
    unsigned doubt = note();
    cr_expect_eq(doubt, 0, "no other report is needed to tell");
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    expect_reach(&report.vantage.over_ipv6, 0, 1, 1, "local");
}

Test(reach_watch, a_firewall_of_this_machine_counts_and_leaves_no_doubt)
{
    set_error(add("192.0.2.1", 25, STOP_LOCAL), "EPERM");
    add("192.0.2.1", 587, STOP_NONE);
    cr_expect_not(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "local");
}

Test(reach_watch, want_of_descriptors_tells_nothing)
{
    set_error(add("192.0.2.1", 25, STOP_LOCAL), "EMFILE");
    cr_expect_not(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    expect_reach(&report.vantage.over_ipv4, 0, 0, 0, NULL);
}

Test(reach_watch, a_later_try_that_works_counts)
{
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    struct endpoint *endpoint = &report.endpoints[0];
    list_append(&endpoint->sessions, &endpoint->session_count, sizeof *endpoint->sessions);
    cr_expect_not(note() & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 1, 0, 0, NULL);
}

Test(reach_watch, connections_that_were_led_elsewhere_tell_nothing)
{
    add("192.0.2.1", 25, STOP_NONE);
    report.endpoints[0].connect_to = (struct dialled){text_copy("127.0.0.1"), 2525};
    note();
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    expect_reach(&report.vantage.over_ipv4, 0, 0, 0, NULL);
}

Test(reach_watch, a_submission_host_of_a_domain_need_not_serve_port_25)
{
    report.domain = allocate(1, sizeof *report.domain);
    add("192.0.2.1", 25, STOP_TIMED_OUT);
    add("192.0.2.1", 587, STOP_NONE);
    cr_expect_not(reach_watch_note(watch, &report) & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
    report.hosts[0].is_mx = true;
    cr_expect(reach_watch_note(watch, &report) & REACH_RELAY_OVER_IPV4);
    expect_reach(&tell()->relay_over_ipv4, 0, 1, 1, "timed_out");
}

/* Notes a host whose IPv6 address is dead while its IPv4 address answers. */
static unsigned note_without_ipv6(const char *ipv6)
{
    add("192.0.2.1", 25, STOP_NONE);
    add(ipv6, 25, STOP_TIMED_OUT);
    add(ipv6, 587, STOP_TIMED_OUT);
    return note();
}

Test(reach_watch, a_family_that_is_dead_everywhere)
{
    unsigned doubt = note_without_ipv6("2001:db8::1");
    cr_expect_eq(doubt & (REACH_OVER_IPV4 | REACH_OVER_IPV6), REACH_OVER_IPV6);
    note_without_ipv6("2001:db9::1");
    cr_expect_not(reach_watch_decided(watch, doubt));
    note_without_ipv6("2001:dba::1");
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->over_ipv6, 0, 3, 3, "timed_out");
    cr_expect_eq(reach_blocked(&report.vantage.over_ipv6), ANSWER_YES);
    expect_reach(&report.vantage.over_ipv4, 1, 0, 0, NULL);
}

Test(reach_watch, a_refusal_shows_that_the_family_works)
{
    unsigned doubt = note_without_ipv6("2001:db8::1");
    add("2001:db9::1", 25, STOP_REFUSED);
    note();
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->over_ipv6, 1, 1, 1, NULL);
}

Test(reach_watch, a_host_that_answers_by_no_family_says_nothing_of_either)
{
    add("192.0.2.1", 587, STOP_TIMED_OUT);
    add("2001:db8::1", 587, STOP_TIMED_OUT);
    unsigned doubt = note();
    cr_expect_eq(doubt & (REACH_OVER_IPV4 | REACH_OVER_IPV6), 0);
    expect_reach(&tell()->over_ipv6, 0, 1, 0, "timed_out");
}

Test(reach_watch, a_control_on_port_25_settles_it)
{
    unsigned doubt = note_blocked("192.0.2.1", STOP_TIMED_OUT);
    struct control control = {.address = (char *)"198.51.100.1", .port = 25, .connected = ANSWER_NO};
    reach_watch_note_control(watch, &control);
    cr_expect_not(reach_watch_decided(watch, doubt));
    control.connected = ANSWER_YES;
    control.port = 443;
    reach_watch_note_control(watch, &control);
    cr_expect_not(reach_watch_decided(watch, doubt));
    control.port = 25;
    reach_watch_note_control(watch, &control);
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 1, 1, 1, NULL);
    expect_reach(&report.vantage.over_ipv4, 2, 0, 0, NULL);
}

Test(reach_watch, a_control_without_an_address_is_none)
{
    reach_watch_note_control(watch, &(struct control){.port = 25});
    expect_reach(&tell()->relay_over_ipv4, 0, 0, 0, NULL);
}

Test(reach_watch, a_run_of_very_many_networks_is_bounded_and_still_settled)
{
    enum { NETWORKS = 5000, COUNTED = 4096 };
    unsigned doubt = 0;
    for (int i = 0; i < NETWORKS; i++) {
        char *address = text_format("%d.%d.0.1", 1 + i / 256, i % 256);
        add(address, 25, STOP_TIMED_OUT);
        free(address);
        doubt = note();
    }
    expect_reach(&tell()->relay_over_ipv4, 0, COUNTED, 0, "timed_out");
    cr_expect_not(reach_watch_decided(watch, doubt));
    add("198.51.100.1", 25, STOP_NONE);
    note();
    cr_expect(reach_watch_decided(watch, doubt));
    expect_reach(&tell()->relay_over_ipv4, 1, COUNTED, 0, NULL);
}

Test(reach_watch, one_server_for_all_is_in_doubt_until_enough_are_alike)
{
    static const struct {
        const char *host, *address;
    } places[] = {{"mx.one.example", "192.0.2.1"},
                  {"mx.two.example", "198.51.100.1"},
                  {"mx.three.example", "203.0.113.1"}};
    for (size_t i = 0; i < 3; i++) {
        cr_expect_not(reach_watch_decided(watch, REACH_RELAY_IDENTITY));
        struct session *session = add(places[i].address, 25, STOP_NONE);
        session->ehlo = allocate(1, sizeof *session->ehlo);
        session->ehlo->reply.code = 250;
        session->ehlo->domain = text_copy("proxy.isp.example");
        report.endpoints[0].server_name = text_copy(places[i].host);
        cr_expect_eq(note(), REACH_RELAY_IDENTITY);
    }
    cr_expect(reach_watch_decided(watch, REACH_RELAY_IDENTITY));
    cr_expect_eq(reach_watch_amiss(watch), REACH_RELAY_IDENTITY);
    cr_expect_str_eq(tell()->shared_identity.identity, "name proxy.isp.example");
}
