/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS look-ups for the fibers of one pool: many in flight together, each answered from --records, from what
 * the run has asked before, or by the name servers. */
#ifndef MAILSONDE_DISCOVER_RESOLVER_H
#define MAILSONDE_DISCOVER_RESOLVER_H

#include "base/exclusions.h"
#include "discover/dns_message.h"
#include "discover/records.h"
#include "facts/dns.h"
#include "net/allowance.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resolver;
struct resolver_entry;

struct resolver_options {
    const char *server;                  /* --resolver ADDRESS[:PORT]; NULL: those of /etc/resolv.conf */
    const struct records *records;       /* --records, or NULL; borrowed */
    const struct exclusions *exclusions; /* no name of it is asked about, or answered; borrowed; NULL: none */
    bool offline;                        /* only the records are used */
    enum dnssec_mode dnssec;             /* for resolver_start_validated() */
    const char *trust_anchor;            /* --trust-anchor, or NULL for the system's */
    bool records_signed;                 /* treat the records as secure */
    int64_t timeout_ms;                  /* of one try; 0 for 2500 */
    int tries;                           /* tries, on the name servers in turn; 0 for 3 */
    size_t in_flight_max;                /* more look-ups wait, targets taking turns; 0 for 200 */
    struct allowances *allowances;       /* number of queries per target; borrowed; NULL: no limit */
};

/* One look-up. Zero it, then resolver_start(); it must stay where it is until it has ended. */
struct dns_query {
    struct dns_lookup lookup;        /* complete when `ended`; a caller that moves it zeroes it here */
    const struct dns_answer *answer; /* the records, until dns_query_free() */
    bool ended;
    struct fiber *fiber; /* the rest is the resolver's */
    struct resolver_entry *entry;
    struct dns_query *next;
    int64_t started_ms;
};

/* NULL when `server` is no address, the system gives no name server, or the trust anchor cannot be read;
 * *error is then one line, safe for a terminal, which the caller frees. */
struct resolver *resolver_new(struct fiber_pool *pool, const struct resolver_options *options, char **error);

/* Takes NULL. All queries must be freed; what is still being asked for them is given up. Handles on the
 * pool's loop are closed by its next turns, of which fiber_pool_free() makes enough. */
void resolver_free(struct resolver *resolver);

/* Forgets a target (fiber_target()) that is finished. */
void resolver_forget_target(struct resolver *resolver, uint64_t target);

/* Ends the validations still under way, once the last target is finished. */
void resolver_end_validation(struct resolver *resolver);

/* Whether this machine's key of the DNS root can be used for validation: validator_root_key(). */
enum answer resolver_root_key(const struct resolver *resolver, const char **why_not);

/* Whether this machine's clock is right: validator_clock(). */
enum answer resolver_clock(const struct resolver *resolver);

/* Starts a look-up for `fiber`, the running one, and returns at once. It ends by itself, whatever happens,
 * within `tries` times `timeout_ms` (up to three times that where answers need TCP) and the wait for its
 * turn. A name that no query can be made for ends with DNS_NOT_ASKED and a detail; one beyond what the
 * fiber's target may ask, with DNS_OVER_LIMIT; one of a domain about which nobody answered the target, with
 * DNS_TIMEOUT; one that is excluded, or an alias of such a name, with DNS_EXCLUDED and no record. Mail is not
 * routed by these, so they leave a quarter of that to the others. */
void resolver_start(struct resolver *resolver, struct dns_query *query, struct fiber *fiber, const char *name,
                    uint16_t type);

/* The same, and lookup.dnssec tells what DNSSEC says about the answer: with DNSSEC_MODE_VALIDATE, the records
 * of a secure answer are those that were validated. It takes up to four times as long and the wait for its
 * turn. The records of the user have the state that DNS gives to the same question today, or are
 * secure with `records_signed`.
 */
void resolver_start_validated(struct resolver *resolver, struct dns_query *query, struct fiber *fiber,
                              const char *name, uint16_t type);

/* Parks the fiber until all of `queries`, which it started, have ended. Those that have not when the fiber is
 * cut off end with DNS_INTERRUPTED or DNS_TIME_RAN_OUT; others that wait for the same answer are not
 * affected. */
void resolver_wait(struct fiber *fiber, struct dns_query *queries, size_t count);

/* Appends the name servers that are asked, as nameserver_address_text() writes them; none when offline. */
void resolver_list_servers(const struct resolver *resolver, struct text_list *servers);

/* Frees what an ended query holds and zeroes it; zeroed ones are fine. */
void dns_query_free(struct dns_query *query);

#endif
