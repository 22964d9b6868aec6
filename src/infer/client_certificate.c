/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Client certificates that are insisted on: see infer/client_certificate.h. */
#include "infer/client_certificate.h"

#include "base/tls_names.h"

#include <string.h>

bool client_certificate_is_named(const char *text)
{
    static const char *const words[] = {"client cert",
                                        "client-cert",
                                        "peer cert",
                                        "certificate required",
                                        "certificate is required",
                                        "no certificate",
                                        "certificate not presented",
                                        "need certificate",
                                        "certificate needed"};
    for (size_t i = 0; text != NULL && i < sizeof words / sizeof words[0]; i++)
        if (strcasestr(text, words[i]) != NULL)
            return true;
    return false;
}

/* What the client says after a CertificateRequest is an empty Certificate, its part of the key exchange and
 * Finished. Libraries have many names for the first of these: handshake_failure (OpenSSL), bad_certificate
 * (Go), decode_error (GnuTLS before TLS 1.3). These are about the others, or about nothing that the client
 * said. */
static bool is_about_something_else(uint32_t alert)
{
    static const uint32_t alerts[] = {
        ALERT_INTERNAL_ERROR,    ALERT_BAD_RECORD_MAC,         ALERT_DECRYPT_ERROR,
        ALERT_DECRYPTION_FAILED, ALERT_RECORD_OVERFLOW,        ALERT_UNRECOGNIZED_NAME,
        ALERT_PROTOCOL_VERSION,  ALERT_INSUFFICIENT_SECURITY,  ALERT_USER_CANCELED,
        ALERT_CLOSE_NOTIFY,      ALERT_NO_APPLICATION_PROTOCOL};
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++)
        if (alert == ALERT_CAME + alerts[i])
            return true;
    return false;
}

/* Whether the session ended before the server answered anything inside TLS: it had read the client's
 * Certificate message at that point. */
static bool ended_before_an_answer(const struct session *session)
{
    const struct stop *stop = &session->stop;
    bool first_inside = stop->at == (session->tried == MODE_IMPLICIT_TLS ? STEP_GREETING : STEP_EHLO_TLS);
    return (stop->at == STEP_HANDSHAKE || first_inside) && session->unfinished == NULL;
}

enum answer client_certificate_demanded(const struct session *session)
{
    const struct tls *tls = session->tls;
    const struct stop *stop = &session->stop;
    if (tls == NULL)
        return ANSWER_NO;
    bool requested = tls->client_certificate_requested == ANSWER_YES;
    if (stop->reason == STOP_TLS_ALERT)
        return answer_of(
            tls->alert == ALERT_CAME + ALERT_CERTIFICATE_REQUIRED
            || (requested && !is_about_something_else(tls->alert) && ended_before_an_answer(session)));
    if (stop->reason == STOP_REJECTED)
        return answer_of(tls->completed == ANSWER_YES && client_certificate_is_named(stop->detail));
    bool hung_up = stop->reason == STOP_CLOSED || stop->reason == STOP_RESET;
    return requested && hung_up && ended_before_an_answer(session) ? ANSWER_UNKNOWN : ANSWER_NO;
}
