/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collects the answers to a trace's packets, and decides which packets are still worth sending. Pure. */
#ifndef MAILSONDE_TRACE_TRACE_RESULT_H
#define MAILSONDE_TRACE_TRACE_RESULT_H

#include "facts/path.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* Once the distance of the host is known, silent ports are followed this many hops farther: paths differ
       a little. */
    TRACE_HOPS_BEYOND = 2,
    /* And this many more where load is spread over several paths: one path may drop packets that another lets
       through. */
    TRACE_HOPS_DIVIDED = 4,
    /* Number of packets sent to check the hop of trace_doubtful_hop(). If load is spread over two paths, all
       of these packets take the same one only once in 4096 times. */
    TRACE_SECOND_LOOKS = 12,
    /* The host may be up to this many hops beyond the last one that answered, behind a firewall that keeps
       routers from answering. A packet with such a limit counts as one that may make a connection. Farther
       out only the end of the path is still missing, and packets follow each other faster. */
    TRACE_HOPS_HIDDEN = 6,
};

/* The packet for `port` with the limit `hop` was answered with "time exceeded" by `address`; kept once. */
void trace_note_hop(struct path_port *port, int64_t hop, const char *address, int64_t elapsed_us);

/* The packet met the end of the path: `end`, with the ICMP error of PATH_END_REJECTED (taken over, or freed)
 * and an errno or 0. Kept only if no packet with a smaller hop limit met an end. */
void trace_note_end(struct path_port *port, int64_t hop, enum path_end end, struct icmp_error *icmp,
                    int error, int64_t elapsed_us);

/* Whether an answer to the packet with the limit `hop` would still add to what is known of the port. */
bool trace_wants(const struct path_port *port, int64_t hop);

/* The largest hop limit for ports without an end: `hop_limit` as long as no port was answered by the host or
 * in its name; then TRACE_HOPS_BEYOND more than the farthest hop that answered, and TRACE_HOPS_DIVIDED more
 * if several routers answered at one hop. */
int64_t trace_bound(const struct path *path, int64_t hop_limit);

/* Whether a packet with the limit `hop` may make a connection, when `farthest` is the last hop that answered.
 */
bool trace_may_connect(int64_t hop, int64_t farthest);

/* The hop at which a port was answered as if by the host, while other ports show the host one or two hops
 * farther and no other sign of several paths was seen; 0 for none. Either another machine answers there, or
 * load is spread over several paths. To find out, the ports of trace_can_look_again() send packets with that
 * hop limit: if there is only one path, they all expire at that hop. */
int64_t trace_doubtful_hop(const struct path *path);

/* Whether the port was answered by the host, or in its name, from beyond `hop`. */
bool trace_can_look_again(const struct path_port *port, int64_t hop);

/* The number of connections to the host that the packets for a port count as once nothing more is sent;
 * `accepted` of them were accepted. Packets that expired on the way, that a nearer machine refused or
 * rejected, or that never left this machine count as none. Each packet that the host refused, or that got no
 * answer and may have reached the host, counts as one: each has a source port of its own. */
int64_t trace_connections(const struct path *path, const struct path_port *port, int64_t accepted);

/* The packets for a port that got no answer. */
struct trace_silence {
    int64_t unanswered; /* waited for to the end of their time */
    int64_t unsent;     /* those of `unanswered` that did not leave this machine */
    bool cut_short;     /* some packets worth sending were not sent, or not waited for to the end */
    int error; /* errno of a connect() that could not begin, or that says nothing of the answer; 0 for none */
};

/* Sets the end of a port that has none, once nothing more is sent for it. */
void trace_conclude(struct path_port *port, const struct trace_silence *silence);

/* Writes into path->problem why nothing left this machine, if that is so for all ports. */
void trace_note_problem(struct path *path);

#endif
