/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One name server asked through c-ares, on a libuv loop.
 *
 * A name server has a channel of its own: c-ares would try several itself, but then it forgets how each of
 * them failed. */
#ifndef MAILSONDE_DISCOVER_NAMESERVER_H
#define MAILSONDE_DISCOVER_NAMESERVER_H

#include "base/nameserver_address.h"
#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct nameserver;

/* The EDNS part of a query (RFC 6891, RFC 3225). */
enum nameserver_edns {
    NAMESERVER_PLAIN,
    NAMESERVER_EDNS,   /* answers of up to 1232 bytes are accepted by UDP */
    NAMESERVER_DNSSEC, /* the same, and signatures are requested */
};

/* The result of one query. */
struct nameserver_result {
    enum dns_status status; /* DNS_OK: a message came, whatever it says; else DNS_TIMEOUT, DNS_UNREACHABLE,
                               DNS_TRUNCATED, DNS_MALFORMED, or DNS_NOT_ASKED: no query could be made, or the
                               server went */
    const uint8_t *message; /* lasts until the callback returns */
    size_t message_bytes;
    const char *detail; /* why it failed, in the words of c-ares */
};

/* `timeout_ms` is for one query by UDP, and again by TCP where the answer is too long for UDP or repeats the
 * question in other letters. NULL when c-ares cannot be set up. */
struct nameserver *nameserver_new(uv_loop_t *loop, const struct nameserver_address *address,
                                  int64_t timeout_ms);

/* Ends all queries under way with DNS_INTERRUPTED. */
void nameserver_cancel(struct nameserver *server);

/* Takes NULL. Queries under way end with DNS_INTERRUPTED. Its handles are closed at the next turns of the
 * loop.
 */
void nameserver_free(struct nameserver *server);

/* Asks for (name, type, class IN) once, from a port of its own while there are descriptors for that, with the
 * case of the name's letters chosen at random (discover/dns_case.h). An answer by UDP in other letters is not
 * taken: TCP is asked then, and UDP again where that fails. A server that repeats them in its own way by TCP,
 * or twice by UDP, is asked without from then on. `done` is called once, maybe before this returns. The query
 * asks for recursion and for the AD flag (RFC 6840 5.7). */
void nameserver_ask(struct nameserver *server, const char *name, uint16_t type, enum nameserver_edns edns,
                    void (*done)(void *argument, const struct nameserver_result *result), void *argument);

#endif
