/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands between libcurl and the host that it talks to. libcurl speaks HTTP in clear to this end; the
 * host is at the other end of a stream, with TLS over it.
 *
 * So TLS is the same as in every other session of a run: a key that nobody should work with ends the
 * handshake (tls/key_limits.h), where libcurl would hold up all its fetches for minutes. And what comes is
 * counted: libcurl bounds the body that it hands out, but not what it reads and drops, such as trailers,
 * chunk extensions and interim answers. stream.received_max_bytes is for that. */
#ifndef MAILSONDE_DISCOVER_HTTPS_RELAY_H
#define MAILSONDE_DISCOVER_HTTPS_RELAY_H

#include "net/fiber.h"
#include "net/stream.h"

#include <stdbool.h>
#include <sys/socket.h>

struct https_relay;

/* Why nothing is passed on any more. */
enum https_relay_end {
    RELAY_INNER_ENDED, /* the inner side has what it wants, or gave up */
    RELAY_HOST_ENDED,  /* the host closed the connection */
    RELAY_HOST_FAILED  /* the stream has stopped: session->stop says why */
};

/* What the inner side connects to, by a socket of AF_UNIX. */
struct https_relay_name {
    struct sockaddr address;
    socklen_t length;
};

/* Waits for the first connection that this process makes to *name. NULL with errno set when the system gives
 * no descriptor for it. */
struct https_relay *https_relay_new(struct fiber_pool *pool, struct https_relay_name *name);

/* Passes on one request, and then all that comes from the host, until either side ends, or *done is true when
 * the fiber is woken. The inner side is told of no end before https_relay_free(). */
enum https_relay_end https_relay_run(struct https_relay *relay, struct fiber *fiber, struct stream *host,
                                     const bool *done);

/* Ends it for the inner side and frees it; takes NULL. */
void https_relay_free(struct https_relay *relay);

#endif
