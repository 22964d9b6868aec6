/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports that should be open or closed, and the mode that they should have. */
#include "assess/finding/phrase.h"
#include "assess/rules/expect/expected.h"
#include "assess/view/view.h"
#include "base/address.h"
#include "base/list.h"

#include <inttypes.h>

/* A port of a host, and what is expected of it. */
struct expected_port {
    const struct expected *expected;
    const struct expect_item *item;
    const struct host *host;
    struct about about;
};

static enum finding_id id_of(const struct expect_item *item)
{
    return item->kind == EXPECT_OPEN ? FINDING_EXPECTATION_PORT_NOT_OPEN
                                     : FINDING_EXPECTATION_PORT_NOT_CLOSED;
}

static void say(struct assessment *assessment, const struct expected_port *port, enum outcome outcome,
                const char *seen)
{
    expected_judge(assessment, port->expected, port->item, &port->about, id_of(port->item), outcome,
                   "Expected: port %" PRId64 " %s. %s", port->item->port,
                   port->item->kind == EXPECT_OPEN ? "open" : "closed", seen);
}

/* Whether silence is the server's, as far as can be told: other ports of the address answer, and port 25 is
 * let out of this network. A firewall that drops is the usual way to close a port. */
static bool is_closed_by_silence(const struct port_view *port_view)
{
    const struct blockage *blockage = &port_view->blockage;
    bool at_server = blockage->at == SUSPECT_TARGET || blockage->at == SUSPECT_TARGET_NETWORK
                     || blockage->at == SUSPECT_UNKNOWN;
    bool let_out = port_view->about.port != PORT_RELAY || port_view->family->relay_works;
    return port_view->attempt.reason == STOP_TIMED_OUT && at_server && let_out
           && blockage->explained_by == FINDING_NONE && port_view->siblings.connected.count > 0;
}

/* What this end does, and what is unclear, is not held against the server. */
static void judge_unconnected(struct assessment *assessment, const struct expected_port *port,
                              const struct port_view *port_view)
{
    bool silent = is_closed_by_silence(port_view);
    bool known = !port_view->intercepted && (port_view->blockage.outcome == OUTCOME_FAILS || silent);
    bool open = port->item->kind == EXPECT_OPEN;
    enum outcome outcome = !known ? OUTCOME_UNKNOWN : open ? OUTCOME_FAILS : OUTCOME_HOLDS;
    say(assessment, port, outcome,
        phrase_format("%s: %s%s%s.", known ? "Seen" : "Not known whether this end is the cause",
                      port_view->attempt.end.text, silent ? "; other ports of the address answer: " : "",
                      silent ? phrase_list(&port_view->siblings.connected, "").text : "")
            .text);
}

/* Whether STARTTLS is there to be used, where the port speaks in clear first. */
static enum answer has_mode(const struct port_view *port_view, enum port_mode mode)
{
    const struct session *session = port_view->session;
    enum port_mode found = port_view->endpoint->found;
    if (found == MODE_UNKNOWN || session == NULL)
        return ANSWER_UNKNOWN;
    if (found != mode)
        return ANSWER_NO;
    if (mode != MODE_STARTTLS || tls_offer_is_there(&port_view->offer))
        return ANSWER_YES;
    return session->starttls.offered;
}

static void judge_mode(struct assessment *assessment, const struct expected_port *port,
                       const struct port_view *port_view)
{
    static const enum outcome outcomes[] = {
        [ANSWER_UNKNOWN] = OUTCOME_UNKNOWN, [ANSWER_NO] = OUTCOME_FAILS, [ANSWER_YES] = OUTCOME_HOLDS};
    enum port_mode wanted = port->item->mode;
    enum port_mode found = port_view->endpoint->found;
    enum answer has = has_mode(port_view, wanted);
    struct phrase seen =
        found == MODE_UNKNOWN && port_view->session != NULL ? phrase_stop(port_view->session)
        : found == MODE_STARTTLS && has != ANSWER_YES
            ? phrase_format("%s, but STARTTLS is not known to be offered", phrase_mode(found))
            : phrase_format("%s", phrase_mode(found));
    expected_judge(assessment, port->expected, port->item, &port->about, FINDING_EXPECTATION_MODE_DIFFERS,
                   outcomes[has], "Expected: %s. Seen: %s.", phrase_mode(wanted), seen.text);
}

