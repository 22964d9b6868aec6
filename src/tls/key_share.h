/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The public values that servers bring to a key exchange, to be told apart from one connection to the next:
 * none may come twice (RFC 9846 4.3.8, RFC 9325 7.4). */
#ifndef MAILSONDE_TLS_KEY_SHARE_H
#define MAILSONDE_TLS_KEY_SHARE_H

#include "facts/tls.h"
#include "tls/hello_reply.h"

/* The first 128 bits of the SHA-256 of the server's public value, in hex: of its key_share or
 * ServerKeyExchange. Of a hybrid group (RFC 10024) the elliptic curve's part alone, since a KEM's is made
 * from the client's. NULL where there is none. The caller frees. */
char *key_share_hash(const struct hello_reply *reply);

/* Reads the body of a handshake message of the server, which may be of any type, and puts the hash in the
 * facts where the message brings it. `reader` starts zeroed, keeps what was in the ServerHello, and is the
 * caller's to free. */
void key_share_read(struct hello_reader *reader, unsigned type, const uint8_t *body, size_t length,
                    struct tls *facts);

#endif
