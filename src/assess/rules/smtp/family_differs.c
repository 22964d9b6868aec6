/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A host's addresses and families against one another: RFC 5321 5.1 and 5.2 let a sender take any of them. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/origin.h"
#include "assess/view/session_stage.h"
#include "assess/view/view.h"

#include <inttypes.h>
#include <string.h>

/* What one family of a host did on a port. */
struct family_seen {
    size_t probed;
    size_t connected;
    size_t doubtful;         /* not connected, and it may be for our own network */
    size_t failing;          /* of these, those whose own way shows that it is not */
    size_t stopped_before;   /* not connected for what stands nearer than the host ... */
    enum suspect stopped_at; /* ... where, as far as they have that in common */
};

/* Whether some address of the family answered on some port, here or elsewhere in the run: then our network
 * has that family. */
static bool family_works(const struct view *view, int64_t family)
{
    const struct report *report = &view->facts;
    if (view_family(view, family)->works)
        return true;
    for (size_t i = 0; i < report->endpoint_count; i++) {
        const struct endpoint *endpoint = &report->endpoints[i];
        const struct address *address = report_address(report, endpoint->address);
        const struct session *session = endpoint_session(endpoint);
        if (address == NULL || address->family != family || session == NULL)
            continue;
        if (session_stage_connected(session) || session->stop.reason == STOP_REFUSED)
            return true;
    }
    return false;
}

/* Adds an address that did not connect. */
static void see_failure(const struct port_view *port_view, struct family_seen *family)
{
    const struct blockage *blockage = &port_view->blockage;
    bool before = blockage->certainty >= CERTAINTY_LIKELY
                  && (blockage->at == SUSPECT_PATH || origin_is_this_side(blockage->at));
    if (port_view->attempt.reason != STOP_REFUSED) {
        family->doubtful++;
        family->failing += blockage->outcome == OUTCOME_FAILS;
    }
    if (before)
        family->stopped_at =
            family->stopped_before++ == 0 ? blockage->at : origin_of_both(family->stopped_at, blockage->at);
}

static void see(const struct view *view, const struct host *host, int64_t port, struct family_seen seen[2])
{
    const struct report *report = &view->facts;
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct address *address = report_address(report, host->addresses.items[i]);
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (address == NULL || session == NULL)
            continue;
        struct family_seen *family = &seen[address->family == 6];
        family->probed++;
        if (session_stage_connected(session))
            family->connected++;
        else
            see_failure(view_port(view, endpoint), family);
    }
}

/* Where port 25 over the family may be blocked by this end. */
static void judge_doubtful_relay(struct assessment *assessment, const struct about *about,
                                 const struct phrase *evidence, int family)
{
    const struct family_view *family_view = view_family(assessment->view, family);
    struct pointing either = {SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, family_view->relay_settle.text};
    if (family_view->relay_blocked)
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN,
                 &family_view->relay_pointing, "%s Port 25 over IPv%d is blocked from here (egress-blocked).",
                 evidence->text, family);
    else
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, &either,
                 "%s Port 25 over IPv%d worked nowhere in this scan, so this network may be the cause.",
                 evidence->text, family);
}

static void judge_dead_family(struct assessment *assessment, const struct about *about, int64_t port,
                              const struct phrase *evidence, const struct family_seen *dead, int family)
{
    const struct family_view *family_view = view_family(assessment->view, family);
    struct pointing at_host = {SUSPECT_TARGET, CERTAINTY_LIKELY, NULL};
    struct pointing either = {SUSPECT_UNKNOWN, CERTAINTY_POSSIBLE, NULL};
    struct pointing before = {dead->stopped_at, CERTAINTY_LIKELY, NULL};
    bool may_be_egress = dead->doubtful > dead->failing && !family_view->relay_works;
    if (family_view->missing)
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, &family_view->pointing,
                 "%s IPv%d does not work from here (family-broken-here).", evidence->text, family);
    else if (dead->doubtful > 0 && !family_works(assessment->view, family))
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, &either,
                 "%s Nothing answered over IPv%d in this scan, so this network may be the cause.",
                 evidence->text, family);
    else if (port == PORT_RELAY && (family_view->relay_blocked || may_be_egress))
        judge_doubtful_relay(assessment, about, evidence, family);
    else if (dead->stopped_before == dead->probed)
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_UNKNOWN, &before,
                 "%s A device before the host stops it.", evidence->text);
    else
        diagnose(assessment, about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_FAILS, &at_host, "%s",
                 evidence->text);
}

