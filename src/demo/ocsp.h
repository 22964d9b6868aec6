/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OCSP responses, which GnuTLS can read and not make. */
#ifndef MAILSONDE_DEMO_OCSP_H
#define MAILSONDE_DEMO_OCSP_H

#include <gnutls/x509.h>
#include <stdbool.h>
#include <time.h>

/* A response that calls `certificate` good or revoked, signed by its `issuer` (RFC 6960 4.2). Its times are a
 * day around `now`. *response gets memory for free(); it stays empty on failure. Returns 0 or a GnuTLS error.
 */
int ocsp_response(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer, gnutls_x509_privkey_t signer,
                  bool revoked, time_t now, gnutls_datum_t *response);

#endif
