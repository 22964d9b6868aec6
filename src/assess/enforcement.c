/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the server does with those who step over the line: commands glued to STARTTLS, AUTH in clear, a
 * handshake that fails (RFC 3207 4 and 6, RFC 4954 4). */
#include "assess/phrase.h"
#include "assess/rules.h"

#include <stddef.h>

static void judge_injection(struct assessment *assessment, const struct place *place)
{
    const struct session *session = endpoint_session_for(place->endpoint, PURPOSE_INJECTION);
    const struct about *about = &place->about;
    if (session == NULL)
        return;
    if (session->injected != NULL)
        judge(assessment, about, "starttls-injection", OUTCOME_FAILS,
              "A NOOP sent in clear beside STARTTLS was answered inside TLS with %s.",
              phrase_reply(session->injected).text);
    else if (session->mail_after_tls != NULL)
        judge(assessment, about, "starttls-injection", OUTCOME_HOLDS,
              "A NOOP sent in clear beside STARTTLS was not answered inside TLS.");
    else if (session->stop.at == STEP_HANDSHAKE)
        judge(assessment, about, "starttls-injection", OUTCOME_HOLDS,
              "With a NOOP glued to STARTTLS there is no handshake: %s.", phrase_stop(session).text);
    else
        judge(assessment, about, "starttls-injection", OUTCOME_UNKNOWN, "The check came to no end: %s.",
              phrase_stop(session).text);
}

static void judge_auth(struct assessment *assessment, const struct place *place)
{
    const struct session *session = endpoint_session_for(place->endpoint, PURPOSE_AUTH);
    const struct reply *reply = session != NULL ? session->auth_before_tls : NULL;
    if (reply == NULL)
        return;
    enum outcome outcome = place_code_is_temporary(reply->code)
                               ? OUTCOME_UNKNOWN
                               : outcome_unless(reply->code == 334 || reply->code == 235);
    judge(assessment, &place->about, "auth-usable-before-tls", outcome, "AUTH without credentials got %s.",
          phrase_reply(reply).text);
}

static void judge_failed_handshake(struct assessment *assessment, const struct place *place)
{
    const struct session *session = endpoint_session_for(place->endpoint, PURPOSE_FAILED_HANDSHAKE);
    if (session == NULL)
        return;
    const struct reply *reply = session->after_failed_handshake;
    bool tried = reply != NULL || session->stop.at == STEP_HANDSHAKE;
    enum outcome outcome = !tried ? OUTCOME_UNKNOWN : outcome_unless(reply != NULL && reply->code / 100 == 2);
    if (reply != NULL)
        judge(assessment, &place->about, "starttls-failure-ignored", outcome,
              "NOOP in clear where the handshake should begin got %s.", phrase_reply(reply).text);
    else
        judge(assessment, &place->about, "starttls-failure-ignored", outcome,
              "NOOP in clear where the handshake should begin: %s.", phrase_stop(session).text);
}

void enforcement_rules(struct assessment *assessment, const struct place *place)
{
    if (place->session == NULL)
        return;
    judge_auth(assessment, place);
    judge_injection(assessment, place);
    judge_failed_handshake(assessment, place);
}
