/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns chains of certificates into facts. */
#ifndef MAILSONDE_TLS_CHAIN_H
#define MAILSONDE_TLS_CHAIN_H

#include "base/list.h"
#include "facts/tls.h"
#include "tls/certificate_store.h"

#include <gnutls/gnutls.h>

/* A certificate, or an OCSP response, that begins no later than this after now may only be early by a clock
 * that is slow: one that has local time where UTC belongs is off by up to 14 hours, and DNSSEC, whose
 * signatures live for weeks, does not notice. */
enum { CHAIN_CLOCK_SLACK_S = 14 * 3600 };

/* The number of certificates of a chain that the facts keep; further ones are kept only if a path needs them.
 */
enum { CHAIN_KEPT_MAX = 16 };

/* Fills tls->chain from the first DER certificates as sent, counts all of them, and answers whether
 * `server_name` (a host name or an address) is among the names of the first (RFC 9525 6): unknown where it
 * was not found and not all names could be read. Certificates are parsed by way of `store`, which may be
 * NULL. Dates and trust are tls_trust_verify()'s. */
void chain_read(struct certificate_store *store, struct tls *tls, const gnutls_datum_t *certificates,
                size_t count, const char *server_name);

/* The index in tls->chain of the certificate at `place` among those that were sent; one that is not kept yet
 * is appended. */
size_t chain_keep(struct tls *tls, size_t place, const gnutls_datum_t *der);

/* The status of the first certificate in the stapled OCSP response, if the response's signature is valid (RFC
 * 6960 4.2). */
enum ocsp_staple chain_staple(const gnutls_datum_t *certificates, size_t count,
                              const gnutls_datum_t *response, int64_t now_unix_s);

#endif
