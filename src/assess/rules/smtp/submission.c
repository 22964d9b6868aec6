/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a submission port insists on, and which submission ports there are: RFC 3207 4, RFC 6409 4.3, RFC
 * 8314 3.3 and 5.1. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/origin.h"
#include "assess/view/session_stage.h"
#include "infer/promise.h"

#include <inttypes.h>

/* MAIL that is accepted fails, one that is refused for good holds, "not now" tells nothing. */
static void judge_mail(struct assessment *assessment, const struct about *about, enum finding_id id,
                       const struct reply *reply)
{
    if (reply == NULL)
        return;
    enum outcome outcome =
        port_view_code_is_temporary(reply->code) ? OUTCOME_UNKNOWN : outcome_unless(reply->code < 400);
    judge(assessment, about, id, outcome, "MAIL got %s.", phrase_reply(reply).text);
}

/* Whether anything in the report could be connected to, so that silence elsewhere is not for want of a
 * network. */
static bool network_works(const struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (session_stage_connected(endpoint_session(&report->endpoints[i])))
            return true;
    return false;
}

/* Whether the connection was kept from the port by something that is not the host's. */
static bool blocked_elsewhere(const struct port_view *port_view)
{
    enum suspect at = port_view->blockage.at;
    return origin_is_this_side(at) || at == SUSPECT_PATH;
}

static void judge_promise(struct assessment *assessment, const struct port_view *port_view)
{
    if (port_view->host == NULL || port_view->session == NULL)
        return;
    const struct srv_service *service = promise_of(port_view->report, port_view->host, port_view->about.port);
    if (service == NULL)
        return;
    const struct session *session = port_view->session;
    bool answers = port_view_speaks_smtp(port_view->endpoint);
    bool may_be_us = session->stop.reason == STOP_LOCAL || session->stop.reason == STOP_REJECTED
                     || stop_is_cut_off(session->stop.reason)
                     || ((session->stop.reason == STOP_TIMED_OUT || session->stop.reason == STOP_UNREACHABLE)
                         && !network_works(port_view->report))
                     || blocked_elsewhere(port_view);
    enum outcome outcome = answers ? OUTCOME_HOLDS : may_be_us ? OUTCOME_UNKNOWN : OUTCOME_FAILS;
    judge(assessment, &port_view->about, FINDING_SRV_PORT_DEAD, outcome,
          "The SRV record %s names this port; %s.", service->service,
          answers ? "it answers" : phrase_stop(session).text);
    if (port_view_speaks_smtp(port_view->endpoint))
        judge(assessment, &port_view->about, FINDING_SRV_WRONG_MODE,
              outcome_unless(port_view->endpoint->found != port_view_promised_mode(service)),
              "The SRV record %s announces %s on port %" PRId64 ", but the port speaks %s.", service->service,
              phrase_mode(port_view_promised_mode(service)), port_view->about.port,
              phrase_mode(port_view->endpoint->found));
}

void submission_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    judge_promise(assessment, port_view);
    if (session == NULL || port_view->about.port == PORT_RELAY)
        return;
    if (port_view->endpoint->found == MODE_STARTTLS)
        judge_mail(assessment, &port_view->about, FINDING_MAIL_BEFORE_TLS,
                   endpoint_mail_before_tls(port_view->endpoint));
    judge_mail(assessment, &port_view->about, FINDING_MAIL_BEFORE_AUTH, session->mail_before_auth);
}

/* What a host's submission ports did, per mode. */
struct ports_seen {
    size_t implicit;   /* endpoints with implicit TLS */
    size_t starttls;   /* endpoints that begin in clear */
    size_t unanswered; /* endpoints that may answer others */
    size_t refused;    /* endpoints that refused the connection */
    size_t probed;
    size_t for_implicit; /* of those probed, the ones that are meant for implicit TLS */
    size_t for_starttls; /* ... and for STARTTLS */
};

