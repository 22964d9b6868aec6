/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the server does with clients that do what they must not: commands sent in one packet with STARTTLS,
 * AUTH in clear, a handshake that fails (RFC 3207 4 and 6, RFC 4954 4). */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "infer/injection.h"

#include <stddef.h>

static struct phrase how_refused(const struct session *session)
{
    const struct reply *reply = session->starttls.reply;
    if (reply != NULL && reply->code != 220)
        return phrase_format("STARTTLS got %s", phrase_reply(reply).text);
    return session->stop.reason != STOP_NONE ? phrase_stop(session)
                                             : phrase_format("no command is answered inside TLS");
}

/* Counts prove something only where both sessions, with the NOOP and without, came to their end. */
static struct phrase how_unsettled(const struct session *session)
{
    if (session->tls_reply_count > 0)
        return phrase_format(
            "Inside TLS %zu replies came to %d commands, after a NOOP in the same packet as STARTTLS",
            session->tls_reply_count, (int)session->tls_commands);
    return phrase_format("The check was not completed: %s", how_refused(session).text);
}

/* The checks have connections of their own, beyond what a mail client needs. That a strict server does not
 * let them in leaves their question open, but no question that its mail hangs on: it is one severity milder
 * than an answer that leaves it open, so that such a server does not make a scan inconclusive. */
static struct about about_check(const struct port_view *port_view, bool not_asked)
{
    struct about about = port_view->about;
    about.lenient = about.lenient || not_asked;
    return about;
}

static void judge_injection(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = injection_session(port_view->endpoint);
    if (session == NULL)
        return;
    const struct about checked = about_check(port_view, injection_was_not_asked(port_view->endpoint));
    const struct about *about = &checked;
    switch (injection_found(port_view->endpoint)) {
    case INJECTION_RUN:
        judge(assessment, about, FINDING_STARTTLS_INJECTION, OUTCOME_FAILS,
              "The server answered a NOOP, sent in clear after STARTTLS in the same packet, inside TLS with "
              "%s: %zu replies came to %d commands there, but %d without the NOOP.",
              phrase_reply(injection_reply(port_view->endpoint)).text, session->tls_reply_count,
              (int)session->tls_commands, (int)session->tls_commands);
        break;
    case INJECTION_FORGOTTEN:
        judge(
            assessment, about, FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS,
            "The server did not answer a NOOP, sent in clear after STARTTLS in the same packet, inside TLS.");
        break;
    case INJECTION_REFUSED:
        judge(assessment, about, FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS,
              "With a NOOP in the same packet as STARTTLS there is no session inside TLS: %s.",
              how_refused(session).text);
        break;
    case INJECTION_UNKNOWN:
        judge(assessment, about, FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN,
              "%s. Two complete sessions, one of them with an extra reply, would settle it.",
              how_unsettled(session).text);
        break;
    }
}

static void judge_auth(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = endpoint_session_for(port_view->endpoint, PURPOSE_AUTH);
    const struct reply *reply = session != NULL ? session->auth_before_tls : NULL;
    if (reply == NULL)
        return;
    enum outcome outcome = port_view_code_is_temporary(reply->code)
                               ? OUTCOME_UNKNOWN
                               : outcome_unless(reply->code == 334 || reply->code == 235);
    /* 421 ends a connection, whatever was said (RFC 5321 3.8). */
    const struct about about = about_check(port_view, reply->code == 421);
    judge(assessment, &about, FINDING_AUTH_USABLE_BEFORE_TLS, outcome, "AUTH without credentials got %s.",
          phrase_reply(reply).text);
}

static void judge_failed_handshake(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = endpoint_session_for(port_view->endpoint, PURPOSE_FAILED_HANDSHAKE);
    if (session == NULL)
        return;
    const struct reply *reply = session->after_failed_handshake;
    bool tried =
        reply != NULL || (session->stop.at == STEP_HANDSHAKE && !stop_is_cut_off(session->stop.reason));
    enum outcome outcome = !tried ? OUTCOME_UNKNOWN : outcome_unless(reply != NULL && reply->code / 100 == 2);
    const struct about about = about_check(port_view, !tried && !stop_is_cut_off(session->stop.reason));
    if (reply != NULL)
        judge(assessment, &about, FINDING_STARTTLS_FAILURE_IGNORED, outcome,
              "NOOP in clear instead of a TLS handshake got %s.", phrase_reply(reply).text);
    else
        judge(assessment, &about, FINDING_STARTTLS_FAILURE_IGNORED, outcome,
              "NOOP in clear instead of a TLS handshake: %s.", phrase_stop(session).text);
}

void enforcement_rules(struct assessment *assessment, const struct port_view *port_view)
{
    if (port_view->session == NULL)
        return;
    judge_auth(assessment, port_view);
    judge_injection(assessment, port_view);
    judge_failed_handshake(assessment, port_view);
}
