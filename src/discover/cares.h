/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hides the differences between the versions of c-ares. */
#ifndef MAILSONDE_DISCOVER_CARES_H
#define MAILSONDE_DISCOVER_CARES_H

#include "base/nameserver_address.h"
#include "discover/nameserver.h"

#include <ares.h>
#include <stddef.h>
#include <stdint.h>

/* The largest answer accepted by UDP. */
enum { CARES_UDP_PAYLOAD_BYTES = 1232 };

struct cares_query {
    char *name;
    uint16_t type;
    uint16_t id;
    enum nameserver_edns edns;
    /* `ares_status` is c-ares'; the message, which is there until the call returns, goes with ARES_SUCCESS.
     */
    void (*done)(struct cares_query *query, int ares_status, const unsigned char *message,
                 size_t message_bytes);
};

/* Sends the query with the flags RD and AD. `done` is called once, maybe before this returns. */
void cares_send(ares_channel channel, struct cares_query *query);

/* The name servers that a channel asks, at most `max`; their number. */
size_t cares_list_servers(ares_channel channel, struct nameserver_address *list, size_t max);

/* The interface of an address, if c-ares takes it in the address's text; "" if the sockets have to be bound
 * to it instead, which cares_bind_to_scope() does. That returns 0, or -1 if the system does not allow it. */
const char *cares_scope_in_text(const struct nameserver_address *address);
int cares_bind_to_scope(ares_socket_t descriptor, const char *word);

/* Turns off the cache of c-ares, so that a repeated question is sent again. Returns the bits to add to the
 * mask of the options. */
int cares_without_cache(struct ares_options *options);

#endif
