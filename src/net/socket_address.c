/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An address and port in the form that the socket calls take. */
#include "net/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

bool socket_address_make(const char *address, int64_t port, struct socket_address *made)
{
    memset(made, 0, sizeof *made);
    struct sockaddr_in *v4 = (struct sockaddr_in *)&made->storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&made->storage;
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        made->length = sizeof *v4;
        return true;
    }
    if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        made->length = sizeof *v6;
        return true;
    }
    return false;
}
