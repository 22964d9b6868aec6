/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says in clear to a hello made by hand, made into the facts of a handshake. */
#ifndef MAILSONDE_TLS_HELLO_FACTS_H
#define MAILSONDE_TLS_HELLO_FACTS_H

#include "facts/tls.h"
#include "tls/hello_reply.h"
#include "tls/session.h"

/* Fills the zeroed `tls` with what a ServerHello up to TLS 1.2 and the messages after it show: version,
 * suite, group, signature, and the chain with its verification for `server_name`, a host name or an address.
 * tls->completed stays unknown: the server chose, and nobody tried whether the rest of the handshake works.
 * The fiber may wait. */
void hello_facts(struct fiber *fiber, const struct hello_reply *reply, const struct tls_settings *settings,
                 const char *server_name, struct tls *tls);

#endif
