/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each endpoint of a run is probed once. */
#include "scan/endpoint_cache.h"

#include "facts/address.h"
#include "facts/list.h"
#include "facts/shapes.h"
#include "probe/other_key.h"
#include "probe/survey.h"
#include "scan/name_checks.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Finished endpoints that are kept for later targets; the oldest goes first. A few KiB each. */
enum { KEPT_MAX = 4096 };

struct waiter {
    struct fiber *fiber;
    struct waiter *next;
};

struct slot {
    char *key;
    struct endpoint endpoint;
    uint64_t group; /* the target that it was probed for */
    bool cut_short; /* that target's connections were used up: to others it is worth nothing */
    bool by_name;   /* probed again for a name; what TLS it accepts was asked the first time */
    bool finished;
    size_t users; /* fibers that read it; it is not dropped under them */
    struct waiter *waiters;
    struct slot *younger;
};

struct endpoint_cache {
    const struct probe_options *options;
    void *slots; /* tsearch(3) tree of struct slot */
    struct slot *oldest;
    struct slot *youngest;
    size_t count;
};

struct endpoint_cache *endpoint_cache_new(const struct probe_options *options)
{
    struct endpoint_cache *cache = allocate(1, sizeof *cache);
    cache->options = options;
    return cache;
}

static void free_slot(void *node)
{
    struct slot *slot = node;
    shape_clear(&endpoint_shape, &slot->endpoint);
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

/* `group`: only what was seen for this target; 0 for whichever. */
static char *make_key(const struct plan_entry *entry, bool by_name, uint64_t group)
{
    return text_format("%llu %s %lld %s %lld %d %d %s", (unsigned long long)group, entry->address,
                       (long long)entry->port, entry->dial_address, (long long)entry->dial_port,
                       (int)entry->expected, entry->wants_other_key, by_name ? entry->server_name : "");
}

/* Drops the oldest slots beyond the bound; one that is in use stays, and with it the younger ones. */
static void drop_oldest(struct endpoint_cache *cache)
{
    while (cache->count > KEPT_MAX && cache->oldest->finished && cache->oldest->users == 0) {
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

static void fill_slot(struct endpoint_cache *cache, struct fiber *fiber, const struct plan_entry *entry,
                      struct slot *slot)
{
    struct endpoint *endpoint = &slot->endpoint;
    endpoint->address = text_copy(entry->address);
    endpoint->port = entry->port;
    endpoint->server_name = text_copy(entry->server_name);
    endpoint->expected = entry->expected;
    if (strcmp(entry->address, entry->dial_address) != 0 || entry->port != entry->dial_port)
        endpoint->connect_to = text_format(address_family(entry->dial_address) == 6 ? "[%s]:%lld" : "%s:%lld",
                                           entry->dial_address, (long long)entry->dial_port);
    struct dial_place place = {.address = entry->dial_address, .port = entry->dial_port};
    probe_endpoint(fiber, cache->options, &place, endpoint);
    if (entry->wants_other_key)
        other_key_probe(fiber, cache->options, &place, endpoint);
    if (!slot->by_name)
        survey_probe(fiber, cache->options, &place, endpoint);
    slot->cut_short = budget_target_spent(cache->options->budget, fiber);
    slot->finished = true;
    for (struct waiter *waiter = slot->waiters; waiter != NULL; waiter = waiter->next)
        fiber_wake(waiter->fiber);
}

static void wait_for_slot(struct fiber *fiber, struct slot *slot)
{
    if (slot->finished)
        return;
    struct waiter waiter = {.fiber = fiber, .next = slot->waiters};
    slot->waiters = &waiter;
    while (!slot->finished)
        fiber_park(fiber, FIBER_NEVER);
    /* All were woken, and the list lies on stacks that end now. */
    slot->waiters = NULL;
}

/* The finished slot of the entry, filled here where nobody has begun to; it has one user more. */
static struct slot *take_slot(struct endpoint_cache *cache, struct fiber *fiber,
                              const struct plan_entry *entry, bool by_name, uint64_t group)
{
    bool fresh;
    struct slot *slot = find_slot(cache, make_key(entry, by_name, group), &fresh);
    slot->users++;
    if (fresh) {
        slot->by_name = by_name;
        slot->group = fiber_group(fiber);
        fill_slot(cache, fiber, entry, slot);
    } else {
        wait_for_slot(fiber, slot);
    }
    return slot;
}

/* Copies what was seen at the entry, once it is there. */
static void copy_slot(struct endpoint_cache *cache, struct fiber *fiber, const struct plan_entry *entry,
                      bool by_name, struct endpoint *endpoint)
{
    struct slot *slot = take_slot(cache, fiber, entry, by_name, 0);
    if (slot->cut_short && slot->group != fiber_group(fiber)) {
        slot->users--;
        slot = take_slot(cache, fiber, entry, by_name, fiber_group(fiber));
    }
    shape_copy(&endpoint_shape, endpoint, &slot->endpoint);
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
