/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules of --connect-to, with the meaning that curl gives them. */
#ifndef MAILSONDE_NET_CONNECT_TO_H
#define MAILSONDE_NET_CONNECT_TO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One rule. Names are kept as typed without a last dot, IPv6 addresses in the form of RFC 5952. */
struct connect_to {
    char *host;      /* NULL: any host */
    int64_t port;    /* 0: any port */
    char *to_host;   /* NULL: the host stays as it is */
    int64_t to_port; /* 0: the port stays as it is */
};

/* The rules in the order given. Owns its items; zeroed is empty. */
struct connect_to_list {
    struct connect_to *items;
    size_t count;
};

/* A name or an address, and a port. Borrows. */
struct connect_to_place {
    const char *host;
    int64_t port;
};

/* Appends the rule "HOST:PORT:HOST2:PORT2"; each part may be empty, an IPv6 address stands in brackets and a
 * name is written in A-labels. False leaves the list as it was and *problem a message that the caller frees.
 */
bool connect_to_add(struct connect_to_list *list, const char *text, char **problem);

/* Where a connection that is meant for `host` (a name, or an address without brackets) and `port` goes: by
 * the first rule that matches both, else there itself. Names match without case. What is returned lives as
 * long as the list and `host`. */
struct connect_to_place connect_to_find(const struct connect_to_list *list, const char *host, int64_t port);

void connect_to_list_free(struct connect_to_list *list);

#endif
