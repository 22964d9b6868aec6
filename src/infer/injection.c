/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counting replies: see infer/injection.h. */
#include "infer/injection.h"

#include "base/list.h"

#include <string.h>

const struct session *injection_session(const struct endpoint *endpoint)
{
    for (size_t i = endpoint->session_count; i-- > 0;)
        if (endpoint->sessions[i].purpose == PURPOSE_INJECTION)
            return &endpoint->sessions[i];
    return NULL;
}

static bool has_tls(const struct session *session)
{
    return session != NULL && session->tls != NULL && session->tls->completed == ANSWER_YES;
}

/* RFC 5321 3.8: 421 may be said at any time, whatever was sent. */
static size_t answers(const struct session *session)
{
    size_t count = session->tls_reply_count;
    while (count > 0 && session->tls_replies[count - 1].code == 421)
        count--;
    return count;
}

/* Whether a reply is what the main session got to EHLO: of several lines the first may be about the
 * connection, and the keywords are the same. */
static bool is_to_ehlo(const struct session *session, size_t index, const struct endpoint *endpoint)
{
    const struct session *main = endpoint_session(endpoint);
    const struct reply *seen = main != NULL && main->ehlo_tls != NULL ? &main->ehlo_tls->reply : NULL;
    if (seen == NULL || index >= session->tls_reply_count)
        return false;
    const struct reply *reply = &session->tls_replies[index];
    if (reply->code != seen->code || reply->lines.count != seen->lines.count)
        return false;
    for (size_t i = seen->lines.count > 1 ? 1 : 0; i < seen->lines.count; i++)
        if (!text_same(reply->lines.items[i], seen->lines.items[i]))
            return false;
    return true;
}

/* TLS did not come about: permanently refused, or broken off by what was sent in one packet with STARTTLS. */
static enum injection without_tls(const struct session *session)
{
    const struct reply *reply = session->starttls.reply;
    enum stop_reason reason = session->stop.reason;
    bool broken_off = session->stop.at == STEP_HANDSHAKE
                      && (reason == STOP_TLS_ALERT || reason == STOP_TLS || reason == STOP_PROTOCOL
                          || reason == STOP_CLOSED || reason == STOP_RESET);
    return broken_off || (reply != NULL && reply->code / 100 == 5) ? INJECTION_REFUSED : INJECTION_UNKNOWN;
}

/* What the session with the additional command tells by itself. */
static enum injection alone(const struct endpoint *endpoint, const struct session *session)
{
    const struct session *main = endpoint_session(endpoint);
    if (!has_tls(session))
        return without_tls(session);
    /* An answer to what came before EHLO would come before; one of a single line may be to anything. */
    if (is_to_ehlo(session, 0, endpoint) && session->tls_replies[0].lines.count > 1)
        return INJECTION_FORGOTTEN;
    bool one_each = session->tls_reply_count == (size_t)session->tls_commands
                    && answers(session) == session->tls_reply_count;
    bool each_is_answered = main != NULL && main->quit != NULL && !is_to_ehlo(session, 1, endpoint);
    return session->tls_commands > 1 && one_each && each_is_answered ? INJECTION_FORGOTTEN
                                                                     : INJECTION_UNKNOWN;
}

