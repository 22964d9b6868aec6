/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS look-ups for the fibers of one pool.
 *
 * Each question of a run is one entry, asked once, whoever else wants it: the entry is the cache, and what
 * coalesces questions in flight. Which server is tried when, and when to stop, is decided here; nameserver.c
 * does a single try, validator.c says whether what comes is to be trusted. */
#include "discover/resolver.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/nameserver.h"
#include "discover/resolver_answer.h"
#include "discover/resolver_cache.h"
#include "discover/silent_names.h"
#include "discover/system_dns.h"
#include "discover/validator.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_TIMEOUT_MS = 2500,
    DEFAULT_TRIES = 3,
    DEFAULT_IN_FLIGHT = 200,
    SERVERS_MAX = 3,      /* as in resolv.conf */
    BAD_ANSWERS_MAX = 2,  /* a validating resolver's first SERVFAIL is often its own haste */
    VALIDATION_TRIES = 4, /* a chain of trust has several links, each asked for in turn */
    WORD_SHOWN_BYTES = 80
};

struct resolver {
    struct fiber_pool *pool;
    struct nameserver *servers[SERVERS_MAX];
    struct nameserver_address addresses[SERVERS_MAX];
    size_t server_count;
    struct validator *validator; /* NULL when offline */
    bool records_signed;
    const struct records *records;
    const struct exclusions *exclusions;
    bool offline;
    int tries;
    size_t in_flight_max;
    size_t in_flight;
    struct lru cache;              /* of struct resolver_entry */
    struct allowances *allowances; /* of targets */
    struct silent_names silent;    /* to which target */
    struct fair_queue queue;       /* of entries that wait to be asked */
    bool pumping;
    bool closing;
};

/* Fills the query's lookup from its entry. */
static void finish_query(struct dns_query *query)
{
    const struct resolver_entry *entry = query->entry;
    struct dns_lookup *lookup = &query->lookup;
    lookup->status = entry->answer.status;
    lookup->source = entry->source;
    lookup->detail = text_copy(entry->answer.detail);
    for (size_t i = 0; i < entry->answer.cname_chain.count; i++)
        text_list_append(&lookup->cname_chain, entry->answer.cname_chain.items[i]);
    lookup->dnssec = entry->dnssec;
    lookup->dnssec_detail = text_copy(entry->dnssec_detail);
    for (size_t i = 0; entry->dnssec == DNSSEC_SECURE && i < entry->answer.signing_zones.count; i++)
        text_list_append(&lookup->signers, entry->answer.signing_zones.items[i]);
    lookup->ttl_s = entry->answer.ttl_s;
    lookup->elapsed_ms = fiber_now_ms(query->fiber) - query->started_ms;
    query->answer = &entry->answer;
    query->ended = true;
    if (entry->asked)
        silent_names_note(&entry->resolver->silent, fiber_target(query->fiber), entry->name,
                          lookup->status != DNS_TIMEOUT);
}

static void end_entry(struct resolver_entry *entry)
{
    resolver_answer_withhold(entry, entry->resolver->exclusions);
    entry->ended = true;
    while (entry->waiting != NULL) {
        struct dns_query *query = entry->waiting;
        entry->waiting = query->next;
        finish_query(query);
        fiber_wake(query->fiber);
    }
}

static bool shall_try_again(const struct resolver_entry *entry, enum dns_status status)
{
    if (entry->attempts >= entry->resolver->tries)
        return false;
    return resolver_answer_is_silence(status)
           || (resolver_answer_is_bad(status) && entry->bad_answers < BAD_ANSWERS_MAX);
}

static const char no_flag[] = "records of a file have no AD flag";

static void pump(struct resolver *resolver);
static void ask(struct resolver_entry *entry);

static void end_part(struct resolver_entry *entry)
{
    struct resolver *resolver = entry->resolver;
    if (--entry->parts > 0)
        return;
    if (!entry->ended) {
        resolver_answer_conclude(entry, entry->resolver->records);
        end_entry(entry);
    }
    resolver->in_flight--;
    lru_release(&resolver->cache, &entry->cached);
    pump(resolver);
}

