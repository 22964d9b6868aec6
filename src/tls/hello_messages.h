/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of a server's first flight, each read into a reply. For hello_reply.c alone.
 *
 * Each function reads a whole message's body, returns NULL or what is wrong with it, and on a failure may
 * have filled in what came before. */
#ifndef MAILSONDE_TLS_HELLO_MESSAGES_H
#define MAILSONDE_TLS_HELLO_MESSAGES_H

#include "tls/codec.h"
#include "tls/hello_reply.h"

/* ServerHello and HelloRetryRequest (RFC 9846 4.2.3, 4.2.4, RFC 5246 7.4.1.3): sets the kind. */
const char *hello_messages_server_hello(struct codec_cursor body, struct hello_reply *reply);

/* SERVER-HELLO of SSL 2.0, after its type: sets the kind. */
const char *hello_messages_ssl2_server_hello(struct codec_cursor body, struct hello_reply *reply);

/* Those that follow in SSL 3.0 to TLS 1.2 (RFC 5246 7.4.2 to 7.4.5, RFC 6066 8); others are passed over. */
const char *hello_messages_flight(unsigned type, struct codec_cursor body, struct hello_reply *reply);

/* A copy of the cursor's bytes; what *blob owned is freed. */
void hello_messages_keep(struct hello_blob *blob, struct codec_cursor bytes);

#endif
