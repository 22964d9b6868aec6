/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each endpoint of a run is probed once. */
#include "scan/endpoint_cache.h"

#include "base/address.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "scan/examine.h"
#include "scan/name_checks.h"
#include "scan/shared_work.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Finished endpoints that are kept for later targets; the oldest goes first. A few KiB each. */
enum { KEPT_MAX = 4096 };

struct slot {
    char *key;
    struct endpoint_cache *cache;
    struct endpoint endpoint;
    char *dial_address;
    int64_t dial_port;
    bool wants_other_key;
    bool by_name; /* probed again for a name; what TLS it accepts was asked the first time */
    struct shared_work work;
    int64_t begun_at_ms;
    int64_t took_ms;
    bool cut_short;     /* the target's connections were used up: to others it is worth nothing */
    bool out_of_time;   /* to those who have more time it may be worth nothing */
    bool out_of_memory; /* the same, to those who go on */
    size_t users;       /* fibers that read it; it is not dropped under them */
    struct slot *younger;
};

struct endpoint_cache {
    struct fiber_pool *pool;
    const struct probe_options *options;
    int64_t time_max_ms; /* for one probe; FIBER_NEVER for no limit */
    void *slots;         /* tsearch(3) tree of struct slot */
    struct slot *oldest;
    struct slot *youngest;
    size_t count;
};

struct endpoint_cache *endpoint_cache_new(struct fiber_pool *pool, const struct probe_options *options,
                                          int64_t time_max_ms)
{
    struct endpoint_cache *cache = allocate(1, sizeof *cache);
    cache->pool = pool;
    cache->options = options;
    cache->time_max_ms = time_max_ms;
    return cache;
}

static void free_slot(void *node)
{
    struct slot *slot = node;
    shape_clear(&endpoint_shape, &slot->endpoint);
    free(slot->dial_address);
    free(slot->key);
    free(slot);
}

void endpoint_cache_free(struct endpoint_cache *cache)
{
    if (cache == NULL)
        return;
    tdestroy(cache->slots, free_slot);
    free(cache);
}

static int compare_slots(const void *left, const void *right)
{
    return strcmp(((const struct slot *)left)->key, ((const struct slot *)right)->key);
}

/* Which probe of an endpoint, where there is more than one. Zeroed: the first, for whomever. */
struct variant {
    bool by_name;
    uint64_t target; /* only what was seen for this target; 0 for whichever */
    int attempt;     /* after so many that ran out of time */
};

static char *make_key(const struct plan_entry *entry, const struct variant *variant)
{
    return text_format("%llu %d %s %lld %s %lld %d %d %s", (unsigned long long)variant->target,
                       variant->attempt, entry->address, (long long)entry->port, entry->dial_address,
                       (long long)entry->dial_port, (int)entry->expected, entry->wants_other_key,
                       variant->by_name ? entry->server_name : "");
}

/* Drops the oldest slots beyond the bound; one that is in use stays, and with it the younger ones. */
static void drop_oldest(struct endpoint_cache *cache)
{
    while (cache->count > KEPT_MAX && cache->oldest->work.finished && cache->oldest->users == 0) {
        struct slot *slot = cache->oldest;
        cache->oldest = slot->younger;
        tdelete(slot, &cache->slots, compare_slots);
        free_slot(slot);
        cache->count--;
    }
}

/* The slot of `key`, which it takes; *fresh tells whether it is new and to be filled. */
static struct slot *find_slot(struct endpoint_cache *cache, char *key, bool *fresh)
{
    struct slot probe = {.key = key};
    void *node = tfind(&probe, &cache->slots, compare_slots);
    *fresh = node == NULL;
    if (node != NULL) {
        free(key);
        return *(struct slot **)node;
    }
    struct slot *slot = allocate(1, sizeof *slot);
    slot->key = key;
    if (tsearch(slot, &cache->slots, compare_slots) == NULL)
        abort();
    if (cache->youngest != NULL && cache->count > 0)
        cache->youngest->younger = slot;
    else
        cache->oldest = slot;
    cache->youngest = slot;
    cache->count++;
    return slot;
}

static void begin_slot(struct endpoint_cache *cache, const struct plan_entry *entry, struct slot *slot)
{
    struct endpoint *endpoint = &slot->endpoint;
    slot->cache = cache;
    slot->dial_address = text_copy(entry->dial_address);
    slot->dial_port = entry->dial_port;
    slot->wants_other_key = entry->wants_other_key;
    endpoint->address = text_copy(entry->address);
    endpoint->port = entry->port;
    endpoint->server_name = text_copy(entry->server_name);
    endpoint->expected = entry->expected;
    if (strcmp(entry->address, entry->dial_address) != 0 || entry->port != entry->dial_port)
        endpoint->connect_to = address_text_with_port(entry->dial_address, entry->dial_port);
}

