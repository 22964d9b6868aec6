/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TCP trace without privileges: connects whose hop limit is too small to reach the host, and who says so.
 *
 * Each packet is the SYN of a connect() of its own with a hop limit (IP_TTL, IPV6_UNICAST_HOPS); the router
 * where it dies answers "time exceeded" (RFC 1812 5.3.1, RFC 4443 3.3), which the socket's error queue tells.
 * All ports go side by side, and hops do not wait for one another longer than it takes a host to answer.
 *
 * Each connect() has a source port of its own: two sockets cannot have the same pair of addresses and ports,
 * and one after the other they would take seconds. Where load is spread by ports, packets for one port thus
 * take different ways, and what a trace shows is who stands at a distance, not who is next to whom.
 *
 * Where a port is answered a hop or two nearer than the others, and nothing tells that ways divide, packets
 * of the others look again at that hop, until one meets with the host: those that one way leads there all die
 * there.
 *
 * A guest's manners, since a SYN whose hop limit reaches the host makes a connection there:
 *
 * - The hops of a port follow one another by 25 ms where the hop before has answered, else by 100 ms, so that
 *   an answer of the host is mostly there before the next SYN leaves. A port that met with its end gets no
 *   packet with a larger hop limit, and those on their way are given up; once one port has shown how far the
 *   host is, silent ones are followed two hops farther and no more, six where load is spread over several
 *   ways. Beyond six hops that do not answer it goes on by 25 ms to the hop limit: a port that is open there
 *   is still found.
 * - A SYN that may reach the host (its hop limit is larger than any that a router answered, and by no more
 *   than those six) holds one of the address's slots of the budget until it is answered, or for 100 ms.
 *   Descriptors are the run's: what is there is taken, in order, and with none in flight it waits for one.
 * - For each port the budget counts one connection, before the first packet and whatever the pace: the ports
 *   go together. What it has none for is left out, the last ports first. Each packet more that may be on its
 *   way to the host, since no router has answered one with a hop limit as large, counts as one too, as does
 *   one that looks again; it is not sent where there is none left. Afterwards the budget counts what came of
 *   it: a connection for each that was accepted or refused, and for each packet without an answer that may
 *   have reached the host; none for what died on the way.
 * - A connection that comes about is closed at once, in order, with FIN: a reset would leave a server that
 *   accepts it then without the name of its peer, and its log with riddles ("connect from unknown").
 *
 * The kernel sends a SYN again after a second, and is told to do so once; a packet has 1.9 s, since Linux 6.5
 * and later gives it up after two. So with four ports a trace ends at once when all has answered, and in some
 * 5 s when nothing does (waits for slots and descriptors that others hold not counted). Nothing more is sent
 * after 6 s, as in a routing loop whose routers answer slowly: the ports that went on until then have an
 * unknown end. */
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
    bool no_error_queue;   /* as on a system that does not tell who sent an ICMP error */
};

/* Traces the way to `address`, an IPv4 or IPv6 address, for each of the ports, and fills `path`, whose old
 * content is not looked at; the caller owns it. Names of routers are not looked up.
 *
 * Where the system does not tell who sent an ICMP error (path->tells_senders) only connections that were made
 * or refused are known, by their hop limit; errors that could be a router's or a filter's leave a port's end
 * unknown, with the errno. Where the budget gives the address no more connections nothing is sent. */
void trace_path(struct fiber *fiber, const struct trace_options *options, const char *address,
                const int64_t *ports, size_t port_count, struct path *path);

#endif
