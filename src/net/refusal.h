/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a connect() failed: refused by this machine, by an ICMP error, by a RST, or not answered. Each function
 * that takes a stream ends it and always returns false. */
#ifndef MAILSONDE_NET_REFUSAL_H
#define MAILSONDE_NET_REFUSAL_H

#include "net/stream.h"
#include "net/syn_info.h"

#include <stdbool.h>

/* What an errno (by name) with which connect() fails at once says about this machine; NULL for one that says
 * nothing specific, and for NULL. */
const char *refusal_local_meaning(const char *system_error);

/* connect() failed at once, and no packet was answered: this machine's own doing. */
bool refusal_at_once(struct stream *stream, int error);

/* An ICMP error ended the attempt; `error` is its errno. Takes `icmp` over. A port unreachable is none of the
 * host's RSTs, though the system calls both ECONNREFUSED. */
bool refusal_by_icmp(struct stream *stream, struct icmp_error *icmp, int error);

/* The attempt ended with `error` and no ICMP error in the queue; `tells_senders`: there would have been. */
bool refusal_by_error(struct stream *stream, int error, bool tells_senders);

/* Nothing came from `address` in time. A firewall of this machine drops as silently as one far away; `syn`
 * tells them apart. And what is sent from a loopback or link-local address for want of another does not get
 * beyond the link (RFC 4007 9). */
bool refusal_by_silence(struct stream *stream, const struct syn_info *syn, const char *address);

#endif
