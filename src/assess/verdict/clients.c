/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weighing the ports that a mail client could use: RFC 8314 3.3, 4.4 and 5. */
#include "assess/verdict/clients.h"

#include "assess/view/certificate.h"
#include "assess/view/cipher.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "assess/view/session_tls.h"
#include "base/tls_names.h"
#include "infer/client_certificate.h"
#include "infer/promise.h"

#include <stdlib.h>

/* What is known to keep a careful client from using this endpoint; empty when nothing does. */
static struct phrase obstacle_of(const struct endpoint *endpoint, const struct session *session,
                                 const char *name)
{
    if (client_certificate_demanded(session) == ANSWER_YES)
        return phrase_format("it requires a client certificate");
    if (!session_stage_has_tls(session))
        return phrase_format(endpoint->found == MODE_STARTTLS && session->starttls.offered == ANSWER_NO
                                 ? "it offers no TLS"
                                 : "the TLS handshake fails");
    if (endpoint_name_refused(endpoint) != NULL)
        return phrase_format("it rejects TLS handshakes for its own name");
    if (tls_names_version_is_old(session->tls->version))
        return phrase_format("it negotiates only %s", tls_names_version(session->tls->version));
    if (certificate_is_good(session->tls, name) == ANSWER_NO)
        return certificate_obstacle(session->tls, name);
    if (session->ehlo_tls == NULL || session->ehlo_tls->reply.code != 250)
        return phrase_format("EHLO fails inside TLS");
    if (session->ehlo_tls->auth_mechanisms.count == 0)
        return phrase_format("it offers no login (AUTH)");
    return (struct phrase){{0}};
}

/* The same of the other sessions: a client may get any of them. */
static struct phrase obstacle_elsewhere(const struct endpoint *endpoint, const char *name)
{
    struct sessions_tls sessions = sessions_tls_of(endpoint);
    if (sessions.clear > 0)
        return phrase_format("STARTTLS works only in some connections");
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        if (session_shows_served_chain(endpoint, session)
            && certificate_is_good(session->tls, name) == ANSWER_NO)
            return phrase_format("in some connections %s", certificate_obstacle(session->tls, name).text);
    }
    return (struct phrase){{0}};
}

/* Whether the server itself would go on without TLS. */
static bool is_lax(const struct endpoint *endpoint, const struct session *session)
{
    if (endpoint->found != MODE_STARTTLS)
        return false;
    const struct reply *mail = endpoint_mail_before_tls(endpoint);
    return (mail != NULL && mail->code < 400)
           || (session->ehlo != NULL && session->ehlo->auth_mechanisms.count > 0);
}

/* Whether the session ended by a refusal that is about the moment or about us, and not about TLS or login. */
static bool was_turned_away(const struct session *session)
{
    return session->stop.reason == STOP_REJECTED && client_certificate_demanded(session) != ANSWER_YES
           && (session->stop.at == STEP_GREETING || port_view_code_is_not_now(session->stop.reply_code));
}

/* Whether the server fell silent before there was TLS, for a reason that need not be its own. */
static bool fell_silent(const struct session *session)
{
    return session->stop.reason == STOP_TIMED_OUT && !session_stage_has_tls(session);
}

/* One address's part. A bad address spoils the port, since a client may get it; one that is dead does not. */
static void weigh(struct candidate *candidate, const struct endpoint *endpoint)
{
    const struct session *session = endpoint_session(endpoint);
    if (session == NULL || candidate->fitness == FITNESS_BAD)
        return;
    bool turned_away = was_turned_away(session);
    /* What it would have come to is not known; it may well be fit. */
    bool cut_off = stop_is_cut_off(session->stop.reason);
    if (!port_view_speaks_smtp(endpoint) || turned_away || fell_silent(session) || cut_off) {
        bool refused = session->stop.reason == STOP_REFUSED || endpoint->found == MODE_OTHER;
        if (candidate->fitness == FITNESS_ABSENT && !refused)
            candidate->fitness = FITNESS_UNANSWERED;
        candidate->turned_away = candidate->turned_away || turned_away;
        candidate->too_slow =
            candidate->too_slow || (fell_silent(session) && session->stop.received_bytes > 0);
        candidate->fell_silent =
            candidate->fell_silent || (session_stage_connected(session) && fell_silent(session));
        return;
    }
    candidate->mode = endpoint->found;
    candidate->has_tls = candidate->has_tls || session_stage_has_tls(session);
    candidate->lax = candidate->lax || is_lax(endpoint, session);
    const char *name = candidate->host->name;
    struct phrase obstacle = obstacle_of(endpoint, session, name);
    if (obstacle.text[0] == '\0')
        obstacle = obstacle_elsewhere(endpoint, name);
    if (obstacle.text[0] != '\0') {
        candidate->obstacle = obstacle;
        candidate->fitness = FITNESS_BAD;
    } else if (certificate_is_good(session->tls, name) == ANSWER_UNKNOWN) {
        candidate->obstacle = certificate_obstacle(session->tls, name);
        candidate->fitness = FITNESS_UNCHECKED;
    } else if (candidate->fitness != FITNESS_UNCHECKED) {
        candidate->fitness = FITNESS_GOOD;
    }
}

