/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that are made and come to nothing, or are with somebody else. */
#include "assess_rows.h"
#include "facts/shapes.h"

#include <stdlib.h>

static const char mx[] = "192.0.2.20";

/* --- Somebody else --- */

static void accepted_at(struct report *report, int64_t hop)
{
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, hop, hop - 1);
    facts_path_port(path, 465, PATH_END_CONNECTED, 6, 5);
}

static void intercepted_near(struct report *report)
{
    accepted_at(report, 2);
}

static void intercepted_at_the_gateway(struct report *report)
{
    accepted_at(report, 1);
}

static void intercepted_there(struct report *report)
{
    accepted_at(report, 5);
}

/* Nearer than the other port by one hop, and several routers answered from one hop. */
static void accepted_by_a_shorter_way(struct report *report)
{
    accepted_at(report, 5);
    text_replace(&report->paths[0].ports[0].hops[2].address, text_copy("198.51.100.33"));
}

static void intercepted_before_ways_divide(struct report *report)
{
    intercepted_near(report);
    facts_path_port(&report->paths[0], 587, PATH_END_CONNECTED, 6, 5);
    text_replace(&report->paths[0].ports[1].hops[2].address, text_copy("198.51.100.33"));
}

static void not_intercepted(struct report *report)
{
    accepted_at(report, 6);
}

/* What the run found on port 25 everywhere. */
static void found_everywhere(struct report *report)
{
    report->vantage.shared_identity.identity = text_copy("certificate SHA-256 ab01");
    report->vantage.shared_identity.organizations = 3;
    report->vantage.shared_identity.networks = 3;
}

static void one_certificate_for_all(struct report *report)
{
    struct certificate *leaf = &facts_session(report, mx, 25)->tls->chain[0];
    found_everywhere(report);
    text_list_free(&leaf->dns_names);
    text_list_append(&leaf->dns_names, "proxy.isp.example");
    free(leaf->sha256);
    leaf->sha256 = text_copy("ab01");
}

static void one_server_for_all(struct report *report)
{
    struct session *session = facts_session(report, mx, 25);
    one_certificate_for_all(report);
    text_replace(&session->ehlo->domain, text_copy("proxy.isp.example"));
    session->tls->verification.trusted = ANSWER_NO;
}

/* Somebody else's name, and no TLS at all; no other port of the host is open. A server whose name is not that
 * of its MX record, and that breaks its promise, looks the same. */
static void proxy_without_tls(struct report *report)
{
    struct session *session = facts_session(report, mx, 25);
    text_replace(&session->ehlo->domain, text_copy("smtp-proxy.isp.test"));
    facts_drop_keyword(session->ehlo, "STARTTLS");
    session->starttls.offered = ANSWER_NO;
    shape_clear(&tls_shape, session->tls);
    free(session->tls);
    session->tls = NULL;
    struct endpoint *endpoint = facts_endpoint(report, mx, 25);
    while (endpoint->tlsa_match_count > 0)
        shape_clear(&tlsa_match_shape, &endpoint->tlsa_matches[--endpoint->tlsa_match_count]);
}

static void proxy_where_mta_sts_promises(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
    proxy_without_tls(report);
}

/* The host's own name: then it is the server that does not keep the promise. */
static void own_server_without_tls(struct report *report)
{
    proxy_without_tls(report);
    text_replace(&facts_session(report, mx, 25)->ehlo->domain, text_copy("mx2.example.org"));
}

static void proxy_beside_the_host(struct report *report)
{
    facts_open(report, mx, 587, MODE_STARTTLS);
    proxy_without_tls(report);
}

static void proxy_as_far_away_as_the_host(struct report *report)
{
    accepted_at(report, 6);
    proxy_without_tls(report);
}

/* Right before the host: a box of the host's own, but for what it shows. */
static void proxy_at_the_only_router(struct report *report)
{
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, 1, 0);
    facts_path_port(path, 465, PATH_END_CONNECTED, 2, 1);
    proxy_without_tls(report);
}

/* At hop 2 the host's own address answers for port 25, and a router for the other port. */
static void sent_aside(struct report *report)
{
    accepted_at(report, 6);
    text_replace(&report->paths[0].ports[0].hops[1].address, text_copy(mx));
}

/* The firewall of a host behind NAT does that, too. */
static void forwarded_at_their_door(struct report *report)
{
    accepted_at(report, 6);
    text_replace(&report->paths[0].ports[0].hops[4].address, text_copy(mx));
}

/* The firewall of the host's network leads port 25 to a filter, which somebody else made. */
static void filter_at_their_door(struct report *report)
{
    intercepted_there(report);
    proxy_without_tls(report);
}

