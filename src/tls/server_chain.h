/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns the certificates of one server into facts: in the event loop for most servers, in another thread for
 * chains that may take long. */
#ifndef MAILSONDE_TLS_SERVER_CHAIN_H
#define MAILSONDE_TLS_SERVER_CHAIN_H

#include "base/list.h"
#include "facts/tls.h"
#include "net/fiber.h"
#include "tls/trust.h"

/* The chain as the server sent it; all borrowed. */
struct server_chain {
    const gnutls_datum_t *certificates; /* DER, its own first */
    size_t count;
    const gnutls_datum_t *staple; /* an OCSP response; NULL for none */
    const char *server_name;      /* the name to find in the first certificate; NULL for none */
};

/* Fills `tls` by chain_read(), tls_trust_verify() and chain_staple(). The fiber may wait; NULL
 * for it: nothing does. */
void server_chain_read(struct fiber *fiber, struct tls_trust *trust, const struct server_chain *chain,
                       int64_t now_unix_s, struct tls *tls);

/* The same from PEM texts of one certificate each. */
void server_chain_read_pem(struct fiber *fiber, struct tls_trust *trust, const struct text_list *certificates,
                           const char *server_name, int64_t now_unix_s, struct tls *tls);

#endif
