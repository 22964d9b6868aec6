/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What differs between the versions of c-ares. */
#ifndef MAILSONDE_DISCOVER_CARES_H
#define MAILSONDE_DISCOVER_CARES_H

#include "base/nameserver_address.h"
#include "discover/nameserver.h"

#include <ares.h>
#include <stddef.h>
#include <stdint.h>

/* How much is taken of an answer by UDP. */
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

/* Sends the query, which asks for recursion and for the AD flag. `done` is called once, maybe before this
 * returns. */
void cares_send(ares_channel channel, struct cares_query *query);

/* The name servers that a channel asks, at most `max`; their number. */
size_t cares_list_servers(ares_channel channel, struct nameserver_address *list, size_t max);

/* The interface of an address where it stands in the text that c-ares takes; "" where the sockets are to be
 * bound to it, which cares_bind_to_scope() does: 0, or -1 where the system does not let it. */
const char *cares_scope_in_text(const struct nameserver_address *address);
int cares_bind_to_scope(ares_socket_t descriptor, const char *word);

/* Sets that a question which is asked again is sent again. Returns what it adds to the mask of the options.
 */
int cares_without_cache(struct ares_options *options);

#endif
