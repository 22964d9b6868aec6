/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a name server is asked, as options, resolv.conf and reports write it. Pure. */
#ifndef MAILSONDE_BASE_NAMESERVER_ADDRESS_H
#define MAILSONDE_BASE_NAMESERVER_ADDRESS_H

#include "base/address.h"

#include <stdbool.h>
#include <stdint.h>

enum { NAMESERVER_PORT = 53, NAMESERVER_SCOPE_BYTES = 16 };

struct nameserver_address {
    struct ip_address address;
    int64_t port;                       /* UDP and TCP */
    char scope[NAMESERVER_SCOPE_BYTES]; /* the interface by which a link-local address is reached, its name or
                                           number (RFC 4007 11); "" for none */
};

/* Reads "192.0.2.1", "192.0.2.1:5353", "fe80::53%eth0" or "[fe80::53%eth0]:5353"; the port is 53 where none
 * is given. False when `word` is no such thing. */
bool nameserver_address_parse(const char *word, struct nameserver_address *server);

/* The same, without the port where it is 53; the caller frees. */
char *nameserver_address_text(const struct nameserver_address *server);

/* Reads the word behind "nameserver" on a line of resolv.conf; false when it says something else. */
bool nameserver_address_parse_line(const char *line, struct nameserver_address *server);

#endif
