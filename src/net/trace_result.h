/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answers to a trace's packets come to, and from it which packets are still worth sending. Pure. */
#ifndef MAILSONDE_NET_TRACE_RESULT_H
#define MAILSONDE_NET_TRACE_RESULT_H

#include "facts/path.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* Once it is known how far the host is, ports that stay silent are followed so much farther: ways differ
     * a little. */
    TRACE_HOPS_BEYOND = 2,
    /* So many hops beyond the last that answered the host may well stand, behind a firewall that lets nobody
     * answer: there a packet is taken for one that may make a connection. Farther out only the way's end is
     * still missing, and packets hurry. */
    TRACE_HOPS_HIDDEN = 6,
};

/* The packet for `port` with the limit `hop` was answered with "time exceeded" by `address`. */
void trace_note_hop(struct path_port *port, int64_t hop, const char *address, int64_t elapsed_us);

/* It met with the end of the way: `end`, with the ICMP error of PATH_END_REJECTED (taken over, or freed) and
 * an errno or 0. Kept when no smaller hop limit met with one. */
void trace_note_end(struct path_port *port, int64_t hop, enum path_end end, struct icmp_error *icmp,
                    int error, int64_t elapsed_us);

/* Whether an answer to the packet with the limit `hop` would still tell anything about the port. */
bool trace_wants(const struct path_port *port, int64_t hop);

/* How far ports without an end are followed: to `hop_limit` as long as no port was answered by the host or
 * in its name, then TRACE_HOPS_BEYOND farther than anything that answered. */
int64_t trace_bound(const struct path *path, int64_t hop_limit);

/* Whether a packet with the limit `hop` may make a connection, when `farthest` is the last hop that answered.
 */
bool trace_may_connect(int64_t hop, int64_t farthest);

/* How many connections to the host the packets for a port come to, of which `accepted` were accepted, when
 * nothing more is sent: packets that died on the way, that somebody nearer refused or rejected, or that never
 * left this machine are none, and those without an answer that may have reached the host are one, sent again
 * and again. */
int64_t trace_connections(const struct path *path, const struct path_port *port, int64_t accepted);

/* How the packets for a port fared that got no answer. */
struct trace_silence {
    int64_t unanswered; /* in all the time they had */
    int64_t unsent;     /* of these, those that this machine did not let out */
    bool cut_short;     /* there was no time for all that were worth sending */
    int error;          /* errno with which it would not begin one, or that said too little; 0 for none */
};

/* When nothing more is sent for the port: says how the way ends if it met with no end, and keeps the farthest
 * hop limit of all ports in path->hop_limit. */
void trace_conclude(struct path *path, struct path_port *port, const struct trace_silence *silence);

/* Says in path->problem why nothing left this machine, if that holds for all ports. */
void trace_note_problem(struct path *path);

#endif
