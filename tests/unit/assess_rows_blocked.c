/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that are not made, or not with the host: what was seen, and whom it points at. */
#include "assess_rows.h"
#include "facts/shapes.h"

#include <stdlib.h>

static const char mx[] = "192.0.2.20";

/* --- Refused --- */

static void refuse(struct report *report, int64_t connect_us)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_REFUSED);
    facts_session(report, mx, 25)->connect_us = connect_us;
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    facts_open(report, mx, 587, MODE_STARTTLS);
}

static void refused_in_time(struct report *report)
{
    refuse(report, 12500);
}

/* The one host that takes mail, up on other ports; nothing tells from how far away it comes. */
static void refused_by_whomever(struct report *report)
{
    refuse(report, 12500);
    shape_clear(&reach_shape, &report->vantage.relay_over_ipv4);
    report->vantage.relay_over_ipv4 = (struct reach){.networks_failed = 1, .how = {STOP_REFUSED, NULL}};
}

static void refused_too_fast(struct report *report)
{
    refuse(report, 900);
}

static void refused_fast_nearby(struct report *report)
{
    refuse(report, 900);
    facts_session(report, mx, 465)->connect_us = 4000;
    facts_session(report, mx, 587)->connect_us = 5000;
}

static void refused_at(struct report *report, int64_t hop)
{
    refuse(report, 12000);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_REFUSED, hop, hop - 1);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
}

static void refused_at_host(struct report *report)
{
    refused_at(report, 6);
}

static void refused_at_gateway(struct report *report)
{
    refused_at(report, 1);
}

static void refused_on_path(struct report *report)
{
    refused_at(report, 4);
}

/* Two routers at one distance: one way may be shorter than the other. */
static void refused_where_ways_divide(struct report *report, int64_t hop)
{
    refused_at(report, hop);
    text_replace(&report->paths[0].ports[0].hops[1].address, text_copy("198.51.100.33"));
}

static void refused_by_a_shorter_way(struct report *report)
{
    refused_where_ways_divide(report, 5);
}

static void refused_too_near_for_any_way(struct report *report)
{
    refused_where_ways_divide(report, 3);
}

static void refused_before_ways_divide(struct report *report)
{
    refused_at(report, 4);
    facts_path_port(&report->paths[0], 587, PATH_END_CONNECTED, 6, 5);
    text_replace(&report->paths[0].ports[1].hops[4].address, text_copy("198.51.100.55"));
}

/* No port is open: but a router beyond answered for another port. */
static void refused_before_a_router(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_REFUSED);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_REFUSED, 2, 1);
    facts_path_port(path, 465, PATH_END_SILENT, 0, 5);
}

static void refused_in_every_network(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_REFUSED);
    report->vantage.relay_over_ipv4 = (struct reach){.networks_failed = 2, .how = {STOP_REFUSED, NULL}};
}

static void refused_and_senders_hidden(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_REFUSED);
    struct path *path = facts_path(report, mx);
    path->tells_senders = ANSWER_NO;
    facts_path_port(path, 465, PATH_END_SILENT, 0, 0);
}

static void refused_or_rejected(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_REFUSED);
    facts_session(report, mx, 25)->tells_senders = ANSWER_NO;
}

/* --- Silence --- */

static void drop(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_TIMED_OUT);
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    facts_open(report, mx, 587, MODE_STARTTLS);
}

static void dropped_after(struct report *report, int64_t last)
{
    drop(report);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_SILENT, 0, last);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
    facts_path_port(path, 587, PATH_END_CONNECTED, 6, 5);
}

static void dropped_at_first(struct report *report)
{
    dropped_after(report, 0);
}

static void dropped_at_provider(struct report *report)
{
    dropped_after(report, 2);
}

static void dropped_on_path(struct report *report)
{
    dropped_after(report, 3);
}

static void dropped_at_their_door(struct report *report)
{
    dropped_after(report, 5);
}

static void dropped_where_hops_are_silent(struct report *report)
{
    drop(report);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_SILENT, 0, 3);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 3);
}

static void dropped_on_the_link(struct report *report)
{
    drop(report);
    struct path *path = facts_path(report, mx);
    text_replace(&path->gateway, NULL);
    facts_path_port(path, 25, PATH_END_SILENT, 0, 0);
    facts_path_port(path, 465, PATH_END_CONNECTED, 1, 0);
}

static void dropped_and_hops_unknown(struct report *report)
{
    dropped_after(report, 0);
    report->paths[0].tells_senders = ANSWER_NO;
}

