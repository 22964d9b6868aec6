/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers validated in process, from a trust anchor down (RFC 4035 5). The only file that knows libunbound.
 *
 * libunbound works in a thread of its own and asks the name servers it is given; what it finds is taken from
 * it by a fiber, which lives as long as questions are under way. */
#ifndef MAILSONDE_DISCOVER_DNSSEC_H
#define MAILSONDE_DISCOVER_DNSSEC_H

#include "base/exclusions.h"
#include "discover/nameserver.h"
#include "facts/dns.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dnssec;

struct dnssec_options {
    const char *anchor_file; /* DS or DNSKEY records in zone-file form; read at once */
    const struct nameserver_address
        *servers; /* the name servers to use; borrowed until dnssec_new() returns */
    size_t server_count;
    const struct exclusions *exclusions; /* domains that nobody is asked about, wherever an alias leads;
                                            borrowed until dnssec_new() returns; NULL: none */
    int64_t timeout_ms;                  /* of one question, from the time it is sent */
};

/* The result of a question; texts and bytes last until the callback returns. */
struct dnssec_answer {
    enum dnssec_state state; /* DNSSEC_UNKNOWN: no answer that could be validated came in time */
    const char *detail;      /* why it is bogus or unknown, safe to print; NULL otherwise */
    bool dates_blamed;       /* it is bogus, and the dates of a signature are the reason */
    const uint8_t *message;  /* the response, if it is secure or insecure; otherwise NULL */
    size_t message_bytes;
};

/* NULL when libunbound cannot be set up or does not understand the anchors; *error is then one line, safe for
 * a terminal, which the caller frees. */
struct dnssec *dnssec_new(struct fiber_pool *pool, const struct dnssec_options *options, char **error);

/* Takes NULL. No question may be under way. */
void dnssec_free(struct dnssec *dnssec);

/* Asks for (name, type, class IN), `name` as dns_name.h writes it. `done` is called once, maybe before this
 * returns. Names that are for local use by RFC 6761 or RFC 6303 are asked for like all others. */
void dnssec_ask(struct dnssec *dnssec, const char *name, uint16_t type,
                void (*done)(void *argument, const struct dnssec_answer *answer), void *argument);

/* Ends all questions under way as DNSSEC_UNKNOWN with this detail, for example when the network is down. Not
 * to be called from a callback of dnssec_ask(). */
void dnssec_give_up(struct dnssec *dnssec, const char *why);

#endif
