/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates made into facts. */
#ifndef MAILSONDE_TLS_CHAIN_H
#define MAILSONDE_TLS_CHAIN_H

#include "facts/list.h"
#include "facts/tls.h"
#include "tls/trust.h"

#include <gnutls/gnutls.h>

/* Fills tls->chain from the DER certificates as sent (at most 16 are looked at), and the answers of
 * tls->verification that follow from them alone: in_date at `now_unix_s`, and whether `server_name` (a host
 * name or an address) is among the names of the first (RFC 9525 6): unknown where it was not found and not
 * all names could be read. A certificate that cannot be parsed is kept as its hash and its bytes. */
void chain_read(struct tls *tls, const gnutls_datum_t *certificates, size_t count, const char *server_name,
                int64_t now_unix_s);

/* Fills tls->chain and the whole of tls->verification, as a handshake does: chain_read() and
 * tls_trust_verify(), from PEM texts of one certificate each. */
void chain_verify_pem(struct tls *tls, struct tls_trust *trust, const struct text_list *certificates,
                      const char *server_name, int64_t now_unix_s);

/* What the stapled OCSP response says about the first certificate, if its signature is good (RFC 6960 4.2).
 */
enum ocsp_staple chain_staple(const gnutls_datum_t *certificates, size_t count,
                              const gnutls_datum_t *response, int64_t now_unix_s);

#endif
