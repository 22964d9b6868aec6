/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One packet of a trace: the SYN of a connect() of its own with a hop limit, and what the socket says came of
 * it. */
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
    bool tells_senders; /* this system tells who sent an ICMP error */
    int64_t sent_us;    /* of fiber_now_us() */
};

enum hop_answer_kind {
    HOP_ANSWER_NONE, /* yet */
    HOP_ANSWER_ICMP,
    HOP_ANSWER_CONNECTED, /* whatever became of the connection since */
    HOP_ANSWER_REFUSED,
    HOP_ANSWER_GIVEN_UP, /* the kernel does not send it again, and waits no more */
    HOP_ANSWER_ERROR     /* an errno that does not say what came */
};

struct hop_answer {
    enum hop_answer_kind kind;
    struct icmp_error *icmp; /* of HOP_ANSWER_ICMP; the caller's */
    int error;               /* errno; 0 for none */
    int64_t elapsed_us;      /* from the packet to its answer; 0 when it was sent again, since nobody knows
                                which of them was answered */
};

/* Makes its socket, which is watched. False, with errno, when this machine gives none; then there is nothing
 * to close. */
bool hop_probe_open(struct hop_probe *probe, struct fiber *fiber, int family, int64_t hop_limit,
                    bool no_error_queue);
void hop_probe_close(struct hop_probe *probe);

/* Sends it, and arms its watch for the answer. False when there is something to read at once, with the errno
 * in *error if it was not sent, else 0. */
bool hop_probe_send(struct hop_probe *probe, struct fiber *fiber, const struct socket_address *to,
                    int *error);

/* What came; `error` is that of sending it. */
void hop_probe_read(const struct hop_probe *probe, int error, struct hop_answer *answer);

/* Whether this machine did not let it out, as far as is known (syn_info.h). */
bool hop_probe_is_unsent(const struct hop_probe *probe);

#endif
