/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the kernel knows about the SYN of a connection. No privilege is needed. */
#ifndef MAILSONDE_NET_SYN_INFO_H
#define MAILSONDE_NET_SYN_INFO_H

#include <stdbool.h>
#include <stdint.h>

struct syn_info {
    int64_t retransmissions; /* so far */
    int64_t rtt_us;          /* from the SYN to its answer as the kernel timed it; 0 before an answer */
    bool unsent; /* it was due again, and this machine let it out no more: its firewall drops it */
};

/* Reads it from a TCP socket whose connect() has begun, and *info is zeroed where the system has no TCP_INFO:
 * false. `unsent` is known from the first retransmission on (RFC 6298 2: after a second), while the SYN is
 * unanswered. */
bool syn_info_read(int descriptor, struct syn_info *info);

#endif
