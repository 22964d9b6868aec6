/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each endpoint of a run is probed once. */
#include "scan/endpoint_cache.h"

#include "base/address.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "probe/check_claims.h"
#include "probe/hello_quota.h"
#include "scan/examine.h"
#include "scan/name_checks.h"
#include "scan/store.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    struct store_item item;
    struct endpoint_cache *cache;
    struct endpoint endpoint;
    char *dial_address;
    int64_t dial_port;
    bool wants_other_key;
    bool by_name; /* probed again for a name; what TLS it accepts was asked the first time */
    int64_t took_ms;
    bool cut_short;     /* the target's connections were used up: to others it is worth nothing */
    bool out_of_time;   /* to those who have more time it may be worth nothing */
    bool out_of_memory; /* the same, to those who go on */
};

struct endpoint_cache {
    struct store store; /* of slots */
    const struct probe_options *options;
    atomic_size_t begun;
};

static void clear_slot(struct lru_entry *entry)
{
    struct slot *slot = (struct slot *)entry;
    shape_clear(&endpoint_shape, &slot->endpoint);
    free(slot->dial_address);
}

size_t endpoint_cache_begun(const struct endpoint_cache *cache)
{
    return atomic_load_explicit(&cache->begun, memory_order_relaxed);
}

struct endpoint_cache *endpoint_cache_new(struct fiber_pool *pool, const struct probe_options *options,
                                          int64_t time_max_ms, size_t kept_max)
{
    struct endpoint_cache *cache = allocate(1, sizeof *cache);
    cache->store = (struct store){
        .pool = pool,
        .time_max_ms = time_max_ms,
        .items = {.entry_bytes = sizeof(struct slot), .unused_max = kept_max, .clear = clear_slot}};
    cache->options = options;
    return cache;
}

void endpoint_cache_free(struct endpoint_cache *cache)
{
    if (cache == NULL)
        return;
    store_free(&cache->store);
    free(cache);
}

static char *make_key(const struct plan_entry *entry, bool by_name)
{
    return text_format("%s %lld %s %lld %d %d %s", entry->address, (long long)entry->port,
                       entry->dial_address, (long long)entry->dial_port, (int)entry->expected,
                       entry->wants_other_key, by_name ? entry->server_name : "");
}

static void fill_in(struct slot *slot, struct endpoint_cache *cache, const struct plan_entry *entry,
                    bool by_name)
{
    struct endpoint *endpoint = &slot->endpoint;
    slot->cache = cache;
    slot->by_name = by_name;
    slot->dial_address = text_copy(entry->dial_address);
    slot->dial_port = entry->dial_port;
    slot->wants_other_key = entry->wants_other_key;
    endpoint->address = text_copy(entry->address);
    endpoint->port = entry->port;
    endpoint->server_name = text_copy(entry->server_name);
    endpoint->expected = entry->expected;
    if (strcmp(entry->address, entry->dial_address) != 0 || entry->port != entry->dial_port)
        endpoint->connect_to = (struct dialled){text_copy(entry->dial_address), entry->dial_port};
    hello_quota_expect(cache->options->hello_quota, entry->address);
    check_claims_expect(cache->options->check_claims, entry->address, entry->port, entry->expected);
}

static void probe_slot(struct fiber *fiber, void *item)
{
    struct slot *slot = item;
    const struct probe_options *options = slot->cache->options;
    struct dial_place place = {.address = slot->dial_address, .port = slot->dial_port};
    examine_endpoint(fiber, options, &place, slot->wants_other_key, !slot->by_name, &slot->endpoint);
    slot->cut_short = budget_target_spent(options->budget, fiber);
    slot->out_of_time = endpoint_is_out_of_time(&slot->endpoint);
    slot->out_of_memory = fiber_cut_of(fiber) == FIBER_OUT_OF_MEMORY;
    slot->took_ms = fiber_now_ms(fiber) - slot->item.asked_at_ms;
}

/* The slot of the entry, which is probed already, or from now on. */
static struct slot *ask(const struct endpoint_request *request, struct fiber *fiber, bool by_name)
{
    struct endpoint_cache *cache = request->cache;
    char *key = make_key(request->entry, by_name);
    struct slot *slot = (struct slot *)store_ask(&cache->store, fiber, key);
    free(key);
    if (!slot->item.begun) {
        atomic_fetch_add_explicit(&cache->begun, 1, memory_order_relaxed);
        fill_in(slot, cache, request->entry, by_name);
        store_work(&slot->item, probe_slot);
    }
    return slot;
}