/* Where the name servers did not answer, validation, which asks them as well and is more patient, is not
 * waited for. */
static void end_in_silence(struct resolver_entry *entry)
{
    if (entry->parts > 1) {
        resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, "no answer that could be validated");
        entry->validated_given_up = true;
        resolver_answer_conclude(entry, entry->resolver->records);
        end_entry(entry);
    }
    end_part(entry);
}

static void on_validation(void *argument, const struct validation *validation)
{
    struct resolver_entry *entry = argument;
    if (entry->validated_given_up) {
        end_part(entry);
        return;
    }
    resolver_answer_set_dnssec(entry, validation->state, validation->detail);
    entry->by_flag = validation->by_flag;
    if (entry->asked)
        resolver_answer_take_validated(entry, validation);
    else if (validation->by_flag && validation->state == DNSSEC_INSECURE)
        resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN, no_flag);
    end_part(entry);
}

static void on_result(void *argument, const struct nameserver_result *result)
{
    struct resolver_entry *entry = argument;
    struct dns_answer answer;
    resolver_answer_read(entry, result, &answer);
    enum dns_status status = answer.status;
    if (answer.rcode == DNS_RCODE_FORMERR && !entry->without_edns) {
        dns_answer_free(&answer);
        entry->without_edns = true; /* an old server: RFC 6891 7 */
        ask(entry);
        return;
    }
    resolver_answer_keep(entry, &answer);
    entry->attempts++;
    entry->bad_answers += resolver_answer_is_bad(status) ? 1 : 0;
    if (shall_try_again(entry, status))
        ask(entry);
    else if (resolver_answer_is_silence(entry->answer.status) && !entry->has_validated)
        end_in_silence(entry);
    else
        end_part(entry);
}

static void ask(struct resolver_entry *entry)
{
    struct resolver *resolver = entry->resolver;
    size_t server = (size_t)entry->attempts % resolver->server_count;
    nameserver_ask(resolver->servers[server], resolver_answer_asked_name(entry), entry->type,
                   entry->without_edns ? NAMESERVER_PLAIN : NAMESERVER_EDNS, on_result, entry);
}

static void on_alias_validation(void *argument, const struct validation *validation)
{
    struct resolver_entry *entry = argument;
    if (entry->validated_given_up) {
        end_part(entry);
        return;
    }
    bool by_flag = validation->by_flag && validation->state == DNSSEC_INSECURE;
    entry->alias_dnssec = by_flag ? DNSSEC_UNKNOWN : validation->state;
    entry->alias_detail = text_copy(by_flag ? no_flag : validation->detail);
    end_part(entry);
}

/* Asks the name servers and the validator side by side; the latter also for a name that the records have an
 * alias for, since the chain is as weak as its weakest link. */
static void begin_flight(struct resolver_entry *entry)
{
    entry->alias_checked =
        entry->validated && entry->known.cname_chain.count > 0 && !entry->resolver->records_signed;
    entry->parts = (entry->asked ? 1 : 0) + (entry->validated ? 1 : 0) + (entry->alias_checked ? 1 : 0);
    if (entry->alias_checked)
        validator_ask(entry->resolver->validator, entry->name, entry->type, on_alias_validation, entry);
    bool asked = entry->asked; /* the entry may be gone before it is asked for again */
    if (entry->validated)
        validator_ask(entry->resolver->validator, resolver_answer_asked_name(entry), entry->type,
                      on_validation, entry);
    if (asked)
        ask(entry);
}

/* Starts what waits while there is room. A query may end before it is sent; the flag turns what would be
 * recursion into this loop. */
