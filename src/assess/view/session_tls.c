/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * STARTTLS and certificates, session by session: see assess/view/session_tls.h. */
#include "assess/view/session_tls.h"

#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "assess/view/turned_away.h"
#include "base/list.h"
#include "infer/client_certificate.h"

/* Whether a later session that asks for the same had TLS. */
static bool works_later(const struct endpoint *endpoint, const struct session *session)
{
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *other = &endpoint->sessions[i];
        if (other > session && other->purpose == session->purpose && session_stage_has_tls(other))
            return true;
    }
    return false;
}

/* Whether nothing that the session asks besides explains a refusal of STARTTLS: a command sent with it is
 * refused with reason, unless the same was taken another time. */
static bool asks_for_tls(const struct endpoint *endpoint, const struct session *session)
{
    return session->purpose != PURPOSE_INJECTION || works_later(endpoint, session);
}

/* ... and a failure of the handshake. */
static bool asks_for_usual_handshake(const struct endpoint *endpoint, const struct session *session)
{
    switch (session->purpose) {
    case PURPOSE_MAIN:
    case PURPOSE_INJECTION_CONTROL:
    case PURPOSE_AGAIN:
        return true;
    case PURPOSE_INJECTION:
        return works_later(endpoint, session);
    default:
        return session == endpoint_session(endpoint);
    }
}

/* 454 is about TLS (RFC 3207 4), unless its words are about how often we come. */
static bool is_about_tls(const struct session *session, const struct endpoint *endpoint)
{
    const struct reply *reply = session->starttls.reply;
    if (port_view_code_is_not_now(reply->code))
        return false;
    bool first = session == endpoint_session(endpoint);
    return reply->code != 454 || first
           || turned_away_by(reply->code, phrase_reply(reply).text) == TURNED_AWAY_NOT_NOW;
}

static bool server_ended_it(const struct session *session)
{
    enum stop_reason reason = session->stop.reason;
    return reason != STOP_NONE && reason != STOP_TIMED_OUT && reason != STOP_LOCAL && reason != STOP_REJECTED
           && reason != STOP_UNREACHABLE && !stop_is_cut_off(reason);
}

/* A server that hangs up at STARTTLS says no more than that where it has served others: it may have had
 * enough.
 */
static enum session_tls without_tls(const struct endpoint *endpoint, const struct session *session)
{
    if (session_stage_ended_by_certificate(session))
        return SESSION_TLS_UNKNOWN;
    const struct reply *reply = session->starttls.reply;
    if (reply != NULL && reply->code != 220)
        return is_about_tls(session, endpoint) && asks_for_tls(endpoint, session) ? SESSION_TLS_REFUSED
                                                                                  : SESSION_TLS_OFFERED;
    bool first = session == endpoint_session(endpoint);
    if (session->stop.at == STEP_STARTTLS && first && server_ended_it(session))
        return SESSION_TLS_REFUSED;
    if (session->stop.at == STEP_HANDSHAKE && server_ended_it(session)
        && asks_for_usual_handshake(endpoint, session))
        return SESSION_TLS_FAILED;
    return SESSION_TLS_OFFERED;
}

/* What one session alone shows. */
static enum session_tls shown_by(const struct endpoint *endpoint, const struct session *session)
{
    const struct starttls *starttls = &session->starttls;
    if (endpoint->found != MODE_STARTTLS || session->tried != MODE_STARTTLS || session->ehlo == NULL
        || session->ehlo->reply.code != 250)
        return SESSION_TLS_UNKNOWN;
    /* A sender does not try what is not offered, even where it would work. */
    if (starttls->masked_as != NULL || (starttls->offered == ANSWER_NO && !session->ehlo->reply.truncated))
        return SESSION_TLS_NOT_OFFERED;
    if (starttls->offered != ANSWER_YES)
        return SESSION_TLS_UNKNOWN;
    /* In TLS 1.3 the client is done with the handshake before the server is. */
    if (client_certificate_demanded(session) == ANSWER_YES && asks_for_usual_handshake(endpoint, session))
        return SESSION_TLS_FAILED;
    if (!session_stage_has_tls(session))
        return without_tls(endpoint, session);
    /* What works in small segments alone works for no sender. */
    return session->purpose == PURPOSE_SMALL_SEGMENTS ? SESSION_TLS_OFFERED : SESSION_TLS_WORKS;
}

static bool is_served_inside(const struct session *session)
{
    return session->ehlo_tls != NULL && session->ehlo_tls->reply.code == 250;
}

/* A session that went no further than the handshake does not show that a client without a certificate is
 * served, where another one was not. */
enum session_tls session_tls_of(const struct endpoint *endpoint, const struct session *session)
{
    enum session_tls shown = shown_by(endpoint, session);
    if (session_tls_is_clear(shown) || is_served_inside(session))
        return shown;
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (client_certificate_demanded(&endpoint->sessions[i]) == ANSWER_YES)
            return SESSION_TLS_UNKNOWN;
    return shown;
}

struct sessions_tls sessions_tls_of(const struct endpoint *endpoint)
{
    struct sessions_tls sessions = {0};
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        enum session_tls tls = session_tls_of(endpoint, session);
        /* It stands for the main one that the server refused for its name. */
        if (session == endpoint_name_refused(endpoint))
            continue;
        sessions.works += tls == SESSION_TLS_WORKS;
        sessions.offered += tls == SESSION_TLS_OFFERED;
        if (!session_tls_is_clear(tls))
            continue;
        bool absent = tls == SESSION_TLS_NOT_OFFERED;
        if (sessions.clear == 0 || (absent && sessions.not_offered == 0 && sessions.works == 0)) {
            sessions.weakest = session;
            sessions.weakest_number = i + 1;
        }
        sessions.clear++;
        sessions.not_offered += absent;
    }
    return sessions;
}

struct phrase session_tls_phrase(const struct endpoint *endpoint, const struct session *session)
{
    switch (session_tls_of(endpoint, session)) {
    case SESSION_TLS_NOT_OFFERED:
        if (session->starttls.masked_as != NULL)
            return phrase_format("EHLO lists \"%s\" instead of STARTTLS", session->starttls.masked_as);
        return phrase_format("EHLO lists %s, and no STARTTLS", phrase_keywords(session->ehlo).text);
    case SESSION_TLS_REFUSED:
        if (session->starttls.reply != NULL)
            return phrase_format("STARTTLS is offered, but the command got %s",
                                 phrase_reply(session->starttls.reply).text);
        return phrase_format("STARTTLS is offered, but %s", phrase_stop(session).text);
    case SESSION_TLS_FAILED:
        return phrase_format(client_certificate_demanded(session) == ANSWER_YES
                                 ? "the server requires a client certificate: %s"
                                 : "the handshake failed: %s",
                             phrase_stop(session).text);
    case SESSION_TLS_WORKS:
        return phrase_format("STARTTLS works");
    case SESSION_TLS_OFFERED:
        return phrase_format("STARTTLS is offered");
    case SESSION_TLS_UNKNOWN:
        break;
    }
    return phrase_format("STARTTLS could not be checked");
}

bool session_shows_served_chain(const struct endpoint *endpoint, const struct session *session)
{
    const struct session *main = endpoint_session(endpoint);
    if (!session_stage_shows_chain(session))
        return false;
    return session == main || main == NULL || main->tls == NULL
           || text_same(session->tls->server_name_sent, main->tls->server_name_sent);
}