/* Only a port that answers over one family can show that the other is dead. */
static void judge_families(struct assessment *assessment, const struct host *host, int64_t port)
{
    const struct report *report = assessment->report;
    struct family_seen seen[2] = {{0}, {0}};
    see(assessment->view, host, port, seen);
    if (seen[0].probed == 0 || seen[1].probed == 0 || seen[0].connected + seen[1].connected == 0)
        return;
    struct phrase detail = phrase_format("port %" PRId64, port);
    struct about about = {
        .role = port_view_role(report, host, port), .host = host->name, .detail = detail.text};
    struct phrase evidence =
        phrase_format("Port %" PRId64 ": IPv4 %zu of %zu addresses answer, IPv6 %zu of %zu.", port,
                      seen[0].connected, seen[0].probed, seen[1].connected, seen[1].probed);
    const struct family_seen *dead = seen[0].connected == 0 ? &seen[0] : &seen[1];
    if (dead->connected > 0)
        judge(assessment, &about, FINDING_ADDRESS_FAMILY_DEAD, OUTCOME_HOLDS, "%s", evidence.text);
    else
        judge_dead_family(assessment, &about, port, &evidence, dead, dead == &seen[0] ? 4 : 6);
}

/* How the addresses of a host compare on one port. */
struct comparison {
    struct text_list offering;
    struct text_list lacking;
    struct text_list certificates; /* distinct fingerprints */
    size_t certificate_count;      /* addresses that showed one */
};

static void compare(const struct report *report, const struct host *host, int64_t port,
                    struct comparison *comparison)
{
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
        const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
        if (session == NULL)
            continue;
        if (session->starttls.offered == ANSWER_YES)
            text_list_append(&comparison->offering, endpoint->address);
        else if (session->starttls.offered == ANSWER_NO && endpoint->found == MODE_STARTTLS)
            text_list_append(&comparison->lacking, endpoint->address);
        if (session->tls == NULL || session->tls->chain_count == 0 || session->tls->chain[0].sha256 == NULL)
            continue;
        comparison->certificate_count++;
        if (!text_list_has(&comparison->certificates, session->tls->chain[0].sha256))
            text_list_append(&comparison->certificates, session->tls->chain[0].sha256);
    }
}

static void judge_comparison(struct assessment *assessment, const struct host *host, int64_t port)
{
    struct phrase detail = phrase_format("port %" PRId64, port);
    struct about about = {
        .role = port_view_role(assessment->report, host, port), .host = host->name, .detail = detail.text};
    struct comparison comparison = {0};
    compare(assessment->report, host, port, &comparison);
    if (comparison.offering.count + comparison.lacking.count > 1)
        judge(assessment, &about, FINDING_ADDRESSES_DIFFER_STARTTLS,
              outcome_unless(comparison.offering.count > 0 && comparison.lacking.count > 0),
              "Port %" PRId64 ": STARTTLS is offered at %s, but not at %s.", port,
              phrase_list(&comparison.offering, "none").text, phrase_list(&comparison.lacking, "none").text);
    if (comparison.certificate_count > 1)
        judge(assessment, &about, FINDING_ADDRESSES_DIFFER_CERTIFICATE,
              outcome_unless(comparison.certificates.count > 1),
              "Port %" PRId64 ": %zu addresses show %zu different certificates.", port,
              comparison.certificate_count, comparison.certificates.count);
    text_list_free(&comparison.offering);
    text_list_free(&comparison.lacking);
    text_list_free(&comparison.certificates);
}

void family_differs_rules(struct assessment *assessment, const struct host *host)
{
    for (size_t i = 0; i < host->port_count; i++) {
        judge_families(assessment, host, host->ports[i].port);
        judge_comparison(assessment, host, host->ports[i].port);
    }
}
