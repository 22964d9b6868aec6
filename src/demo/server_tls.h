/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The TLS side of a scripted server: its certificate and settings, made once, from which each handshake's
 * session comes. */
#ifndef MAILSONDE_DEMO_SERVER_TLS_H
#define MAILSONDE_DEMO_SERVER_TLS_H

#include "demo/pki.h"
#include "demo/script.h"

#include <gnutls/gnutls.h>

struct server_tls;

/* What `script` asks for, with a certificate for `names`. NULL and *error (the caller frees it) on failure.
 * server_tls_free() takes NULL. */
struct server_tls *server_tls_new(const struct script *script, const struct pki *pki,
                                  const struct text_list *names, char **error);
void server_tls_free(struct server_tls *server_tls);

/* A fresh session, the caller's, which `server_tls` must outlive; NULL and *status when there is none.
 * Several threads may ask at once. */
gnutls_session_t server_tls_session(const struct server_tls *server_tls, int *status);

#endif
