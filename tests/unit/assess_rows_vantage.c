/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a whole run says about this end, and what DNS says about itself. */
#include "assess_rows.h"
#include "facts/shapes.h"

static const char *const mx = "192.0.2.20";

/* --- Port 25 --- */

static void fill_relay(struct reach *relay, int64_t failed, int64_t blocked)
{
    shape_clear(&reach_shape, relay);
    *relay =
        (struct reach){.networks_failed = failed, .networks_blocked = blocked, .how = {STOP_TIMED_OUT, NULL}};
}

/* Over both families alike. */
static void relay_fails(struct report *report, int64_t failed, int64_t blocked)
{
    static const char *const addresses[] = {"192.0.2.10", "2001:db8::10", "192.0.2.20"};
    for (size_t i = 0; i < 3; i++)
        facts_stop(report, addresses[i], 25, STEP_CONNECT, i == 2 ? STOP_REFUSED : STOP_TIMED_OUT);
    fill_relay(&report->vantage.relay_over_ipv4, failed, blocked);
    fill_relay(&report->vantage.relay_over_ipv6, failed, blocked);
}

static struct control *add_control(struct report *report, int64_t port, enum answer connected)
{
    struct vantage *vantage = &report->vantage;
    struct control *control = list_append(&vantage->controls, &vantage->control_count, sizeof *control);
    control->place = text_format("control.example:%d", (int)port);
    control->address = text_copy("198.18.0.25");
    control->port = port;
    control->connected = connected;
    control->stop.at = connected == ANSWER_NO ? STEP_CONNECT : STEP_NONE;
    control->stop.reason = connected == ANSWER_NO ? STOP_TIMED_OUT : STOP_NONE;
    return control;
}

static void blocked(struct report *report)
{
    relay_fails(report, 3, 3);
}

static void blocked_and_control_fails(struct report *report)
{
    relay_fails(report, 1, 1);
    add_control(report, 25, ANSWER_NO);
    add_control(report, 587, ANSWER_YES);
}

/* Port 25 over IPv4 alone: IPv6 answers everywhere. */
static void blocked_over_ipv4(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_TIMED_OUT);
    facts_stop(report, "192.0.2.20", 25, STEP_CONNECT, STOP_TIMED_OUT);
    fill_relay(&report->vantage.relay_over_ipv4, 3, 3);
    report->vantage.relay_over_ipv6.networks_reached = 2;
}

static void blocked_over_ipv6(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_REFUSED);
    fill_relay(&report->vantage.relay_over_ipv6, 3, 3);
}

/* As with one target: its IPv6 answers, and who keeps its IPv4 from it is not known. */
static void one_network_over_ipv4(struct report *report)
{
    blocked_over_ipv4(report);
    fill_relay(&report->vantage.relay_over_ipv4, 1, 1);
    report->vantage.relay_over_ipv6.networks_reached = 1;
}

static void blocked_over_ipv4_and_few_over_ipv6(struct report *report)
{
    relay_fails(report, 3, 3);
    fill_relay(&report->vantage.relay_over_ipv6, 1, 1);
}

/* The one network over IPv6 fails in a way of its own. */
static void blocked_over_ipv4_and_otherwise_over_ipv6(struct report *report)
{
    blocked_over_ipv4_and_few_over_ipv6(report);
    report->vantage.relay_over_ipv6.how.reason = STOP_REFUSED;
}

/* A control that answers over IPv6 says nothing of IPv4. */
static void control_works_over_ipv6(struct report *report)
{
    relay_fails(report, 3, 3);
    text_replace(&add_control(report, 25, ANSWER_YES)->address, text_copy("2001:db8:25::25"));
}

static void control_works(struct report *report)
{
    relay_fails(report, 3, 3);
    add_control(report, 25, ANSWER_YES);
}

static void blocked_by_this_machine(struct report *report)
{
    relay_fails(report, 3, 3);
    report->vantage.relay_over_ipv4.how.reason = STOP_LOCAL;
    report->vantage.relay_over_ipv6.how.reason = STOP_LOCAL;
}

/* The control stands in a family that this machine does not have. */
static void control_has_no_route(struct report *report)
{
    relay_fails(report, 1, 1);
    add_control(report, 25, ANSWER_NO)->stop =
        (struct stop){.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = text_copy("ENETUNREACH")};
}

static void one_network(struct report *report)
{
    relay_fails(report, 1, 1);
}

/* Of those that fail one answers otherwise: how it fails is all that `how` tells. */
static void one_of_five_blocked(struct report *report)
{
    relay_fails(report, 5, 1);
}

static void two_of_five_blocked(struct report *report)
{
    relay_fails(report, 5, 2);
}