static void all_die_at_one_hop(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    struct path *path = facts_path(report, mx);
    for (size_t i = 0; i < 4; i++) {
        facts_stop(report, mx, ports[i], STEP_CONNECT, STOP_TIMED_OUT);
        facts_path_port(path, ports[i], PATH_END_SILENT, 0, 4);
    }
}

static void all_die_in_their_network(struct report *report)
{
    all_die_at_one_hop(report);
    for (size_t i = 0; i < 4; i++)
        text_replace(&report->paths[0].ports[i].hops[3].address, text_copy("192.0.2.1"));
}

static void other_ports_refused(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_TIMED_OUT);
}

static void nothing_answers(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < 4; i++)
        facts_stop(report, mx, ports[i], STEP_CONNECT, STOP_TIMED_OUT);
}

static void trace_gets_through(struct report *report)
{
    drop(report);
    facts_path_port(facts_path(report, mx), 25, PATH_END_CONNECTED, 6, 5);
}

static void second_packet(struct report *report)
{
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    facts_session(report, mx, 25)->syn_retransmissions = 1;
}

static void trace_loses_packets(struct report *report)
{
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, 8, 5);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
    text_replace(&path->ports[0].hops[2].address, text_copy("198.51.100.33"));
}

static void trace_is_rejected(struct report *report)
{
    drop(report);
    struct path_port *port = facts_path_port(facts_path(report, mx), 25, PATH_END_REJECTED, 4, 3);
    port->icmp = facts_icmp(4, 3, 13, "198.51.100.3");
}

static void trace_is_refused(struct report *report)
{
    dropped_after(report, 0);
    report->paths[0].ports[0].end = PATH_END_REFUSED;
    report->paths[0].ports[0].end_hop = 6;
}

/* --- ICMP --- */

static struct session *reject(struct report *report, int64_t code, const char *sender)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_UNREACHABLE);
    struct session *session = facts_session(report, mx, 25);
    session->stop.system_error = text_copy("EHOSTUNREACH");
    session->stop.icmp = facts_icmp(4, 3, code, sender);
    return session;
}

static void trace_to(struct report *report, int64_t distance)
{
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_REJECTED, 3, 2);
    facts_path_port(path, 465, PATH_END_CONNECTED, distance, distance - 1);
}

static void rejected_by_one_way(struct report *report)
{
    reject(report, 13, "198.51.100.4");
    facts_path_port(facts_path(report, mx), 25, PATH_END_CONNECTED, 6, 5);
}

static void rejected_by_host(struct report *report)
{
    reject(report, 10, mx);
}

static void rejected_next_to_host(struct report *report)
{
    reject(report, 13, "192.0.2.254");
}

static void rejected_by_gateway(struct report *report)
{
    reject(report, 13, "10.0.0.1");
    trace_to(report, 6);
}

static void rejected_by_private_router(struct report *report)
{
    reject(report, 9, "100.64.3.1");
}

static void rejected_by_router(struct report *report)
{
    reject(report, 13, "198.51.100.4");
    trace_to(report, 6);
}

static void rejected_by_their_router(struct report *report)
{
    reject(report, 3, "198.51.100.5");
    trace_to(report, 6);
}

static void rejected_by_somebody(struct report *report)
{
    reject(report, 13, "203.0.113.9");
}

static void rejected_by_whom(struct report *report)
{
    reject(report, 13, NULL);
}

static void rejected_in_ipv6(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_UNREACHABLE);
    facts_session(report, "2001:db8::10", 25)->stop.icmp = facts_icmp(6, 1, 1, "2001:db8::10");
}

static void rejected_by_errno(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_UNREACHABLE);
    facts_session(report, mx, 25)->stop.system_error = text_copy("EACCES");
}

static void unreachable_by_errno(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_UNREACHABLE);
    facts_session(report, mx, 25)->stop.system_error = text_copy("EHOSTUNREACH");
}

static void unreachable_on_path(struct report *report)
{
    reject(report, 0, "198.51.100.3");
    trace_to(report, 6);
}

static void unreachable_behind_their_router(struct report *report)
{
    reject(report, 1, "192.0.2.1");
}

/* No port of the host answers, and the gateway says that nobody on its link has the address. */
static void down_behind_the_gateway(struct report *report)
{
    static const int64_t others[] = {465, 587, 2525};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        facts_stop(report, mx, others[i], STEP_CONNECT, STOP_TIMED_OUT);
    reject(report, 1, "10.0.0.1");
    facts_path_port(facts_path(report, mx), 25, PATH_END_REJECTED, 2, 1);
    report->vantage.over_ipv4.networks_reached = 0;
}