static void filter_behind_their_door(struct report *report)
{
    forwarded_at_their_door(report);
    proxy_without_tls(report);
}

static void one_server_for_all_at_a_door(struct report *report)
{
    one_server_for_all(report);
    intercepted_there(report);
}

static void one_server_for_all_as_far_away_as_the_host(struct report *report)
{
    one_server_for_all(report);
    accepted_at(report, 6);
}

/* The trace had nothing left for the other port: that it shows no router says nothing of the distance. */
static void one_server_for_all_where_a_trace_was_cut_short(struct report *report)
{
    one_server_for_all(report);
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    struct path *path = facts_path(report, mx);
    facts_path_port(path, 25, PATH_END_CONNECTED, 1, 0);
    facts_path_port(path, 465, PATH_END_UNKNOWN, 0, 0);
}

/* A service with a name of its own, which may take mail for many. */
static void one_service_for_all(struct report *report)
{
    one_server_for_all(report);
    facts_session(report, mx, 25)->tls->verification.trusted = ANSWER_YES;
}

static void answered_too_fast(struct report *report)
{
    facts_open(report, mx, 465, MODE_IMPLICIT_TLS);
    facts_session(report, mx, 25)->connect_us = 800;
}

static void answered_too_fast_by_two(struct report *report)
{
    answered_too_fast(report);
    facts_open(report, mx, 587, MODE_STARTTLS);
}

static void answered_as_fast(struct report *report)
{
    answered_too_fast(report);
    facts_session(report, mx, 25)->connect_us = 7500;
}

static void its_own_server(struct report *report)
{
    found_everywhere(report);
    answered_as_fast(report);
}

/* --- Hanging --- */

static struct session *hang(struct report *report)
{
    facts_stop(report, mx, 25, STEP_HANDSHAKE, STOP_TIMED_OUT);
    return facts_add_session(report, mx, 25, PURPOSE_SMALL_SEGMENTS);
}

static void black_hole(struct report *report)
{
    struct session *small = hang(report);
    small->tls = allocate(1, sizeof *small->tls);
    small->tls->completed = ANSWER_YES;
}

static void hangs_anyway(struct report *report)
{
    struct session *small = hang(report);
    small->stop.at = STEP_HANDSHAKE;
    small->stop.reason = STOP_TIMED_OUT;
}

static void hangs_untried(struct report *report)
{
    facts_stop(report, mx, 25, STEP_HANDSHAKE, STOP_TIMED_OUT);
}

/* --- Turned away --- */

static void too_many(struct report *report)
{
    facts_refuse(report, mx, 25, STEP_GREETING, 421, "4.7.0 Error: too many connections from 198.51.100.254");
}

static void rate_limited_at_ehlo(struct report *report)
{
    facts_refuse(report, mx, 25, STEP_EHLO, 450, "4.7.1 Rate limit reached");
}

static void listed(struct report *report)
{
    facts_refuse(report, mx, 25, STEP_GREETING, 554, "5.7.1 Client host blocked using zen.example");
}

static void without_rdns(struct report *report)
{
    facts_refuse(report, mx, 25, STEP_EHLO, 450, "4.7.25 PTR record required");
}

static void greylisted(struct report *report)
{
    facts_refuse(report, mx, 25, STEP_GREETING, 451, "4.7.1 Greylisted, come back later");
}

static void teaser(struct report *report)
{
    struct reply *greeting = facts_session(report, mx, 25)->greeting;
    text_list_append(&greeting->lines, "mx2.example.org ESMTP");
    greeting->first_line_ms = 20;
    greeting->elapsed_ms = 6050;
}

static void tarpit(struct report *report)
{
    facts_session(report, mx, 25)->greeting->elapsed_ms = 20000;
}

static void silent_to_tls_too(struct report *report)
{
    facts_stop(report, mx, 25, STEP_GREETING, STOP_TIMED_OUT);
    struct session *session = facts_add_session(report, mx, 25, PURPOSE_MAIN);
    session->tried = MODE_IMPLICIT_TLS;
}

static void wrong_mode(struct report *report)
{
    facts_open(report, "192.0.2.30", 587, MODE_IMPLICIT_TLS);
}

