/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The path to an address: the routers that answer, and how far the packets for each port get. */
#ifndef MAILSONDE_FACTS_PATH_H
#define MAILSONDE_FACTS_PATH_H

#include "base/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An ICMP message that answered a SYN (RFC 792, RFC 1812 5.2.7.1, RFC 4443 3). */
struct icmp_error {
    int64_t family; /* 4: ICMP, 6: ICMPv6 */
    int64_t type;
    int64_t code;
    char *sender; /* the address that sent it; NULL if this system does not show it */
};

/* How the path of the packets for one port ends. */
enum path_end {
    PATH_END_UNKNOWN,   /* not tried, or the trace was cut short */
    PATH_END_CONNECTED, /* the connection was accepted */
    PATH_END_REFUSED,   /* RST */
    PATH_END_REJECTED,  /* an ICMP error other than "time exceeded" */
    PATH_END_SILENT,    /* no answer beyond the last hop that answered */
    PATH_END_LOCAL,     /* this machine did not send the packets */
    PATH_END_COUNT
};

/* One router's "time exceeded". */
struct path_hop {
    int64_t hop;        /* the TTL or hop limit that the packet left with, from 1 */
    char *address;      /* who answered */
    int64_t elapsed_us; /* 0 where the packet had to be sent again */
};

struct path_port {
    int64_t port;
    enum path_end end;
    int64_t end_hop;         /* the smallest hop limit that reached the end; 0 if nothing answered */
    int64_t end_elapsed_us;  /* from that packet to its answer; 0 where it had to be sent again */
    struct icmp_error *icmp; /* of PATH_END_REJECTED */
    char *system_error;      /* errno's name; NULL for none */
    int64_t attempts;        /* packets sent with a hop limit of their own, repetitions not counted */
    int64_t connections;     /* to the host: how many of them were accepted, and closed at once; else how many
                                the host refused, or may have reached it and got no answer */
    char *problem;           /* why the port was left out; NULL when it was not */
    struct path_hop *hops;   /* in order; a hop that is missing did not answer */
    size_t hop_count;
};

/* A router's name, asked of DNS once a path. */
struct path_router {
    char *address;
    char *name; /* of its PTR record; NULL for none */
};

/* One trace, all its ports side by side. */
struct path {
    char *address;
    int64_t family;
    char *source_address; /* this end's; NULL when there is no route */
    char *interface;      /* packets leave by it */
    char *gateway;        /* the first router; NULL when the address is on the link, or there is no route */
    int64_t hop_limit;    /* the farthest that was tried */
    enum answer
        tells_senders; /* whether this system shows who sent an ICMP error; without it hops are unknown */
    char *problem;     /* why nothing was traced; NULL when it was */
    struct path_port *ports;
    size_t port_count;
    struct path_router *routers;
    size_t router_count;
    int64_t elapsed_ms;
};

#endif
