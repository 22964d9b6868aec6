/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands between libcurl and the host that it talks to: bytes are passed on, counted and bounded.
 *
 * libcurl bounds the body that it hands out, and for that it can be asked. It does not bound what it reads
 * and drops: trailers, chunk extensions, interim answers, TLS records and alerts of no use, and what it shows
 * of them differs from one version to the next. Here nothing gets past the count, whatever it is. */
#ifndef MAILSONDE_DISCOVER_HTTPS_RELAY_H
#define MAILSONDE_DISCOVER_HTTPS_RELAY_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct https_relay;

/* Why a relay passes nothing on any more. */
enum https_relay_end {
    RELAY_GOES_ON,
    RELAY_TOO_MUCH,     /* the host sent more than `max_bytes` */
    RELAY_RENEGOTIATES, /* the host began a second handshake inside the first (RFC 5246 7.4.1.1), which curl
                           would wait for with all other fetches held up */
};

/* What the inner side connects to, by a socket of AF_UNIX. */
struct https_relay_name {
    struct sockaddr address;
    socklen_t length;
};

/* Passes bytes between `host`, a connected descriptor that is now the relay's, and the first connection that
 * this process makes to *name. NULL with errno set, and `host` is closed, when the system gives no descriptor
 * for it. */
struct https_relay *https_relay_new(struct fiber_pool *pool, int host, size_t max_bytes,
                                    struct https_relay_name *name);

/* Passes on what can be now, and waits until more can be or somebody wakes the fiber. */
void https_relay_turn(struct https_relay *relay, struct fiber *fiber);

enum https_relay_end https_relay_end(const struct https_relay *relay);

/* Passes on what the inner side said last, ends it for both sides and frees it; takes NULL. */
void https_relay_free(struct https_relay *relay);

#endif
