/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answers to a trace's packets come to, and from it which packets are still worth sending. Pure. */
#ifndef MAILSONDE_TRACE_TRACE_RESULT_H
#define MAILSONDE_TRACE_TRACE_RESULT_H

#include "facts/path.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* Once it is known how far the host is, ports that stay silent are followed so much farther: ways differ
     * a little. */
    TRACE_HOPS_BEYOND = 2,
    /* And so many more where load is spread over several ways: each packet is a throw of the dice, and while
     * one way drops them another may not. */
    TRACE_HOPS_DIVIDED = 4,
    /* So many packets look again at what trace_doubtful_hop() found: of two ways that packets take by chance
     * one stays hidden from them once in 4096 times. */
    TRACE_SECOND_LOOKS = 12,
    /* So many hops beyond the last that answered the host may well stand, behind a firewall that lets nobody
     * answer: there a packet is taken for one that may make a connection. Farther out only the way's end is
     * still missing, and packets hurry. */
    TRACE_HOPS_HIDDEN = 6,
};

/* The packet for `port` with the limit `hop` was answered with "time exceeded" by `address`; kept once. */
void trace_note_hop(struct path_port *port, int64_t hop, const char *address, int64_t elapsed_us);

/* It met with the end of the way: `end`, with the ICMP error of PATH_END_REJECTED (taken over, or freed) and
 * an errno or 0. Kept when no smaller hop limit met with one. */
void trace_note_end(struct path_port *port, int64_t hop, enum path_end end, struct icmp_error *icmp,
                    int error, int64_t elapsed_us);

/* Whether an answer to the packet with the limit `hop` would still tell anything about the port. */
bool trace_wants(const struct path_port *port, int64_t hop);

/* How far ports without an end are followed: to `hop_limit` as long as no port was answered by the host or
 * in its name, then TRACE_HOPS_BEYOND farther than anything that answered, and TRACE_HOPS_DIVIDED more where
 * several routers answered from one hop. */
int64_t trace_bound(const struct path *path, int64_t hop_limit);

/* Whether a packet with the limit `hop` may make a connection, when `farthest` is the last hop that answered.
 */
bool trace_may_connect(int64_t hop, int64_t farthest);

/* The hop from which a port was answered as by the host, while others show the host a hop or two beyond, and
 * nothing tells that ways divide: either somebody stands nearer, or load is spread and the dice fell so. 0
 * for none. It is worth packets of trace_can_look_again()'s ports with that hop limit: on one way they all
 * die there. */
int64_t trace_doubtful_hop(const struct path *path);

/* Whether the port was answered by the host, or in its name, from beyond that hop. */
bool trace_can_look_again(const struct path_port *port, int64_t hop);

/* How many connections to the host the packets for a port come to, of which `accepted` were accepted, when
 * nothing more is sent: packets that died on the way, that somebody nearer refused or rejected, or that never
 * left this machine are none. Those that the host refused, and those without an answer that may have reached
 * it, are one each: each comes from a port of its own. */
int64_t trace_connections(const struct path *path, const struct path_port *port, int64_t accepted);

/* How the packets for a port fared that got no answer. */
struct trace_silence {
    int64_t unanswered; /* in all the time they had */
    int64_t unsent;     /* of these, those that this machine did not let out */
    bool cut_short;     /* not all that were worth sending were sent, or waited for */
    int error;          /* errno with which it would not begin one, or that said too little; 0 for none */
};

/* When nothing more is sent for the port: says how the way ends if it met with no end. */
void trace_conclude(struct path_port *port, const struct trace_silence *silence);

/* Says in path->problem why nothing left this machine, if that holds for all ports. */
void trace_note_problem(struct path *path);

#endif
