/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates of one server made into facts: on the loop what most servers send, in another thread what
 * might take long. */
#ifndef MAILSONDE_TLS_SERVER_CHAIN_H
#define MAILSONDE_TLS_SERVER_CHAIN_H

#include "base/list.h"
#include "facts/tls.h"
#include "net/fiber.h"
#include "tls/trust.h"

/* What the server sent; all borrowed. */
struct server_chain {
    const gnutls_datum_t *certificates; /* DER, its own first */
    size_t count;
    const gnutls_datum_t *staple; /* an OCSP response; NULL for none */
    const char *server_name;      /* that is looked for in the first; NULL for none */
};

/* Fills `tls` by chain_read(), tls_trust_verify() and chain_staple(). The fiber may wait; NULL
 * for it: nothing does. */
void server_chain_read(struct fiber *fiber, struct tls_trust *trust, const struct server_chain *chain,
                       int64_t now_unix_s, struct tls *tls);

/* The same from PEM texts of one certificate each. */
void server_chain_read_pem(struct fiber *fiber, struct tls_trust *trust, const struct text_list *certificates,
                           const char *server_name, int64_t now_unix_s, struct tls *tls);

#endif