static void down_and_another_is_reached(struct report *report)
{
    down_behind_the_gateway(report);
    report->vantage.over_ipv4.networks_reached = 1;
}

/* Other ports meet with routers farther on: it is no link of the host's that the gateway speaks of. */
static void gateway_misses_the_next_router(struct report *report)
{
    down_behind_the_gateway(report);
    facts_path_port(&report->paths[0], 465, PATH_END_SILENT, 0, 3);
}

/* The host answers on other ports: that is a filter's word, whatever it is. */
static void unreachable_for_one_port(struct report *report)
{
    reject(report, 1, "10.0.0.1");
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    trace_to(report, 6);
}

static void no_route_in_the_gateway(struct report *report)
{
    down_behind_the_gateway(report);
    facts_session(report, mx, 25)->stop.icmp->code = 0;
}

static void nobody_on_the_link(struct report *report)
{
    text_replace(&reject(report, 1, "198.51.100.254")->local_address, text_copy("198.51.100.254"));
    struct path *path = facts_path(report, mx);
    text_replace(&path->gateway, NULL);
    facts_path_port(path, 25, PATH_END_REJECTED, 1, 0);
}

static void gateway_is_gone(struct report *report)
{
    text_replace(&reject(report, 1, "198.51.100.254")->local_address, text_copy("198.51.100.254"));
}

static void neighbour_is_gone(struct report *report)
{
    text_replace(&reject(report, 1, "192.0.2.254")->local_address, text_copy("192.0.2.254"));
}

static void rejected_by_this_machine(struct report *report)
{
    text_replace(&reject(report, 13, "198.51.100.254")->local_address, text_copy("198.51.100.254"));
}

/* --- This machine --- */

static void no_route(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, "2001:db8::10", 25)->stop.system_error = text_copy("ENETUNREACH");
}

static void forbidden(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, mx, 25)->stop.system_error = text_copy("EPERM");
}

static void never_left(struct report *report)
{
    drop(report);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_LOCAL, 0, 0);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
}

static void unsent(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, mx, 25)->syn_retransmissions = 2;
}

static void not_tried(struct report *report)
{
    facts_stop(report, mx, 25, STEP_CONNECT, STOP_NOT_TRIED);
    facts_session(report, mx, 25)->stop.detail = text_copy("421 too many connections");
}

static void another_one_is_lost(struct report *report)
{
    struct session *session = facts_add_session(report, mx, 25, PURPOSE_AUTH);
    session->stop.at = STEP_CONNECT;
    session->stop.reason = STOP_TIMED_OUT;
}

static void unpromised_forbidden(struct report *report)
{
    facts_stop(report, mx, 2525, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, mx, 2525)->stop.system_error = text_copy("EPERM");
}

/* --- Ports that nobody promised --- */

/* As when the host itself is asked about. */
static void of_a_host(struct report *report)
{
    facts_good(report);
    shape_clear(&domain_shape, report->domain);
    free(report->domain);
    report->domain = NULL;
    report->target.kind = TARGET_HOST;
    for (size_t i = 0; i < report->host_count; i++)
        report->hosts[i].is_mx = false;
}

static void unpromised_dropped(struct report *report)
{
    facts_stop(report, "192.0.2.30", 2525, STEP_CONNECT, STOP_TIMED_OUT);
}