/* What the control's own host says is no word of this network. */
static void control_rejects(struct report *report)
{
    relay_fails(report, 1, 1);
    struct control *control = add_control(report, 25, ANSWER_NO);
    control->stop.reason = STOP_UNREACHABLE;
    control->stop.icmp = facts_icmp(4, 3, 13, control->address);
}

/* Nobody tells who said no, and there is no gateway that it could be. */
static void blocked_by_whom_is_not_told(struct report *report)
{
    relay_fails(report, 3, 3);
    facts_session(report, "192.0.2.10", 25)->stop.reason = STOP_UNREACHABLE;
    facts_session(report, "192.0.2.10", 25)->stop.icmp = facts_icmp(4, 3, 13, NULL);
    struct path *path = facts_path(report, "192.0.2.10");
    facts_path_port(path, 25, PATH_END_REJECTED, 2, 1);
    text_replace(&path->gateway, NULL);
}

static const char *const far_away = "198.51.100.20";

/* mx2 stands in another network, and both hosts greet as a proxy does. */
static void same_banner(struct report *report)
{
    struct host *host = facts_host(report, "mx2.example.org");
    text_replace(&host->addresses.items[0], text_copy(far_away));
    text_replace(&facts_address(report, mx)->address, text_copy(far_away));
    text_replace(&facts_endpoint(report, mx, 25)->address, text_copy(far_away));
    const char *const addresses[] = {"192.0.2.10", far_away};
    for (size_t i = 0; i < 2; i++)
        text_replace(&facts_session(report, addresses[i], 25)->ehlo->domain, text_copy("proxy.isp.example"));
}

/* As where one provider takes the mail, and its name is in reverse DNS. */
static void banner_of_a_provider(struct report *report)
{
    same_banner(report);
    text_list_append(&facts_address(report, far_away)->ptr_names, "in7.isp.example");
}

/* --- Families --- */

static void ipv6_broken(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < 4; i++)
        facts_stop(report, "2001:db8::10", ports[i], STEP_CONNECT, STOP_TIMED_OUT);
    report->vantage.over_ipv6 = (struct reach){.networks_failed = 2, .networks_blocked = 2};
}

/* As in a run with hosts that answer over no family at all. */
static void ipv6_hosts_dead(struct report *report)
{
    ipv6_broken(report);
    report->vantage.over_ipv6.networks_blocked = 0;
}

static void no_ipv6(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < 4; i++) {
        facts_stop(report, "2001:db8::10", ports[i], STEP_CONNECT, STOP_LOCAL);
        facts_session(report, "2001:db8::10", ports[i])->stop.system_error = text_copy("ENETUNREACH");
    }
    report->vantage.over_ipv6 = (struct reach){.networks_failed = 2};
}

/* A host that refuses over a family which does not work from here did not do so itself. */
static void ipv6_refused_here(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_REFUSED);
    report->vantage.over_ipv6 = (struct reach){.networks_failed = 2, .networks_blocked = 2};
}

/* Somebody between refuses one port over IPv6 in the host's name. */
static void ipv6_refused_on_the_way(struct report *report)
{
    const char *address = "2001:db8::10";
    facts_stop(report, address, 25, STEP_CONNECT, STOP_REFUSED);
    facts_open(report, address, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(report, address);
    facts_path_port(path, 25, PATH_END_REFUSED, 4, 3);
    facts_path_port(path, 465, PATH_END_CONNECTED, 7, 6);
    report->vantage.over_ipv6.networks_reached = 1;
    report->vantage.relay_over_ipv6.networks_reached = 1;
}

/* This machine forbids the port over IPv6. */
static void ipv6_forbidden_here(struct report *report)
{
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, "2001:db8::10", 25)->stop.system_error = text_copy("EPERM");
    report->vantage.over_ipv6.networks_reached = 1;
    report->vantage.relay_over_ipv6.networks_reached = 1;
}

static void ipv6_works_elsewhere(struct report *report)
{
    ipv6_broken(report);
    report->vantage.over_ipv6.networks_reached = 1;
}

/* --- DNS --- */

static void all_lookups(struct report *report, enum dns_status status)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = status;
    for (size_t i = 0; i < report->domain->service_count; i++)
        report->domain->services[i].lookup.status = status;
    for (size_t i = 0; i < report->host_count; i++) {
        report->hosts[i].a_lookup.status = status;
        report->hosts[i].aaaa_lookup.status = status;
    }
}

static void resolver_gone(struct report *report)
{
    all_lookups(report, DNS_UNREACHABLE);
}

