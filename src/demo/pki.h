/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A public key infrastructure of one's own, made in memory: a root, an intermediate, a root that nobody
 * trusts, and good and bad server certificates from them. */
#ifndef MAILSONDE_DEMO_PKI_H
#define MAILSONDE_DEMO_PKI_H

#include "demo/script.h"

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <time.h>

struct pki;
struct pki_identity;

/* Makes the authorities; certificates are dated from `now`. NULL on failure, with *error (the caller frees
 * it) saying why. pki_free() takes NULL. */
struct pki *pki_new(time_t now, char **error);
void pki_free(struct pki *pki);

/* The trusted root's certificate in PEM, what --ca-file takes. The pki's own. */
const char *pki_ca_pem(const struct pki *pki);

/* SHA-256, in hex, of the public key that all good server certificates have: what a TLSA record 3 1 1 holds.
 * NULL on failure; the caller frees. */
char *pki_server_key_sha256(const struct pki *pki);

/* A server's key, its chain as the server sends it, and its stapled OCSP response. `names` are DNS names, at
 * least one. Several threads may ask at once. NULL and *error on failure. pki_identity_free() takes NULL. */
struct pki_identity *pki_identity_new(const struct pki *pki, enum certificate_kind kind,
                                      const struct text_list *names, enum staple staple, char **error);
void pki_identity_free(struct pki_identity *identity);

/* For gnutls_credentials_set(); the identity's own, which must outlive every session that uses it. */
gnutls_certificate_credentials_t pki_identity_credentials(const struct pki_identity *identity);

#endif