static const struct pointed_row rows[] = {
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, intercepted_near,
      "Port 25 is accepted at hop 2, right after hop 1 (10.0.0.1)", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, intercepted_at_the_gateway,
      "Port 25 is accepted at hop 1 (10.0.0.1)", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_CERTAIN},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, intercepted_there, "at hop 5", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, accepted_by_a_shorter_way,
      "Port 25 accepted the connection not far sooner", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, intercepted_before_ways_divide, "at hop 2",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, not_intercepted, "hop 6", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, one_server_for_all,
      "of unrelated domains in unrelated networks, show the same identity, which belongs to none of "
      "them: certificate "
      "SHA-256 ab01",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, proxy_without_tls,
      "DANE requires STARTTLS with the host's certificate there", facts_good_dane},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, proxy_where_mta_sts_promises,
      "MTA-STS requires STARTTLS with the host's certificate there", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, own_server_without_tls, "no STARTTLS",
      facts_good_dane},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, proxy_without_tls, "no STARTTLS",
      facts_opportunistic},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, proxy_beside_the_host,
      "Port 25 calls itself smtp-proxy.isp.test and offers no STARTTLS, which is not the host's; port 587 of "
      "the same address calls itself mx2.example.org",
      NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, proxy_as_far_away_as_the_host,
      "no STARTTLS", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, proxy_at_the_only_router,
      "accepted at hop 1 (10.0.0.1); on its other ports the host is at least 2 hops away", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, sent_aside,
      "redirected at hop 2 (r2.example.net, 198.51.100.2)", NULL},
     SUSPECT_PROVIDER,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, forwarded_at_their_door, "hop 6", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, filter_at_their_door, "at hop 5", NULL},
     SUSPECT_TARGET_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, filter_at_their_door, "no STARTTLS", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, filter_behind_their_door, "hop 6", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, one_server_for_all_at_a_door,
      "in unrelated networks", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_ERROR,
      one_server_for_all_where_a_trace_was_cut_short, "in unrelated networks", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, one_server_for_all_as_far_away_as_the_host,
      "hop 6", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_service_for_all,
      "in unrelated networks", facts_opportunistic},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, one_certificate_for_all,
      "in unrelated networks", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_POSSIBLE},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, its_own_server, "not far sooner", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, answered_too_fast,
      "accepted the connection far sooner", NULL},
     SUSPECT_PATH,
     CERTAINTY_POSSIBLE},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_UNKNOWN, SEVERITY_WARNING, answered_too_fast_by_two,
      "ports (465, 587)", NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_PORT_INTERCEPTED, OUTCOME_HOLDS, SEVERITY_WARNING, answered_as_fast, "not far sooner", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_HANDSHAKE_BLACK_HOLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, black_hole, "With small TCP segments",
      NULL},
     SUSPECT_PATH,
     CERTAINTY_LIKELY},
    {{FINDING_HANDSHAKE_STALLED, OUTCOME_UNKNOWN, SEVERITY_WARNING, hangs_anyway,
      "With small TCP segments: nothing arrived", NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_HANDSHAKE_STALLED, OUTCOME_UNKNOWN, SEVERITY_WARNING, hangs_untried, "not tried", NULL},
     SUSPECT_UNKNOWN,
     CERTAINTY_POSSIBLE},
    {{FINDING_SERVICE_RATE_LIMITED, OUTCOME_UNKNOWN, SEVERITY_ERROR, too_many, "too many connections", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_SERVICE_RATE_LIMITED, OUTCOME_UNKNOWN, SEVERITY_ERROR, rate_limited_at_ehlo, "Rate limit",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_SERVICE_BLOCKLISTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, listed, "blocked using", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_SERVICE_BLOCKLISTED, OUTCOME_UNKNOWN, SEVERITY_ERROR, without_rdns, "PTR", NULL},
     SUSPECT_THIS_NETWORK,
     CERTAINTY_LIKELY},
    {{FINDING_SERVICE_UNAVAILABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, greylisted, "Greylisted", NULL},
     SUSPECT_TARGET,
     CERTAINTY_LIKELY},
    {{FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, too_many, "EHLO was not answered", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_GREETING_LATE, OUTCOME_HOLDS, SEVERITY_WARNING, teaser, "Postfix postscreen", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_GREETING_LATE, OUTCOME_HOLDS, SEVERITY_WARNING, tarpit, "tarpitting", NULL},
     SUSPECT_NONE,
     CERTAINTY_UNSTATED},
    {{FINDING_GREETING_MISSING, OUTCOME_UNKNOWN, SEVERITY_WARNING, silent_to_tls_too, "TLS ClientHello",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_POSSIBLE},
    {{FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT, OUTCOME_FAILS, SEVERITY_ERROR, wrong_mode, "speaks implicit TLS",
      NULL},
     SUSPECT_TARGET,
     CERTAINTY_CERTAIN},
};

const struct rows answered_rows_table = {NULL, sizeof rows / sizeof rows[0], rows};