/* Whether the replies of `session` from the `first` on are those of `other`. */
static bool same_from(const struct session *session, size_t first, const struct session *other)
{
    size_t count = answers(other);
    if (answers(session) != first + count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (session->tls_replies[first + i].code != other->tls_replies[i].code)
            return false;
    return true;
}

/* What the difference to a session without an additional command tells. The reply to EHLO has to be known for
 * what it is, behind the one too many: a server may have answered twice, and have ended the other session
 * early. */
static enum injection compared(const struct endpoint *endpoint, const struct session *session,
                               const struct session *control)
{
    enum stop_reason reason = session->stop.reason;
    bool may_be_us = reason == STOP_TIMED_OUT || reason == STOP_LOCAL || reason == STOP_UNREACHABLE
                     || stop_is_cut_off(reason);
    size_t commands = (size_t)control->tls_commands;
    if (!has_tls(session) || answers(session) == 0)
        return answers(control) > 0 && !may_be_us ? INJECTION_REFUSED : INJECTION_UNKNOWN;
    if (same_from(session, 0, control))
        return INJECTION_FORGOTTEN;
    bool one_more = session->tls_commands == control->tls_commands && answers(session) == commands + 1
                    && answers(control) == commands;
    /* A greeting is no answer to any command; of several servers behind one address one may greet again. */
    bool in_order = is_to_ehlo(session, 1, endpoint) && !is_to_ehlo(session, 0, endpoint)
                    && session->tls_replies[0].code != 220;
    return one_more && in_order && same_from(session, 1, control) ? INJECTION_RUN : INJECTION_UNKNOWN;
}

/* Whether STARTTLS and the command behind it were sent. */
static bool was_put(const struct session *session)
{
    return session->tls != NULL || session->starttls.reply != NULL || session->stop.at == STEP_STARTTLS
           || session->stop.at == STEP_HANDSHAKE;
}

enum injection injection_found(const struct endpoint *endpoint)
{
    const struct session *session = injection_session(endpoint);
    const struct session *control = endpoint_session_for(endpoint, PURPOSE_INJECTION_CONTROL);
    if (session == NULL || !was_put(session))
        return INJECTION_UNKNOWN;
    enum injection found = alone(endpoint, session);
    return found == INJECTION_UNKNOWN && has_tls(control) ? compared(endpoint, session, control) : found;
}

/* "Pipelining not supported": the refusal itself says what it is about. */
static bool names_pipelining(const struct reply *reply)
{
    for (size_t i = 0; i < reply->lines.count; i++)
        if (strcasestr(reply->lines.items[i], "pipelin") != NULL
            || strcasestr(reply->lines.items[i], "synchroni") != NULL)
            return true;
    return false;
}

/* Codes that say that there is no such command (RFC 5321 4.2.2), or no TLS for now (RFC 3207 4); a server
 * that objects to the command behind it has 501, 503 and 554. */
static bool denies_starttls(const struct reply *reply)
{
    return (reply->code == 500 || reply->code == 502 || reply->code == 454) && !names_pipelining(reply);
}

bool injection_wants_another(const struct endpoint *endpoint)
{
    const struct session *session = injection_session(endpoint);
    if (session == NULL || session != endpoint_session_for(endpoint, PURPOSE_INJECTION) || !was_put(session)
        || has_tls(session))
        return false;
    const struct reply *reply = session->starttls.reply;
    if (reply != NULL && reply->code != 220)
        return session->starttls.offered == ANSWER_NO || denies_starttls(reply);
    return alone(endpoint, session) == INJECTION_REFUSED;
}

bool injection_wants_control(const struct endpoint *endpoint)
{
    const struct session *session = injection_session(endpoint);
    return session != NULL && was_put(session)
           && endpoint_session_for(endpoint, PURPOSE_INJECTION_CONTROL) == NULL
           && alone(endpoint, session) == INJECTION_UNKNOWN;
}

/* Whether the server turned the session away before there was anything to learn from it. */
static bool was_turned_away(const struct session *session)
{
    const struct stop *stop = &session->stop;
    if (stop_is_cut_off(stop->reason))
        return false;
    return !was_put(session) || (stop->reason == STOP_REJECTED && stop->reply_code / 100 == 4);
}

bool injection_was_not_asked(const struct endpoint *endpoint)
{
    const struct session *session = injection_session(endpoint);
    const struct session *control = endpoint_session_for(endpoint, PURPOSE_INJECTION_CONTROL);
    if (session == NULL || injection_found(endpoint) != INJECTION_UNKNOWN)
        return false;
    return was_turned_away(session) || (control != NULL && was_turned_away(control));
}

const struct reply *injection_reply(const struct endpoint *endpoint)
{
    return injection_found(endpoint) == INJECTION_RUN ? &injection_session(endpoint)->tls_replies[0] : NULL;
}
