/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server requires a client certificate. Mail clients and sending servers have none, and neither has
 * mailsonde. */
#ifndef MAILSONDE_INFER_CLIENT_CERTIFICATE_H
#define MAILSONDE_INFER_CLIENT_CERTIFICATE_H

#include "base/answer.h"
#include "facts/endpoint.h"

/* YES if the server ended the session because the client had none: by an alert after its CertificateRequest
 * (RFC 9846 6.2: certificate_required; up to TLS 1.2 handshake_failure and others, RFC 5246 7.4.6), or by a
 * reply inside TLS that says so. UNKNOWN if it asked for one and then closed the connection without giving a
 * reason. */
enum answer client_certificate_demanded(const struct session *session);

/* Whether the text of an SMTP reply is about a client certificate: "421 4.7.1 mx Error: No client certificate
 * presented". */
bool client_certificate_is_named(const char *text);

#endif