bool endpoint_cache_ask(struct endpoint_request *request, struct fiber *fiber)
{
    request->slot = ask(request, fiber, request->by_name);
    return store_watch(&request->slot->item, &request->waiter, fiber);
}

/* The slot of the entry, once it is finished or the fiber's time is over. */
static struct slot *take_slot(struct endpoint_request *request, struct fiber *fiber, bool by_name)
{
    struct slot *slot = request->slot;
    request->slot = NULL;
    if (slot != NULL)
        store_end_watch(&slot->item, &request->waiter);
    else
        slot = ask(request, fiber, by_name);
    store_wait(&slot->item, fiber);
    return slot;
}

/* Whether the fiber could give a probe that ran out of time half as much again: so each attempt is longer
 * than the one before, and there are few. */
static bool has_more_time(const struct fiber *fiber, const struct slot *slot)
{
    int64_t limit_ms = fiber_time_limit(fiber);
    return limit_ms == FIBER_NEVER || limit_ms - fiber_now_ms(fiber) > slot->took_ms + slot->took_ms / 2;
}

/* Whether the fiber, which goes on or has more left than the one that paid for the probe, can do better. */
static bool can_do_better(const struct fiber *fiber, const struct slot *slot)
{
    if (!store_is_finished(&slot->item))
        return false;
    if (slot->out_of_memory)
        return !fiber_is_cut(fiber);
    return (slot->out_of_time && has_more_time(fiber, slot))
           || (slot->cut_short && slot->item.target != fiber_target(fiber));
}

/* What has not ended yet has no reason why it did; to who copies it now, that is what cuts him off. */
static void end_session(const struct fiber *fiber, const struct session *under_way, struct session *session)
{
    struct stop *stop = &session->stop;
    if (under_way->now_at == STEP_NONE || stop->reason != STOP_NONE)
        return;
    stop->at = under_way->now_at;
    stop->reason = fiber_cut_of(fiber) == FIBER_OUT_OF_TIME ? STOP_TIME_RAN_OUT : STOP_INTERRUPTED;
    stop->detail = text_copy(fiber_cut_words(fiber));
}

static void end_sessions(const struct fiber *fiber, const struct endpoint *under_way,
                         struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->session_count; i++)
        end_session(fiber, &under_way->sessions[i], &endpoint->sessions[i]);
    if (endpoint->nameless != NULL)
        end_session(fiber, under_way->nameless, endpoint->nameless);
}

/* Copies what was seen at the entry, once it is there, or what there is when the fiber's time is over. */
static void copy_slot(struct endpoint_request *request, struct fiber *fiber, bool by_name)
{
    struct endpoint *endpoint = &request->endpoint;
    struct slot *slot = take_slot(request, fiber, by_name);
    while (can_do_better(fiber, slot)) {
        store_forget(&slot->item);
        store_release(&slot->item);
        slot = take_slot(request, fiber, by_name);
    }
    shape_copy(&endpoint_shape, endpoint, &slot->endpoint);
    endpoint->session_room = 0; /* the copy has as much as it needs */
    if (!store_is_finished(&slot->item))
        end_sessions(fiber, &slot->endpoint, endpoint);
    store_release(&slot->item);
}

void endpoint_cache_probe(struct endpoint_request *request, struct fiber *fiber)
{
    struct endpoint *endpoint = &request->endpoint;
    const char *server_name = request->entry->server_name;
    copy_slot(request, fiber, request->by_name);
    if (!name_checks_cover(endpoint, server_name)) {
        struct tls_survey *survey = endpoint->tls_survey;
        endpoint->tls_survey = NULL;
        shape_clear(&endpoint_shape, endpoint);
        copy_slot(request, fiber, true);
        endpoint->tls_survey = survey;
        endpoint->connections += survey != NULL ? survey->connections : 0;
    }
    /* It may have been probed for another target's name; to this one it is the same. */
    free(endpoint->server_name);
    endpoint->server_name = text_copy(server_name);
}
