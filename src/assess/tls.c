/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The handshake and what it agreed on: RFC 8996, RFC 9325. */
#include "assess/cipher.h"
#include "assess/phrase.h"
#include "assess/rules.h"

#include <inttypes.h>
#include <string.h>

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
    bool may_be_us = session->stop.reason == STOP_TIMED_OUT || session->stop.reason == STOP_LOCAL;
    judge(assessment, &place->about, "tls-handshake-failed", may_be_us ? OUTCOME_UNKNOWN : OUTCOME_FAILS,
          "With %s: %s.", phrase_mode(session->tried), phrase_stop(session).text);
}

static void judge_version(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    if (tls->version == NULL)
        judge(assessment, about, "tls-version-old", OUTCOME_UNKNOWN,
              "The version that was agreed on is not known.");
    else
        judge(assessment, about, "tls-version-old", outcome_unless(cipher_version_is_old(tls->version)),
              "The handshake agreed on %s.", tls->version);
}

static void judge_suite(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const char *suite = tls->cipher_suite;
    if (suite == NULL) {
        judge(assessment, about, "tls-cipher-broken", OUTCOME_UNKNOWN,
              "The cipher suite that was agreed on is not known.");
        return;
    }
    judge(assessment, about, "tls-cipher-broken", outcome_unless(cipher_is_broken(suite)),
          "The handshake agreed on %s.", suite);
    judge(assessment, about, "tls-cipher-cbc-sha1", outcome_unless(cipher_is_cbc_sha1(suite)),
          "The handshake agreed on %s.", suite);
    judge(assessment, about, "tls-no-forward-secrecy", outcome_unless(cipher_is_static(suite)),
          "The handshake agreed on %s.", suite);
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
    judge_version(assessment, &place->about, tls);
    judge_suite(assessment, &place->about, tls);
    if (tls->key_exchange_bits > 0)
        judge(assessment, &place->about, "tls-dh-small", outcome_unless(tls->key_exchange_bits < 2048),
              "Diffie-Hellman with a prime of %" PRId64 " bits.", tls->key_exchange_bits);
    if (tls->client_certificate_requested != ANSWER_UNKNOWN)
        judge(assessment, &place->about, "client-certificate-requested",
              outcome_unless(tls->client_certificate_requested == ANSWER_YES),
              tls->client_certificate_requested == ANSWER_YES
                  ? "The server sent a CertificateRequest."
                  : "The server did not ask for a client certificate.");
}