static void judge_connected(struct assessment *assessment, const struct expected_port *port,
                            const struct port_view *port_view)
{
    if (port_view->intercepted) {
        say(assessment, port, OUTCOME_UNKNOWN, "Unknown: most likely another device answered.");
        return;
    }
    bool open = port->item->kind == EXPECT_OPEN;
    say(assessment, port, outcome_unless(!open), "The connection was accepted.");
    if (open && port->item->mode != MODE_UNKNOWN)
        judge_mode(assessment, port, port_view);
}

static void judge_address(struct assessment *assessment, struct expected_port *port, const char *address)
{
    const struct endpoint *endpoint =
        report_endpoint(assessment->report, port->host, address, port->item->port);
    const struct port_view *port_view = endpoint != NULL ? view_port(assessment->view, endpoint) : NULL;
    port->about.address = address;
    if (port_view == NULL || !port_view->attempt.begun)
        say(assessment, port, OUTCOME_UNKNOWN,
            phrase_format("Unknown: it was not probed (--ports %" PRId64 " probes it).", port->item->port)
                .text);
    else if (port_view->attempt.connected)
        judge_connected(assessment, port, port_view);
    else
        judge_unconnected(assessment, port, port_view);
}

/* Where no address is known there is nothing to connect to, or that is unknown. */
static void judge_no_address(struct assessment *assessment, const struct expected_port *port)
{
    const struct host *host = port->host;
    const struct dns_lookup *failed = !dns_is_definite(host->a_lookup.status)      ? &host->a_lookup
                                      : !dns_is_definite(host->aaaa_lookup.status) ? &host->aaaa_lookup
                                                                                   : NULL;
    if (failed != NULL)
        say(assessment, port, OUTCOME_UNKNOWN,
            phrase_format("Unknown, because a look-up failed: %s.", phrase_lookup(failed).text).text);
    else
        say(assessment, port, outcome_unless(port->item->kind == EXPECT_OPEN), "The host has no address.");
}

/* Whether -4 or -6 says that the address is not to be looked at. */
static bool is_excluded(const struct vantage *vantage, const char *address)
{
    return address_family(address) == 6 ? vantage->ipv4 && !vantage->ipv6 : vantage->ipv6 && !vantage->ipv4;
}

static void judge_port(struct assessment *assessment, const struct expected *expected,
                       const struct expect_item *item, const struct host *host)
{
    const struct report *report = assessment->report;
    enum role role = port_view_role(report, host, item->port);
    struct expected_port port = {.expected = expected,
                                 .item = item,
                                 .host = host,
                                 .about = {.role = role == ROLE_GUESS ? ROLE_SUBMISSION : role,
                                           .host = host->name,
                                           .port = item->port}};
    size_t judged = 0;
    for (size_t i = 0; i < host->addresses.count; i++) {
        if (is_excluded(&report->vantage, host->addresses.items[i]))
            continue;
        judge_address(assessment, &port, host->addresses.items[i]);
        judged++;
    }
    if (host->addresses.count == 0)
        judge_no_address(assessment, &port);
    else if (judged == 0)
        say(assessment, &port, OUTCOME_UNKNOWN, "Unknown: -4 or -6 excludes the host's addresses.");
}

static bool is_about_ports(const struct expect_item *item)
{
    return item->kind == EXPECT_OPEN || item->kind == EXPECT_CLOSED;
}

/* The item that counts for the host and the port, whichever of the two kinds it is. */
static bool counts(const struct expected *expected, const struct expect_item *item, const struct host *host)
{
    const struct expect_item *open = expected_for(expected, EXPECT_OPEN, host->name, item->port);
    const struct expect_item *closed = expected_for(expected, EXPECT_CLOSED, host->name, item->port);
    const struct expect_item *other = item == open ? closed : open;
    if (item != open && item != closed)
        return false;
    return other == NULL
           || (item->host != NULL) * 2 + (item->domain != NULL)
                  >= (other->host != NULL) * 2 + (other->domain != NULL);
}

/* What names no host is said of the hosts that take the domain's mail. */
static bool speaks_of(const struct expect_item *item, const struct report *report, const struct host *host)
{
    if (item->host != NULL)
        return text_same_name(item->host, host->name);
    return host->is_mx || report->domain == NULL;
}

void expected_port_rules(struct assessment *assessment, const struct expected *expected)
{
    const struct report *report = assessment->report;
    for (size_t h = 0; h < report->host_count; h++)
        for (size_t i = 0; i < expected->count; i++)
            if (is_about_ports(expected->items[i]) && speaks_of(expected->items[i], report, &report->hosts[h])
                && counts(expected, expected->items[i], &report->hosts[h]))
                judge_port(assessment, expected, expected->items[i], &report->hosts[h]);
}
