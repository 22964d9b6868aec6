/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The questions of a run and their answers, up to a limit. Used by the resolver only. */
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

/* One question and its state. */
struct resolver_entry {
    struct lru_entry cached; /* its users are the queries, and the look-up under way */
    struct fair_item item;   /* its place among the questions that wait to be sent */
    uint64_t target;         /* the target that asked first */
    struct resolver *resolver;
    char *name;
    uint16_t type;
    bool validated; /* validation is wanted: kept separately from the entry without */
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
    bool validated_given_up; /* it has ended; a later result is ignored */
    bool by_flag;
    enum dnssec_state alias_dnssec; /* of the name whose alias comes from the records */
    char *alias_detail;
    bool alias_checked;
    enum dnssec_state dnssec;
    char *dnssec_detail;
    bool ended;
};

/* Makes an empty cache of entries; lru_free() frees it. */
struct lru resolver_cache_make(void);

/* The entry of the question, NULL for none. A validated entry also serves queries without validation. */
struct resolver_entry *resolver_cache_find(const struct lru *cache, const char *name, uint16_t type,
                                           bool validated);

/* A new entry, with one user. */
struct resolver_entry *resolver_cache_add(struct lru *cache, const char *name, uint16_t type, bool validated);

/* The entry to which this item belongs. */
struct resolver_entry *resolver_cache_entry_of(struct fair_item *item);

#endif
