/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shared by all handshakes of a run: trust anchors, credentials, and what is known of certificates and
 * chains seen before. */
#ifndef MAILSONDE_TLS_TRUST_H
#define MAILSONDE_TLS_TRUST_H

#include "facts/tls.h"
#include "tls/certificate_store.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tls_trust;
struct anchor_index;

/* The kinds of server key that a client offers to accept: a server with several keys uses one that fits. */
enum tls_keys {
    TLS_KEYS_ANY, /* no kind is left out */
    TLS_KEYS_RSA = 1,
    TLS_KEYS_ECDSA = 2,
    TLS_KEYS_RSA_PSS = 4,
    TLS_KEYS_ED25519 = 8,
    TLS_KEYS_ED448 = 16,
    TLS_KEYS_COUNT = 32 /* sets of them: bits of those that are taken */
};

/* Loads the trust anchors of `ca_file` (PEM), or the system's where it is NULL. Once a run, before any probe:
 * it takes some ten milliseconds. NULL when `ca_file` has none; *error is one line about it, the caller's.
 * That the system has none is no error. */
struct tls_trust *tls_trust_new(const char *ca_file, char **error);
void tls_trust_free(struct tls_trust *trust);

/* The number of trust anchors. */
size_t tls_trust_count(const struct tls_trust *trust);

/* Where the anchors come from and what could not be read; or why there are none. */
const char *tls_trust_words(const struct tls_trust *trust);

/* An index of the anchors by the content of TLSA records; made on first use, and owned by `trust`. */
const struct anchor_index *tls_trust_index(struct tls_trust *trust);

/* The certificates that were seen in the run. */
struct certificate_store *tls_trust_certificates(const struct tls_trust *trust);

gnutls_certificate_credentials_t tls_trust_credentials(const struct tls_trust *trust);
gnutls_priority_t tls_trust_priority(const struct tls_trust *trust, enum tls_keys keys);

/* The offer of a client that fetches content only: TLS 1.2 and later. */
gnutls_priority_t tls_trust_priority_current(const struct tls_trust *trust);

/* Whether the chain as sent leads to a trust anchor for a TLS server, and by which path (RFC 5280 6): fills
 * tls->verification but for the names, and says which certificates of tls->chain, which chain_read() made
 * from the same bytes, are on the path. Without trust anchors trust is unknown, and "no" of a certificate
 * that signs itself. The answer for the same bytes is remembered, up to a bound.
 * From any thread. */
void tls_trust_verify(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count, int64_t now_unix_s,
                      struct tls *tls);

#endif