static const struct pointed_row rows[] = {
    {{FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, refused_in_time, "did not come far sooner",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_by_whomever,
      "answers on 465, 587: either nothing listens on port 25 there, or this network or its provider refuses",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_too_fast,
      "in far less time", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, refused_fast_nearby, "ECONNREFUSED", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, refused_at_host,
      "The refusal comes from hop 6", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_at_gateway,
      "at least 6 hops away. This machine's own firewall or its gateway refuses it.", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_on_path,
      "hop 4, right after hop 3 (r3.example.net, 198.51.100.3), was refused", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_by_a_shorter_way,
      "It came from hop 5, and on another path the host is at least 6 hops away", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_too_near_for_any_way,
      "hop 3, right after hop 2 (198.51.100.33; or r2.example.net, 198.51.100.2), was refused", NULL},
     SUSPECT_PROVIDER,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_before_ways_divide,
      "at least 6 hops away", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED_ON_THE_WAY, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_before_a_router,
      "at least 6 hops away", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_in_every_network,
      "failed in several networks and worked in none", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, refused_in_every_network, "ECONNREFUSED",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_and_senders_hidden,
      "The sender is unknown", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, refused_or_rejected,
      "The sender is unknown", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, drop, "accept connections (465, 587)",
      NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_at_first,
      "this machine or its gateway", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_at_provider,
      "192.0.2.20: port 25 gets no answer beyond hop 2 (r2.example.net, 198.51.100.2); ports 465 and 587 "
      "reach the host at hop 6.",
      NULL},
     SUSPECT_PROVIDER,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_on_path,
      "no answer beyond hop 3", NULL},
     SUSPECT_PATH,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_FAILS, SEVERITY_WARNING, dropped_at_their_door,
      "no answer beyond hop 5", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_MX_HOST_UNREACHABLE, OUTCOME_FAILS, SEVERITY_ERROR, dropped_at_their_door, "no answer", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, dropped_at_provider, "no answer", NULL},
     SUSPECT_PROVIDER,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_where_hops_are_silent,
      "No router beyond hop 3 answers on the other ports either", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_on_the_link,
      "no router in between", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, dropped_and_hops_unknown,
      "this system does not show hops", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, all_die_at_one_hop,
      "the host is down, or a firewall drops all of its ports", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_FAILS, SEVERITY_WARNING, all_die_in_their_network,
      "ports 25, 465, 587 and 2525 get no answer beyond hop 4 (192.0.2.1)", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, other_ports_refused,
      "refuse connections", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, nothing_answers,
      "The host is down, or a firewall", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, SEVERITY_WARNING, trace_gets_through,
      "accepted at hop 6", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, SEVERITY_INFO, second_packet,
      "only when the SYN was sent again", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, SEVERITY_INFO, trace_loses_packets,
      "got no answer on port 25, but the next one was accepted. Paths divide at hop 3 (198.51.100.33; or "
      "r3.example.net, 198.51.100.3)",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, trace_is_rejected, "type 3 code 13",
      NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, trace_is_refused,
      "a trace of it was refused", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_one_way,
      "A trace right afterwards was accepted at hop 6, so only some packets are stopped", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, rejected_by_host,
      "\"host administratively prohibited\" (ICMP type 3 code 10), sent by the host's own address", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, rejected_next_to_host,
      "an address in the host's network", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_gateway,
      "this machine's gateway (10.0.0.1)", NULL},
     SUSPECT_GATEWAY,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_private_router,
      "private address", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_router,
      "the router at hop 4 (r4.example.net, 198.51.100.4)", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, rejected_by_their_router,
      "port unreachable", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_somebody, "203.0.113.9",
      NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_whom, "unknown sender",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, rejected_in_ipv6, "ICMPv6 type 1 code 1",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REJECTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_errno, "EACCES", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, unreachable_by_errno,
      "or whether a firewall caused it", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, unreachable_on_path,
      "network unreachable", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_FAILS, SEVERITY_WARNING, unreachable_behind_their_router,
      "host unreachable", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, down_behind_the_gateway,
      "the host is down. No router beyond it was seen. It sends the same error when the next router", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_FAILS, SEVERITY_WARNING, down_and_another_is_reached,
      "the host is down", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, gateway_misses_the_next_router,
      "Other packets get beyond it", NULL},
     SUSPECT_GATEWAY,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, unreachable_for_one_port,
      "a firewall rejects this port", NULL},
     SUSPECT_GATEWAY,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, no_route_in_the_gateway,
      "network unreachable", NULL},
     SUSPECT_GATEWAY,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, neighbour_is_gone,
      "the host's own, or a router's", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_FAILS, SEVERITY_WARNING, nobody_on_the_link, "the host is down",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, gateway_is_gone, "next router",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_FORBIDDEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, rejected_by_this_machine,
      "this machine itself", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_INTERMITTENT, OUTCOME_UNKNOWN, SEVERITY_INFO, another_one_is_lost,
      "for another one: no answer", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_FORBIDDEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, unsent, "This machine", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_NOT_TRIED, OUTCOME_UNKNOWN, SEVERITY_WARNING, not_tried, "421 too many", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_IMPOSSIBLE_HERE, OUTCOME_UNKNOWN, SEVERITY_INFO, no_route,
      "no IPv6 address, or no route", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_FORBIDDEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, forbidden, "EPERM", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_FORBIDDEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, never_left,
      "25 does not leave this machine", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_FORBIDDEN_HERE, OUTCOME_UNKNOWN, SEVERITY_INFO, unpromised_forbidden, "EPERM", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_INFO, unpromised_dropped, "No answer",
      of_a_host},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
};

const struct rows blocked_rows_table = {NULL, sizeof rows / sizeof rows[0], rows};
