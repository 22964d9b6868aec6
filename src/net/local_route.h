/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The route to an address: by which interface and gateway packets leave this machine, as `ip route get` asks
 * the kernel without privileges (rtnetlink(7)). Nothing is sent. */
#ifndef MAILSONDE_NET_LOCAL_ROUTE_H
#define MAILSONDE_NET_LOCAL_ROUTE_H

#include <stdbool.h>

/* NULL is what the kernel did not tell. */
struct local_route {
    char *source_address; /* this end's */
    char *interface;
    char *gateway; /* NULL where the address is on the link, too */
    int error;     /* errno where there is no way: ENETUNREACH none, EHOSTUNREACH "unreachable", EACCES
                      "prohibit", EINVAL "blackhole"; else 0 */
};

/* Asks for the route to `address`, an IPv4 or IPv6 address; `route`, whose old content is not looked at, is
 * the caller's to clear. False, and `route` zeroed, when the kernel cannot be asked. */
bool local_route_find(const char *address, struct local_route *route);

void local_route_clear(struct local_route *route);

#endif