static void tcp_refused(struct report *report)
{
    report->domain->mx_lookup.status = DNS_TRUNCATED;
    report->domain->mail_route = ROUTE_UNKNOWN;
}

static void one_unreachable(struct report *report)
{
    report->domain->mx_lookup.status = DNS_UNREACHABLE;
    report->domain->mail_route = ROUTE_UNKNOWN;
}

static void resolver_silent(struct report *report)
{
    all_lookups(report, DNS_TIMEOUT);
}

static void mx_silent(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_TIMEOUT;
}

static void mx_refused(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_REFUSED;
}

/* No other network was needed to know it. */
static void no_ipv6_and_one_network(struct report *report)
{
    no_ipv6(report);
    report->vantage.over_ipv6.networks_failed = 1;
}

static void mx_servfail(struct report *report)
{
    report->domain->mail_route = ROUTE_UNKNOWN;
    report->domain->mx_lookup.status = DNS_SERVFAIL;
}

static void host_servfail(struct report *report)
{
    facts_host(report, "mx2.example.org")->a_lookup.status = DNS_SERVFAIL;
}

static void bogus(struct report *report)
{
    report->domain->mx_lookup.dnssec = DNSSEC_BOGUS;
    report->domain->mx_lookup.dnssec_detail = text_copy("signature expired");
}

static void no_domain(struct report *report)
{
    report->domain->mail_route = ROUTE_NO_DOMAIN;
    report->domain->mx_lookup.status = DNS_NXDOMAIN;
}

/* --- what this machine lacks --- */

static void has_anchors(struct report *report)
{
    report->vantage.trust_anchors = ANSWER_YES;
    text_replace(&report->vantage.trust_anchors_detail, text_copy("140 from this system"));
}

static void no_anchors(struct report *report)
{
    report->vantage.trust_anchors = ANSWER_NO;
    text_replace(&report->vantage.trust_anchors_detail, text_copy("/etc/x: No such file or directory"));
    facts_session(report, mx, 25)->tls->verification.trusted = ANSWER_UNKNOWN;
}

static void has_root_key(struct report *report)
{
    report->vantage.root_key = ANSWER_YES;
}

static void clock_fits(struct report *report)
{
    report->vantage.clock = ANSWER_YES;
}

static void clock_does_not_fit(struct report *report)
{
    report->vantage.clock = ANSWER_NO;
    report->vantage.root_key_detail = text_copy("the signatures end before that");
}

static void no_root_key(struct report *report)
{
    report->vantage.root_key = ANSWER_NO;
    report->vantage.root_key_detail = text_copy("/usr/x is out of date");
    report->domain->mx_lookup.dnssec = DNSSEC_UNKNOWN;
    report->domain->mx_lookup.dnssec_detail = text_copy("/usr/x is out of date");
}

