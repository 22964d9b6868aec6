/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between GnuTLS and a stream. While a handshake goes on, what the server answers to the hello is looked at
 * before GnuTLS sees it: where much may have to be computed the transport becomes buffered, so that GnuTLS
 * can go on in another thread, which has no stream. */
#ifndef MAILSONDE_TLS_TRANSPORT_H
#define MAILSONDE_TLS_TRANSPORT_H

#include "net/stream.h"

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes that wait to be read. */
struct transport_buffer {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t taken; /* number of bytes already read, from the front */
};

/* Zeroed but for the first two it is ready. */
struct transport {
    struct stream *stream;
    gnutls_session_t session;
    bool buffered;   /* nothing waits for the stream: transport_exchange() does */
    bool has_looked; /* at what the server answered */
    bool at_end;     /* the server has closed the connection */
    bool last_words; /* it did while we were writing: what it had sent before is still to be read, and no more
                      */
    bool handshake_over; /* only until then there is a bound of receives */
    bool failed;         /* buffered: nothing more can be received */
    size_t wanted_bytes; /* buffered: number of bytes that GnuTLS needs to go on */
    size_t receive_count;
    struct transport_buffer in;
    struct transport_buffer out;          /* buffered: to be sent */
    char first_bytes[STREAM_FIRST_BYTES]; /* of the handshake: STARTTLS has had others before */
    size_t first_count;
};

/* What GnuTLS calls: as gnutls_pull_func and gnutls_push_func. GNUTLS_E_AGAIN comes of the first before
 * transport_look(), and for a transport that is buffered. */
ssize_t transport_pull(struct transport *transport, void *buffer, size_t size);
ssize_t transport_push(struct transport *transport, const void *bytes, size_t length);

/* While GnuTLS waits for bytes it holds a buffer for the largest record, 16 KiB. So the long waits are made
 * without it: for the server's first answer, which is looked at, and for the beginning of a record of data.
 * What came is what GnuTLS reads next; of a connection that ended it finds that out itself. */
void transport_look(struct transport *transport);
void transport_await_record(struct transport *transport);

/* Sends what GnuTLS has written to a buffered transport, and where it `waits` (GNUTLS_E_AGAIN) receives what
 * it asked for. */
void transport_exchange(struct transport *transport, bool waits);

/* Adds what came with the stream and was not read to the first bytes. */
void transport_keep_rest(struct transport *transport);

void transport_free(struct transport *transport);

#endif
