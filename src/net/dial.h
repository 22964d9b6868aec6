/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening a connection, and who said no.
 *
 * A slot of the budget is taken before the first packet and given back when the connection is closed. A SYN
 * that stays unanswered for a second is no connection at the server: it stops counting, so that a port that
 * drops does not hold up its siblings. Should it be answered late while no slot is free, it is closed and
 * made again. */
#ifndef MAILSONDE_NET_DIAL_H
#define MAILSONDE_NET_DIAL_H

#include "net/budget.h"
#include "net/stream.h"

#include <stdbool.h>
#include <stdint.h>

/* Where to connect to. */
struct dial_place {
    const char *address; /* an IPv4 or IPv6 address, borrowed */
    int64_t port;
};

/* How to connect. */
struct dial_options {
    int64_t timeout_ms;
    int64_t segment_bytes; /* largest TCP segment of both ends; 0: the systems' default */
    bool essential;        /* of struct budget_wait, as are the next three */
    bool minor;
    bool alone;
    int64_t quiet_ms;
    int64_t begin_by_ms; /* not begun after this time, because the server is too slow; 0: no limit */
    const struct fiber_watch *unless; /* of the stream; NULL: none */
    bool no_error_queue;              /* behave as on a system that does not show who sent an ICMP error */
};

struct dial {
    struct stream stream;
    struct budget *budget; /* borrowed */
    struct dial_place place;
    struct dial_options options;
    int family; /* of the socket */
    int64_t syn_sent_at_us;
    bool tells_senders;   /* the error queue is on */
    int64_t *connections; /* counts the connections begun; borrowed */
    bool holds_slot;
    bool holds_descriptor;
};

/* Takes a slot and a descriptor for a second connection to `address`, for as long as the first, `silent`,
 * stays silent and has time; false, and nothing is taken, when that ended first. */
bool dial_reserve(struct stream *silent, struct budget *budget, const char *address);

/* Waits for a slot and a descriptor, unless dial_reserve() took them (`reserved`), then connects: the step
 * STEP_CONNECT. False when it did not come about; session->stop says why: refused (RFC 9293 3.10.7.3), timed
 * out, unreachable with the ICMP error that came, or this machine's own doing. The first ICMP error ends the
 * attempt (RFC 1122 4.2.3.9 lets TCP go on after most): a scanner asks what the network says. */
bool dial_open(struct dial *dial, struct fiber *fiber, struct budget *budget, struct session *session,
               const struct dial_place *place, bool reserved, int64_t *connections,
               const struct dial_options *options);

/* Closes the connection and gives its slots back; harmless when called twice or on a zeroed dial. */
void dial_close(struct dial *dial);

#endif