/* Whether the port is for another mode than it speaks, by its SRV label or else by its number. */
static bool is_in_wrong_mode(const struct candidate *candidate)
{
    if (candidate->mode == MODE_UNKNOWN)
        return false;
    if (candidate->service != NULL)
        return candidate->mode != port_view_promised_mode(candidate->service);
    if (candidate->port == PORT_SUBMISSIONS)
        return candidate->mode != MODE_IMPLICIT_TLS;
    return candidate->port == PORT_SUBMISSION && candidate->mode != MODE_STARTTLS;
}

/* The best priority that SRV gives the host and port; behind all others where it names them not. */
static int64_t priority_of(const struct candidate *candidate)
{
    int64_t priority = 65536;
    const struct srv_service *service = candidate->service;
    for (size_t i = 0; service != NULL && i < service->record_count; i++)
        if (service->records[i].port == candidate->port
            && text_same_name(service->records[i].target, candidate->host->name)
            && service->records[i].priority < priority)
            priority = service->records[i].priority;
    return priority;
}

/* Hosts that are meant for it before MX hosts before guesses, ports in their own mode before others, implicit
 * TLS before STARTTLS, ports that SRV names before the registered before the rest, then as SRV says. */
static int64_t order_of(const struct candidate *candidate)
{
    enum submission_source submission = candidate->host->submission;
    int64_t source = submission == SUBMISSION_SRV || submission == SUBMISSION_GIVEN ? 0 : 1;
    source = candidate->guess ? 2 : source;
    bool implicit = candidate->mode == MODE_IMPLICIT_TLS;
    bool registered = candidate->port == (implicit ? PORT_SUBMISSIONS : PORT_SUBMISSION);
    int64_t port_class = candidate->service != NULL ? 0 : registered ? 1 : 2;
    int64_t order = source * 2 + candidate->wrong_mode;
    order = order * 2 + !implicit;
    order = order * 3 + port_class;
    return order * 65537 + priority_of(candidate);
}

static void add(const struct report *report, const struct host *host, int64_t port,
                struct candidate **candidates, size_t *count)
{
    struct candidate candidate = {.host = host, .port = port};
    candidate.guess = port_view_role(report, host, port) == ROLE_GUESS;
    candidate.service = promise_of(report, host, port);
    bool asked = false;
    for (size_t i = 0; i < host->addresses.count; i++) {
        const struct endpoint *endpoint = report_endpoint(report, host, host->addresses.items[i], port);
        if (endpoint != NULL)
            weigh(&candidate, endpoint);
        else if (candidate.fitness == FITNESS_ABSENT
                 && report_left_out(report, host, host->addresses.items[i], port))
            candidate.fitness = FITNESS_UNANSWERED;
        asked = asked || endpoint != NULL;
    }
    bool known = host->addresses.count > 0 || dns_lookup_failed(&host->a_lookup)
                 || dns_lookup_failed(&host->aaaa_lookup);
    candidate.not_asked = !asked && known;
    if (candidate.not_asked)
        candidate.fitness = FITNESS_UNANSWERED;
    candidate.wrong_mode = is_in_wrong_mode(&candidate);
    candidate.order = order_of(&candidate);
    *(struct candidate *)list_append(candidates, count, sizeof candidate) = candidate;
}

/* Stable: equals stay in the order of the hosts. */
static void sort(struct candidate *candidates, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct candidate moving = candidates[i];
        size_t n = i;
        for (; n > 0 && candidates[n - 1].order > moving.order; n--)
            candidates[n] = candidates[n - 1];
        candidates[n] = moving;
    }
}

struct candidate *clients_find(const struct report *report, size_t *count)
{
    struct candidate *candidates = NULL;
    *count = 0;
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        for (size_t n = 0; n < host->port_count; n++) {
            int64_t port = host->ports[n].port;
            if (port != PORT_RELAY || promise_of(report, host, port) != NULL)
                add(report, host, port, &candidates, count);
        }
    }
    sort(candidates, *count);
    return candidates;
}