static void pump(struct resolver *resolver)
{
    if (resolver->pumping || resolver->closing || fiber_pool_is_cut(resolver->pool))
        return;
    resolver->pumping = true;
    struct fair_item *item;
    while (resolver->in_flight < resolver->in_flight_max
           && (item = fair_queue_first(&resolver->queue)) != NULL) {
        fair_queue_serve(&resolver->queue, item);
        resolver->in_flight++;
        begin_flight(resolver_cache_entry_of(item));
    }
    resolver->pumping = false;
}

static void enqueue(struct resolver *resolver, struct resolver_entry *entry)
{
    lru_hold(&resolver->cache, &entry->cached); /* for the flight, until its last part has ended */
    fair_queue_add(&resolver->queue, &entry->item, entry->target);
}

/* Moves what the records said into the answer; what DNSSEC says about it may still have to be asked. */
static void end_with_records(struct resolver_entry *entry)
{
    const struct resolver *resolver = entry->resolver;
    entry->answer = entry->known;
    memset(&entry->known, 0, sizeof entry->known);
    entry->source = DNS_FROM_RECORDS;
    entry->ended = true;
    if (resolver_answer_withhold(entry, resolver->exclusions) || !entry->validated)
        return;
    if (resolver->records_signed)
        resolver_answer_set_dnssec(entry, DNSSEC_SECURE, NULL);
    else if (resolver->offline)
        resolver_answer_set_dnssec(entry, DNSSEC_UNKNOWN,
                                   "offline: whether the zone is signed was not looked up");
    else if (dns_name_can_be_asked(entry->name))
        entry->ended = false;
    if (!entry->ended)
        enqueue(entry->resolver, entry);
}

static void begin_entry(struct resolver *resolver, struct resolver_entry *entry)
{
    bool complete = false;
    if (resolver->records != NULL)
        complete = records_answer(resolver->records, entry->name, entry->type, &entry->known);
    if (complete || resolver_answer_is_withheld(&entry->known, resolver->exclusions)) {
        end_with_records(entry);
    } else if (resolver->offline) {
        if (resolver->records == NULL || !records_cover(resolver->records, resolver_answer_asked_name(entry)))
            entry->known.status = DNS_NOT_IN_RECORDS;
        text_replace(&entry->known.detail, text_copy("offline: not in the records"));
        end_with_records(entry);
    } else if (!dns_name_can_be_asked(resolver_answer_asked_name(entry))) {
        entry->answer.status = DNS_NOT_ASKED;
        entry->answer.detail = text_copy("no query can be made for this name");
        entry->ended = true;
    } else {
        entry->asked = true;
        enqueue(resolver, entry);
    }
}

/* The question is another target's to ask, so nothing of it is kept. */
static void end_over_limit(struct dns_query *query)
{
    static const struct dns_answer nothing = {.status = DNS_OVER_LIMIT};
    query->lookup.status = DNS_OVER_LIMIT;
    query->answer = &nothing;
    query->ended = true;
}

/* Nothing is asked about the name. */
static void end_excluded(struct dns_query *query)
{
    static const struct dns_answer nothing = {.status = DNS_EXCLUDED};
    query->lookup.status = DNS_EXCLUDED;
    query->answer = &nothing;
    query->ended = true;
}

/* Ends a query whose fiber is cut off. */
static void end_cut_off(struct dns_query *query)
{
    static const struct dns_answer interrupted = {.status = DNS_INTERRUPTED};
    static const struct dns_answer out_of_time = {.status = DNS_TIME_RAN_OUT};
    query->answer = fiber_cut_of(query->fiber) == FIBER_OUT_OF_TIME ? &out_of_time : &interrupted;
    query->lookup.status = query->answer->status;
    query->lookup.detail = text_copy(fiber_cut_words(query->fiber));
    query->lookup.elapsed_ms = fiber_now_ms(query->fiber) - query->started_ms;
    query->ended = true;
}

/* Nobody answered questions about the domain, and the target does not wait for that again. Another one may
 * ask anew, so nothing of it is kept. */
static void end_silent(struct dns_query *query)
{
    static const struct dns_answer nothing = {.status = DNS_TIMEOUT};
    query->lookup.status = DNS_TIMEOUT;
    query->lookup.detail = text_copy("not asked: earlier queries for this domain got no answer");
    query->answer = &nothing;
    query->ended = true;
}

