/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The questions of a run, each kept with its answer, within a bound. Only the resolver's own. */
#ifndef MAILSONDE_DISCOVER_RESOLVER_CACHE_H
#define MAILSONDE_DISCOVER_RESOLVER_CACHE_H

#include "base/lru.h"
#include "discover/dns_message.h"
#include "facts/dns.h"
#include "net/fair_queue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resolver;
struct dns_query;

/* One question, and how far it is. */
struct resolver_entry {
    struct lru_entry cached; /* its users are the queries, and the flight */
    struct fair_item item;   /* among those that wait to be asked */
    uint64_t target;         /* the target that wanted it first */
    struct resolver *resolver;
    char *name;
    uint16_t type;
    bool validated; /* wanted: such an entry is another one than that without */
    struct dns_query *waiting;
    struct dns_answer known; /* from the records: aliases that lead to the name that is asked for */
    struct dns_answer answer;
    enum dns_source source;
    int attempts;
    int bad_answers;
    bool without_edns;
    bool asked;   /* the name servers, and not the records alone */
    size_t parts; /* of the flight that have not ended: the name servers' answer, its validation */
    struct dns_answer validated_answer; /* DNS_OK, DNS_NODATA or DNS_NXDOMAIN once it is there */
    bool has_validated;
    bool validated_given_up; /* it has ended; what else comes is of no use */
    bool by_flag;
    enum dnssec_state alias_dnssec; /* of the name whose alias comes from the records */
    char *alias_detail;
    bool alias_checked;
    enum dnssec_state dnssec;
    char *dnssec_detail;
    bool ended;
};

/* An empty one, of entries; lru_free() ends it. */
struct lru resolver_cache_make(void);

/* The entry of the question, NULL for none. One that is validated answers those who do not care, too. */
struct resolver_entry *resolver_cache_find(const struct lru *cache, const char *name, uint16_t type,
                                           bool validated);

/* A new entry, with one user. */
struct resolver_entry *resolver_cache_add(struct lru *cache, const char *name, uint16_t type, bool validated);

/* The entry that waits as this item. */
struct resolver_entry *resolver_cache_entry_of(struct fair_item *item);

#endif
