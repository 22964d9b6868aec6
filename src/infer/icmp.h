/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The meaning of ICMP and ICMPv6 errors. */
#ifndef MAILSONDE_INFER_ICMP_H
#define MAILSONDE_INFER_ICMP_H

#include "facts/path.h"

#include <stdbool.h>

/* "communication administratively prohibited", by RFC 792, RFC 1812 5.2.7.1 and RFC 4443 3;
 * a fixed text: "an unknown error" for what these do not name. */
const char *icmp_meaning(const struct icmp_error *error);

/* Whether the error says that the packet's hop limit expired at a router (RFC 792 type 11 code 0, RFC
 * 4443 3.3 code 0). */
bool icmp_is_time_exceeded(const struct icmp_error *error);

/* Whether the error is that of a router which gets no answer from the next address on its link (ARP,
 * neighbour discovery): host unreachable (RFC 1812 5.2.7.1 and 4.3.3.1: code 1), address unreachable (RFC
 * 4443 3.1: code 3). */
bool icmp_is_no_neighbour(const struct icmp_error *error);

/* Whether a filter sent the error: an "administratively prohibited" code (3/9, 3/10, 3/13; v6 1/1, 1/5, 1/6),
 * or "port unreachable", which packet filters send but a host does not for TCP (RFC 1122 4.2.4.1: it sends
 * RST). */
bool icmp_is_filter(const struct icmp_error *error);

#endif
