/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The facts of certificates that were seen before. Servers of one provider show the same certificate, and
 * those of many the same issuers: each is parsed once, which costs a fifth of a handshake. From any thread.
 */
#ifndef MAILSONDE_TLS_CERTIFICATE_STORE_H
#define MAILSONDE_TLS_CERTIFICATE_STORE_H

#include "facts/tls.h"

#include <gnutls/gnutls.h>

struct certificate_store;

/* Bounded in bytes: some hundred certificates of usual size, those seen last. */
struct certificate_store *certificate_store_new(void);
void certificate_store_free(struct certificate_store *store);

/* As certificate_read(). Without a store the certificate is parsed. */
void certificate_store_read(struct certificate_store *store, const gnutls_datum_t *der,
                            struct certificate *certificate);

/* As key_limits_problem() of the certificate; the caller frees. NULL also for what is no certificate. */
char *certificate_store_key_problem(struct certificate_store *store, const gnutls_datum_t *der);

#endif