/* In a fiber of its own, since the target that wants it first may not be the one that waits for longest. */
static void fill_slot(struct fiber *fiber, void *argument)
{
    struct slot *slot = argument;
    const struct probe_options *options = slot->cache->options;
    struct dial_place place = {.address = slot->dial_address, .port = slot->dial_port};
    shared_work_begin(&slot->work, fiber);
    examine_endpoint(fiber, options, &place, slot->wants_other_key, !slot->by_name, &slot->endpoint);
    slot->cut_short = budget_target_spent(options->budget, fiber);
    slot->out_of_time = endpoint_is_out_of_time(&slot->endpoint);
    slot->out_of_memory = fiber_cut_of(fiber) == FIBER_OUT_OF_MEMORY;
    slot->took_ms = fiber_now_ms(fiber) - slot->begun_at_ms;
    shared_work_end(&slot->work, fiber);
}

/* The slot of the entry, which is being filled or was, if it is not finished when the fiber's time is over;
 * it has one user more. */
static struct slot *take_slot(struct endpoint_cache *cache, struct fiber *fiber,
                              const struct plan_entry *entry, const struct variant *variant)
{
    bool fresh;
    struct slot *slot = find_slot(cache, make_key(entry, variant), &fresh);
    slot->users++;
    if (fresh) {
        slot->by_name = variant->by_name;
        slot->begun_at_ms = fiber_now_ms(fiber);
        slot->work.pending = 1;
        begin_slot(cache, entry, slot);
    }
    bool limited = cache->time_max_ms != FIBER_NEVER;
    shared_work_want(&slot->work, fiber, limited ? slot->begun_at_ms + cache->time_max_ms : FIBER_NEVER);
    if (fresh)
        fiber_spawn(cache->pool, fill_slot, slot);
    shared_work_wait(&slot->work, fiber);
    return slot;
}

/* Whether the fiber could give a probe that ran out of time half as much again: so each attempt is longer
 * than the one before, and there are few. One that ran out of memory is made again by whoever goes on. */
static bool can_do_better(const struct fiber *fiber, const struct slot *slot)
{
    int64_t limit_ms = fiber_time_limit(fiber);
    if (slot->work.finished && slot->out_of_memory)
        return !fiber_is_cut(fiber);
    return slot->work.finished && slot->out_of_time
           && (limit_ms == FIBER_NEVER || limit_ms - fiber_now_ms(fiber) > slot->took_ms + slot->took_ms / 2);
}

/* What has not ended yet has no reason why it did; to who copies it now, that is what cuts him off. */
static void end_sessions(const struct fiber *fiber, const struct endpoint *under_way,
                         struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->session_count; i++) {
        struct stop *stop = &endpoint->sessions[i].stop;
        if (under_way->sessions[i].now_at == STEP_NONE || stop->reason != STOP_NONE)
            continue;
        stop->at = under_way->sessions[i].now_at;
        stop->reason = fiber_cut_of(fiber) == FIBER_OUT_OF_TIME ? STOP_TIME_RAN_OUT : STOP_INTERRUPTED;
        stop->detail = text_copy(fiber_cut_words(fiber));
    }
}

/* Copies what was seen at the entry, once it is there, or what there is when the fiber's time is over. */
static void copy_slot(struct endpoint_cache *cache, struct fiber *fiber, const struct plan_entry *entry,
                      bool by_name, struct endpoint *endpoint)
{
    struct variant variant = {.by_name = by_name};
    struct slot *slot = take_slot(cache, fiber, entry, &variant);
    while (can_do_better(fiber, slot)) {
        slot->users--;
        variant.attempt++;
        slot = take_slot(cache, fiber, entry, &variant);
    }
    if (slot->cut_short && slot->work.target != fiber_target(fiber)) {
        slot->users--;
        variant.target = fiber_target(fiber);
        slot = take_slot(cache, fiber, entry, &variant);
    }
    shape_copy(&endpoint_shape, endpoint, &slot->endpoint);
    if (!slot->work.finished)
        end_sessions(fiber, &slot->endpoint, endpoint);
    slot->users--;
    drop_oldest(cache);
}

void endpoint_cache_probe(struct endpoint_cache *cache, struct fiber *fiber, const struct plan_entry *entry,
                          bool by_name, struct endpoint *endpoint)
{
    copy_slot(cache, fiber, entry, by_name, endpoint);
    if (!name_checks_cover(endpoint, entry->server_name)) {
        struct tls_survey *survey = endpoint->tls_survey;
        endpoint->tls_survey = NULL;
        shape_clear(&endpoint_shape, endpoint);
        copy_slot(cache, fiber, entry, true, endpoint);
        endpoint->tls_survey = survey;
        endpoint->connections += survey != NULL ? survey->connections : 0;
    }
    /* It may have been probed for another target's name; to this one it is the same. */
    free(endpoint->server_name);
    endpoint->server_name = text_copy(entry->server_name);
}