static const struct pointed_row rows[] = {
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_of_five_blocked,
      "failed in several networks and worked in none; in some of them, which failed in the same way "
      "(timed_out), the same addresses answer on other "
      "ports.",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, two_of_five_blocked,
      "in some of them, which failed in the same way (timed_out), the same addresses answer on other ports.",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, control_rejects, "in no other network",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked_by_whom_is_not_told,
      "over IPv4 failed in several", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked,
      "failed in several networks and worked in none", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, blocked, "blocked from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, blocked, "blocked from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_MX_HOST_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked, "no answer", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked_and_control_fails,
      "The control control.example:25 does not answer over IPv4, while the control control.example:587 does.",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_HOLDS, SEVERITY_ERROR, control_works,
      "this network allows outgoing port 25", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked,
      "port 25 over IPv6 failed in several networks and worked in none", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked_over_ipv4,
      "all failed in the same way (timed_out). Over IPv6 it worked.", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_HOLDS, SEVERITY_ERROR, blocked_over_ipv4, "port 25 worked over IPv6.",
      NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_HOLDS, SEVERITY_ERROR, blocked_over_ipv6, "port 25 worked over IPv4.",
      NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, blocked_over_ipv6,
      "Port 25 over IPv6 is blocked from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, blocked_over_ipv6,
      "Port 25 over IPv6 is blocked from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, blocked_over_ipv4,
      "Port 25 over IPv4 is blocked from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_network_over_ipv4,
      "Port 25 over IPv4 worked nowhere in this scan", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_network_over_ipv4,
      "tried over IPv4 in no other network. Over IPv6 it worked.", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked_over_ipv4_and_few_over_ipv6,
      "Over IPv4 it is blocked from here, and over IPv6 it fails in the same way.", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING,
      blocked_over_ipv4_and_otherwise_over_ipv6, "port 25 was tried over IPv6 in no other network.", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_HOLDS, SEVERITY_ERROR, control_works_over_ipv6,
      "allows outgoing port 25 over IPv6", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, control_works_over_ipv6,
      "port 25 over IPv4 failed in several networks and worked in none", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_EGRESS_BLOCKED, OUTCOME_UNKNOWN, SEVERITY_ERROR, blocked_by_this_machine,
      "all failed in the same way (local)", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, control_has_no_route,
      "was tried over IPv4 in no other network", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_network,
      "port 25 was tried over IPv6 in no other network", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, control_works,
      "allows outgoing port 25", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_POSSIBLE},

    {{FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_UNKNOWN, SEVERITY_WARNING, same_banner,
      "proxy.isp.example", NULL},
     SUSPECT_PATH,
     CERTAINTY_POSSIBLE},
    {{FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS, SEVERITY_WARNING, banner_of_a_provider, "differ",
      NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_FAMILY_BROKEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_broken,
      "IPv6 worked nowhere, while IPv4 worked", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_FAMILY_BROKEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, no_ipv6,
      "IPv6 worked nowhere, while IPv4 worked", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_FAMILY_BROKEN_HERE, OUTCOME_UNKNOWN, SEVERITY_WARNING, no_ipv6_and_one_network,
      "IPv6 worked nowhere", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_hosts_dead, "No other port",
      NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_broken, "does not work from here",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_broken, "does not work from here",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_CONNECTION_REFUSED, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_refused_here,
      "does not work from here", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_FAMILY_BROKEN_HERE, OUTCOME_HOLDS, SEVERITY_WARNING, ipv6_works_elsewhere, "IPv6 were made.",
      NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_refused_on_the_way,
      "IPv6 0 of 1. A device before the host stops it", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, SEVERITY_WARNING, ipv6_forbidden_here,
      "A device before the host stops it", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_LIKELY},
    {{FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_FAILS, SEVERITY_WARNING, ipv6_works_elsewhere, "IPv6 0 of 1",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},

    {{FINDING_TRUST_ANCHORS_MISSING, OUTCOME_HOLDS, SEVERITY_ERROR, has_anchors, "140 from this system",
      NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_TRUST_ANCHORS_MISSING, OUTCOME_UNKNOWN, SEVERITY_ERROR, no_anchors, "/etc/x: No such file",
      NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_CERTAIN},
    {{FINDING_CLOCK_IN_DOUBT, OUTCOME_HOLDS, SEVERITY_ERROR, clock_fits, "in date", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_CLOCK_IN_DOUBT, OUTCOME_UNKNOWN, SEVERITY_ERROR, clock_does_not_fit, "end before", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_LIKELY},
    {{FINDING_ROOT_KEY_UNUSABLE, OUTCOME_HOLDS, SEVERITY_ERROR, has_root_key, "validated", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_ROOT_KEY_UNUSABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, no_root_key, "out of date", NULL},
     SUSPECT_THIS_MACHINE,
     CERTAINTY_LIKELY},

    {{FINDING_RESOLVER_WITHOUT_TCP, OUTCOME_UNKNOWN, SEVERITY_ERROR, tcp_refused, "truncated", NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_LIKELY},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, tcp_refused, "too large for UDP", NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_LIKELY},
    {{FINDING_RESOLVER_UNREACHABLE, OUTCOME_HOLDS, SEVERITY_ERROR, tcp_refused, "were answered", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_RESOLVER_UNREACHABLE, OUTCOME_HOLDS, SEVERITY_ERROR, one_unreachable,
      "for 1 the resolver could not be reached", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, one_unreachable, "could not be reached",
      NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_LIKELY},
    {{FINDING_RESOLVER_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, resolver_gone, "unreachable", NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_CERTAIN},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, resolver_gone,
      "resolver could not be reached", NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_CERTAIN},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, resolver_silent, "did not answer in time",
      NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_POSSIBLE},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_silent, "did not answer in time", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_refused,
      "refuses queries from this machine", NULL},
     SUSPECT_RESOLVER,
     CERTAINTY_LIKELY},
    {{FINDING_MX_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_servfail, "name servers fail", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_HOST_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_WARNING, host_servfail, "name servers fail",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_DNS_BOGUS, OUTCOME_FAILS, SEVERITY_ERROR, bogus, "MX example.org: signature expired", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_DOMAIN_NOT_FOUND, OUTCOME_FAILS, SEVERITY_ERROR, no_domain, "nxdomain", NULL},
     SUSPECT_TARGET,
     CERTAINTY_CERTAIN},
};

const struct rows vantage_rows_table = {NULL, sizeof rows / sizeof rows[0], rows};
