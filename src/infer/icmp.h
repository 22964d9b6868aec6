/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ICMP and ICMPv6 errors say. */
#ifndef MAILSONDE_INFER_ICMP_H
#define MAILSONDE_INFER_ICMP_H

#include "facts/path.h"

#include <stdbool.h>

/* "communication administratively prohibited", by RFC 792, RFC 1812 5.2.7.1 and RFC 4443 3;
 * a fixed text: "an unknown error" for what these do not name. */
const char *icmp_meaning(const struct icmp_error *error);

/* Whether a router let it die for its hop limit (RFC 792 type 11 code 0, RFC 4443 3.3 code 0). */
bool icmp_is_time_exceeded(const struct icmp_error *error);

/* Whether it is what a router says that gets no answer from the next address on its link (ARP, neighbour
 * discovery): host unreachable (RFC 1812 5.2.7.1 and 4.3.3.1: code 1), address unreachable (RFC 4443 3.1:
 * code 3). */
bool icmp_is_no_neighbour(const struct icmp_error *error);

/* Whether somebody forbids it: a filter's words (3/9, 3/10, 3/13; v6 1/1, 1/5, 1/6), or "port unreachable",
 * which no host says of TCP (RFC 1122 4.2.4.1 has RST for that) but packet filters do. */
bool icmp_is_filter(const struct icmp_error *error);

#endif
