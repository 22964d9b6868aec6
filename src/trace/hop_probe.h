/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One packet of a trace: the SYN of a connect() with a hop limit, and the answer to it that the socket
 * reports. */
#ifndef MAILSONDE_TRACE_HOP_PROBE_H
#define MAILSONDE_TRACE_HOP_PROBE_H

#include "facts/path.h"
#include "net/fiber.h"
#include "net/socket_address.h"

#include <stdbool.h>
#include <stdint.h>

struct hop_probe {
    int descriptor;
    struct fiber_watch *watch;
    bool tells_senders; /* whether this system reports the sender of an ICMP error */
    int64_t sent_us;    /* time of sending, by fiber_now_us() */
};

enum hop_answer_kind {
    HOP_ANSWER_NONE, /* no answer so far */
    HOP_ANSWER_ICMP,
    HOP_ANSWER_CONNECTED, /* also if the connection has ended since */
    HOP_ANSWER_REFUSED,
    HOP_ANSWER_GIVEN_UP, /* the kernel has stopped waiting for an answer */
    HOP_ANSWER_ERROR     /* an errno from which the answer cannot be told */
};

struct hop_answer {
    enum hop_answer_kind kind;
    struct icmp_error *icmp; /* set for HOP_ANSWER_ICMP; owned by the caller */
    int error;               /* errno; 0 for none */
    int64_t elapsed_us; /* time from the packet to its answer; 0 if the packet was repeated, since either may
                           have been answered */
};

/* Makes the probe's socket and watches it. Returns false and sets errno if this system gives none; then there
 * is nothing to close. */
bool hop_probe_open(struct hop_probe *probe, struct fiber *fiber, int family, int64_t hop_limit,
                    bool no_error_queue);
void hop_probe_close(struct hop_probe *probe);

/* Sends the packet and arms the watch for its answer. Returns false if there is something to read at once;
 * *error is the errno if the packet was not sent, else 0. */
bool hop_probe_send(struct hop_probe *probe, struct fiber *fiber, const struct socket_address *to,
                    int *error);

/* Reads the answer. `error` is the one from hop_probe_send(). */
void hop_probe_read(const struct hop_probe *probe, int error, struct hop_answer *answer);

/* Whether the packet is known not to have left this machine (syn_info.h). */
bool hop_probe_is_unsent(const struct hop_probe *probe);

#endif
