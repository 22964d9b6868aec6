/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handshake: RFC 3207 4.1, RFC 8446. */
#include "assess/phrase.h"
#include "assess/rules.h"

static void judge_handshake(struct assessment *assessment, const struct place *place)
{
    const struct session *session = place->session;
    if (place_has_tls(session)) {
        judge(assessment, &place->about, "tls-handshake-failed", OUTCOME_HOLDS, "%s with %s.",
              session->tls->version != NULL ? session->tls->version : "TLS",
              session->tls->cipher_suite != NULL ? session->tls->cipher_suite : "an unnamed suite");
        return;
    }
    /* TLS on a port that is for something else, or that says nothing to anybody, teaches nothing about TLS.
     */
    bool tried_right = place->endpoint->found == session->tried
                       || (place->endpoint->found == MODE_UNKNOWN && place->has_to_answer);
    if (session->stop.at != STEP_HANDSHAKE || !tried_right)
        return;
    bool may_be_us = session->stop.reason == STOP_TIMED_OUT || session->stop.reason == STOP_LOCAL
                     || session->stop.reason == STOP_INTERRUPTED;
    judge(assessment, &place->about, "tls-handshake-failed", may_be_us ? OUTCOME_UNKNOWN : OUTCOME_FAILS,
          "With %s: %s.", phrase_mode(session->tried), phrase_stop(session).text);
}

void tls_rules(struct assessment *assessment, const struct place *place)
{
    const struct session *session = place->session;
    if (!place_connected(session))
        return;
    judge_handshake(assessment, place);
    if (!place_has_tls(session))
        return;
    const struct tls *tls = session->tls;
    if (tls->client_certificate_requested != ANSWER_UNKNOWN)
        judge(assessment, &place->about, "client-certificate-requested",
              outcome_unless(tls->client_certificate_requested == ANSWER_YES),
              tls->client_certificate_requested == ANSWER_YES
                  ? "The server sent a CertificateRequest."
                  : "The server did not ask for a client certificate.");
}