static void start(struct resolver *resolver, struct dns_query *query, struct fiber *fiber, const char *name,
                  uint16_t type, bool validated)
{
    memset(query, 0, sizeof *query);
    char *normal = dns_name_normal(name);
    query->lookup.name = normal;
    query->lookup.type = dns_type_text(type);
    query->fiber = fiber;
    query->started_ms = fiber_now_ms(fiber);
    if (exclusions_have_name(resolver->exclusions, normal)) {
        end_excluded(query);
        return;
    }
    query->entry = resolver_cache_find(&resolver->cache, normal, type, validated);
    if (query->entry == NULL && fiber_is_cut(fiber)) {
        end_cut_off(query);
        return;
    }
    if (query->entry == NULL && resolver->records == NULL
        && silent_names_have(&resolver->silent, fiber_target(fiber), normal)) {
        end_silent(query);
        return;
    }
    if (query->entry == NULL && !resolver->offline
        && !allowances_spend(resolver->allowances, fiber_target(fiber), ALLOWANCE_QUERY, !validated)) {
        end_over_limit(query);
        return;
    }
    if (query->entry == NULL) {
        query->entry = resolver_cache_add(&resolver->cache, normal, type, validated);
        query->entry->resolver = resolver;
        query->entry->target = fiber_target(fiber);
        begin_entry(resolver, query->entry);
    } else {
        lru_hold(&resolver->cache, &query->entry->cached);
    }
    if (query->entry->ended) {
        finish_query(query);
        return;
    }
    query->next = query->entry->waiting;
    query->entry->waiting = query;
    pump(resolver);
}

void resolver_start(struct resolver *resolver, struct dns_query *query, struct fiber *fiber, const char *name,
                    uint16_t type)
{
    start(resolver, query, fiber, name, type, false);
}

void resolver_start_validated(struct resolver *resolver, struct dns_query *query, struct fiber *fiber,
                              const char *name, uint16_t type)
{
    start(resolver, query, fiber, name, type, true);
}

/* Ends a query whose fiber is cut off, where it was asked; others may go on waiting for its entry. */
static void abandon(struct dns_query *query)
{
    struct dns_query **place = &query->entry->waiting;
    while (*place != query)
        place = &(*place)->next;
    *place = query->next;
    end_cut_off(query);
}

/* No group: what is waited for is no fiber but an answer, which is filled into each query of its own. */
void resolver_wait(struct fiber *fiber, struct dns_query *queries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        while (!queries[i].ended)
            if (fiber_is_cut(fiber))
                abandon(&queries[i]);
            else
                fiber_park(fiber, FIBER_NEVER);
}

void dns_query_free(struct dns_query *query)
{
    shape_clear(&dns_lookup_shape, &query->lookup);
    if (query->entry != NULL)
        lru_release(&query->entry->resolver->cache, &query->entry->cached);
    memset(query, 0, sizeof *query);
}

void resolver_list_servers(const struct resolver *resolver, struct text_list *servers)
{
    for (size_t i = 0; i < resolver->server_count; i++) {
        char *text = nameserver_address_text(&resolver->addresses[i]);
        text_list_append(servers, text);
        free(text);
    }
}

static size_t list_servers(const char *word, struct nameserver_address list[static SERVERS_MAX])
{
    if (word == NULL)
        return system_dns_servers(list, SERVERS_MAX);
    return nameserver_address_parse(word, &list[0]) ? 1 : 0;
}

