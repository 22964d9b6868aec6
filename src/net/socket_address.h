/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An address and port in the form that the socket calls take. */
#ifndef MAILSONDE_NET_SOCKET_ADDRESS_H
#define MAILSONDE_NET_SOCKET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct socket_address {
    struct sockaddr_storage storage; /* its family is AF_INET or AF_INET6 */
    socklen_t length;
};

/* False when `address` is no IPv4 or IPv6 address. */
bool socket_address_make(const char *address, int64_t port, struct socket_address *made);

#endif
