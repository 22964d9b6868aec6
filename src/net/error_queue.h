/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The socket's error queue: which ICMP error answered a packet, and who sent it. No privilege is needed. */
#ifndef MAILSONDE_NET_ERROR_QUEUE_H
#define MAILSONDE_NET_ERROR_QUEUE_H

#include "facts/path.h"

#include <stdbool.h>

/* Has ICMP errors put into the queue of a socket of `family` (AF_INET, AF_INET6) from now on; before
 * connect(). False where this system cannot: a Linux before 5.8 keeps no such queue for a connection that is
 * being made. */
bool error_queue_enable(int descriptor, int family);

/* Ends it and empties the queue: a queue that is not empty makes the descriptor ready for ever. */
void error_queue_disable(int descriptor, int family);

/* The oldest ICMP error in the queue, which the caller frees by its shape; NULL when there is none. *error is
 * its errno; without one the errno of whatever else was queued, or 0. Reading the queue clears SO_ERROR, so
 * it is read first. */
struct icmp_error *error_queue_take(int descriptor, int *error);

#endif
