/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TCP trace without privileges: connects with a hop limit too small to reach the host, and the routers
 * that report it.
 *
 * Each packet is the SYN of a connect() with a hop limit (IP_TTL, IPV6_UNICAST_HOPS). The router at
 * which the limit expires answers "time exceeded" (RFC 1812 5.3.1, RFC 4443 3.3), and the socket's error
 * queue reports that answer. All ports are traced at the same time, and a hop waits for the one before
 * it no longer than a host takes to answer.
 *
 * Each connect() has its own source port: two sockets cannot have the same pair of addresses and ports,
 * and using one port again and again would take seconds. If routers spread load by ports, the packets
 * for one port therefore take different paths. A trace shows which routers are at a distance, not which
 * router follows which.
 *
 * If a port is answered one or two hops nearer than the others, and there is no sign of several paths,
 * further packets of the other ports are sent with that hop limit, until one reaches the host. If there
 * is only one path, they all expire at that hop.
 *
 * A SYN whose hop limit reaches the host makes a connection there. So that the host is not burdened:
 *
 * - The hops of a port follow each other after 25 ms if the hop before has answered, else after 100 ms,
 *   so that an answer of the host mostly arrives before the next SYN is sent. A port whose end is known
 *   gets no packet with a larger hop limit, and packets with one that were already sent are given up.
 *   Once one port has shown the distance of the host, silent ports are followed two hops farther, or six
 *   if load is spread over several paths. After six hops without an answer the packets follow each other
 *   after 25 ms up to the hop limit: an open port there is still found.
 * - A SYN that may reach the host (its hop limit is larger than any that a router answered, by at most
 *   six) holds one of the address's slots of the budget until it is answered, or for 100 ms. Descriptors
 *   are shared by the whole run: the trace takes those that are free, in order, and waits for one only
 *   if none of its packets is under way.
 * - The budget counts one connection for each port before the first packet, and without waiting for the
 *   pace, since the ports start together. Ports for which nothing is left are left out, the last ones
 *   first. Each further packet that may reach the host counts as one too, since no router has answered a
 *   limit as large, and so does each repeated look at a hop; it is not sent if nothing is left.
 *   Afterwards the budget counts the result: one for each connection that was accepted or refused, and
 *   one for each unanswered packet that may have reached the host; none for packets that expired on the
 *   path.
 * - A connection that is made is closed at once with FIN. After a reset, a server that accepts the
 *   connection later would not get its peer's name and would log "connect from unknown".
 *
 * The kernel repeats a SYN after a second, and is told to do so only once. A packet has 1.9 s, since
 * Linux 6.5 and later gives it up after two. With four ports a trace thus ends as soon as all have
 * answered, and after about 5 s if none does (not counting the wait for slots and descriptors held by
 * others). Nothing more is sent after 6 s, for example in a routing loop with slow routers: the ports
 * not finished by then have an unknown end. */
#ifndef MAILSONDE_TRACE_TRACE_H
#define MAILSONDE_TRACE_TRACE_H

#include "facts/path.h"
#include "net/budget.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TRACE_HOP_LIMIT = 30 };

struct trace_options {
    struct budget *budget; /* borrowed */
    int64_t hop_limit;     /* the farthest to try, 1 to 255; 0 for TRACE_HOP_LIMIT */
    bool no_error_queue;   /* behave as on a system that does not report the sender of an ICMP error */
};

/* Traces the path to `address`, an IPv4 or IPv6 address, for each of the ports, and fills `path`, which the
 * caller owns and need not initialize. Names of routers are not looked up.
 *
 * If the system does not report the sender of an ICMP error (path->tells_senders), only connections that were
 * made or refused are known, by their hop limit; an error that may come from a router or a filter leaves the
 * port's end unknown, with the errno. If the budget allows no more connections to the address, nothing is
 * sent. */
void trace_path(struct fiber *fiber, const struct trace_options *options, const char *address,
                const int64_t *ports, size_t port_count, struct path *path);

#endif
