/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server lets nobody in who has no client certificate. Mail clients and senders have none, nor have
 * we. */
#ifndef MAILSONDE_INFER_CLIENT_CERTIFICATE_H
#define MAILSONDE_INFER_CLIENT_CERTIFICATE_H

#include "base/answer.h"
#include "facts/endpoint.h"

/* YES where the server ended the session for want of one: by an alert that follows its CertificateRequest
 * (RFC 9846 6.2: certificate_required; up to TLS 1.2 handshake_failure and others, RFC 5246 7.4.6), or by a
 * reply inside TLS that says so. UNKNOWN where it asked for one, and then ended the connection without a
 * word. */
enum answer client_certificate_demanded(const struct session *session);

/* Whether the text of an SMTP reply is about a client certificate: "421 4.7.1 mx Error: No client certificate
 * presented". */
bool client_certificate_is_named(const char *text);

#endif