/* The error line when there is no name server to ask. */
static char *start_servers(struct resolver *resolver, uv_loop_t *loop, const struct resolver_options *options)
{
    struct nameserver_address list[SERVERS_MAX];
    size_t count = list_servers(options->server, list);
    int64_t timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    size_t excluded = 0;
    for (size_t i = 0; i < count; i++) {
        bool barred = exclusions_have(options->exclusions, &list[i].address);
        struct nameserver *server = barred ? NULL : nameserver_new(loop, &list[i], timeout_ms);
        excluded += barred;
        if (server != NULL) {
            resolver->addresses[resolver->server_count] = list[i];
            resolver->servers[resolver->server_count++] = server;
        }
    }
    if (resolver->server_count > 0)
        return NULL;
    if (excluded > 0)
        return text_copy("the name server itself is on the list of --exclude; give another with --resolver");
    if (options->server == NULL)
        return text_copy("no usable name server; give one with --resolver");
    char *shown = text_from_wire(options->server, strlen(options->server), WORD_SHOWN_BYTES);
    char *error = text_format("\"%s\": a resolver is an IP address, with a port if needed", shown);
    free(shown);
    return error;
}

/* The error line when the trust anchor is of no use. */
static char *start_validator(struct resolver *resolver, struct fiber_pool *pool,
                             const struct resolver_options *options)
{
    char *error = NULL;
    int64_t timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    struct validator_options validator = {.mode = options->dnssec,
                                          .anchor_file = options->trust_anchor,
                                          .servers = resolver->servers,
                                          .addresses = resolver->addresses,
                                          .server_count = resolver->server_count,
                                          .exclusions = options->exclusions,
                                          .timeout_ms = timeout_ms * VALIDATION_TRIES * resolver->tries};
    resolver->validator = validator_new(pool, &validator, &error);
    return error;
}

struct resolver *resolver_new(struct fiber_pool *pool, const struct resolver_options *options, char **error)
{
    struct resolver *resolver = allocate(1, sizeof *resolver);
    resolver->pool = pool;
    resolver->cache = resolver_cache_make();
    resolver->records = options->records;
    resolver->exclusions = options->exclusions;
    resolver->offline = options->offline;
    resolver->tries = options->tries > 0 ? options->tries : DEFAULT_TRIES;
    resolver->in_flight_max = options->in_flight_max > 0 ? options->in_flight_max : DEFAULT_IN_FLIGHT;
    resolver->records_signed = options->records_signed;
    resolver->allowances = options->allowances;
    *error = options->offline ? NULL : start_servers(resolver, fiber_pool_loop(pool), options);
    if (*error == NULL && !options->offline)
        *error = start_validator(resolver, pool, options);
    if (*error == NULL)
        return resolver;
    resolver_free(resolver);
    return NULL;
}

void resolver_forget_target(struct resolver *resolver, uint64_t target)
{
    silent_names_forget(&resolver->silent, target);
}

void resolver_end_validation(struct resolver *resolver)
{
    validator_cancel(resolver->validator);
}

enum answer resolver_root_key(const struct resolver *resolver, const char **why_not)
{
    *why_not = NULL;
    return resolver->validator != NULL ? validator_root_key(resolver->validator, why_not) : ANSWER_UNKNOWN;
}

enum answer resolver_clock(const struct resolver *resolver)
{
    return resolver->validator != NULL ? validator_clock(resolver->validator) : ANSWER_UNKNOWN;
}

/* What nobody waits for any more: what is in flight is called back, and nothing else begins. */
static void end_flights(struct resolver *resolver)
{
    resolver->closing = true;
    for (size_t i = 0; i < resolver->server_count; i++)
        nameserver_cancel(resolver->servers[i]);
    validator_cancel(resolver->validator);
    struct fair_item *item;
    while ((item = fair_queue_first(&resolver->queue)) != NULL) {
        fair_queue_remove(&resolver->queue, item);
        lru_release(&resolver->cache, &resolver_cache_entry_of(item)->cached);
    }
}

void resolver_free(struct resolver *resolver)
{
    if (resolver == NULL)
        return;
    end_flights(resolver);
    validator_free(resolver->validator);
    for (size_t i = 0; i < resolver->server_count; i++)
        nameserver_free(resolver->servers[i]);
    lru_free(&resolver->cache);
    silent_names_free(&resolver->silent);
    free(resolver);
}