static void see(const struct report *report, const struct host *host, struct ports_seen *seen)
{
    for (size_t i = 0; i < host->addresses.count; i++)
        for (size_t n = 0; n < host->port_count; n++) {
            int64_t port = host->ports[n].port;
            const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
            const struct session *session = endpoint != NULL ? endpoint_session(endpoint) : NULL;
            if (session == NULL || (port == PORT_RELAY && promise_of(report, host, port) == NULL))
                continue;
            seen->probed++;
            seen->for_implicit += endpoint->expected == MODE_IMPLICIT_TLS;
            seen->for_starttls += endpoint->expected == MODE_STARTTLS;
            seen->implicit += endpoint->found == MODE_IMPLICIT_TLS;
            seen->starttls += endpoint->found == MODE_STARTTLS;
            seen->refused += session->stop.reason == STOP_REFUSED;
            seen->unanswered += !port_view_speaks_smtp(endpoint) && session->stop.reason != STOP_REFUSED
                                && endpoint->found != MODE_OTHER;
        }
}

static void judge_host(struct assessment *assessment, const struct host *host)
{
    struct ports_seen seen = {0};
    see(assessment->report, host, &seen);
    if (seen.implicit + seen.starttls == 0)
        return;
    struct about about = {.role = port_view_role(assessment->report, host, PORT_SUBMISSIONS),
                          .host = host->name};
    enum outcome missing = seen.unanswered > 0 ? OUTCOME_UNKNOWN : OUTCOME_FAILS;
    struct phrase evidence =
        phrase_format("Submission ports: %zu with implicit TLS, %zu with STARTTLS, %zu without an answer.",
                      seen.implicit, seen.starttls, seen.unanswered);
    /* What nobody wanted to have looked at is not missing. */
    if (seen.for_implicit + seen.implicit > 0)
        judge(assessment, &about, FINDING_SUBMISSION_WITHOUT_IMPLICIT_TLS,
              seen.implicit > 0 ? OUTCOME_HOLDS : missing, "%s", evidence.text);
    if (seen.for_starttls + seen.starttls > 0)
        judge(assessment, &about, FINDING_SUBMISSION_WITHOUT_STARTTLS,
              seen.starttls > 0 ? OUTCOME_HOLDS : missing, "%s", evidence.text);
}

static bool is_offered(const struct srv_service *service)
{
    return service != NULL && service->offered == ANSWER_YES;
}

/* "All 6 submission ports refused the connection."; "2 of 6 submission ports speak SMTP, 1 gave no answer."
 */
static struct phrase ports_phrase(const struct ports_seen *seen)
{
    size_t work = seen->implicit + seen->starttls;
    const char *plural = seen->probed == 1 ? "" : "s";
    if (work == 0 && seen->refused == seen->probed)
        return phrase_format("%s%zu submission port%s refused the connection.",
                             seen->probed == 1 ? "" : "All ", seen->probed, plural);
    if (work == 0 && seen->unanswered == seen->probed)
        return phrase_format("None of %zu submission port%s answered.", seen->probed, plural);
    return phrase_format(
        "%zu of %zu submission port%s speak%s SMTP, %zu gave no answer, %zu refused the connection.", work,
        seen->probed, plural, work == 1 ? "s" : "", seen->unanswered, seen->refused);
}

void submission_domain_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    struct ports_seen seen = {0};
    for (size_t i = 0; i < report->host_count; i++) {
        judge_host(assessment, &report->hosts[i]);
        see(report, &report->hosts[i], &seen);
    }
    if (report->domain == NULL || seen.probed == 0)
        return;
    bool promised = is_offered(promise_service(report, "_submissions"))
                    || is_offered(promise_service(report, "_submission"));
    struct about about = {.role = promised ? ROLE_SUBMISSION : ROLE_OTHER, .domain = report->domain->name};
    bool works = seen.implicit + seen.starttls > 0;
    enum outcome outcome = works ? OUTCOME_HOLDS : seen.unanswered > 0 ? OUTCOME_UNKNOWN : OUTCOME_FAILS;
    judge(assessment, &about, FINDING_SUBMISSION_MISSING, outcome, "%s", ports_phrase(&seen).text);
}
