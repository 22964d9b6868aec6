/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connects to the first of several addresses that accepts, for what is fetched and not probed. Nothing is
 * recorded about the others. */
#ifndef MAILSONDE_NET_CONNECT_ANY_H
#define MAILSONDE_NET_CONNECT_ANY_H

#include "base/list.h"
#include "net/fiber.h"

#include <stddef.h>
#include <stdint.h>

struct connect_any {
    const struct text_list *addresses; /* the first 8; the next is tried when one has failed, or has not
                                          answered for a quarter of a second (RFC 8305 5) */
    int64_t port;
    int64_t deadline_ms; /* of the fiber's clock */
    int receive_bytes;   /* size of the receive buffer; 0: the system's default */
};

/* A connected, non-blocking descriptor, which the caller closes, and *index is that of its address. -1 with
 * errno set: ETIMEDOUT at the deadline, EINTR when the fiber is cut off, else why the last address failed. */
int connect_any(struct fiber *fiber, const struct connect_any *options, size_t *index);

#endif
