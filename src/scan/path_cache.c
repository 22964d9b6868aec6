/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each way of a run, traced once, by one fiber for each family. */
#include "scan/path_cache.h"

#include "discover/reverse.h"
#include "facts/address.h"
#include "facts/list.h"
#include "facts/shapes.h"

#include <stdlib.h>
#include <string.h>

/* Ways that are kept for later targets; the oldest goes first. Some KiB each. */
enum { KEPT_MAX = 1024 };

enum family { FAMILY_IPV4, FAMILY_IPV6, FAMILIES };

struct waiter {
    struct fiber *fiber;
    struct waiter *next;
};

struct slot {
    struct path_cache *cache;
    char *key;
    uint64_t group;                      /* of the target that wanted it first */
    const struct path_plan_entry *entry; /* of the target that waits for it; until it is finished */
    struct path path;
    bool begun;
    bool finished;
    size_t users; /* targets that have not taken their copy */
    struct waiter *waiters;
    struct slot *younger;
};

struct path_cache {
    struct fiber_pool *pool;
    struct resolver *resolver;
    struct trace_options options;
    size_t traces_left;
    bool tracing[FAMILIES]; /* whether a fiber is at it */
    struct slot *oldest;
    size_t count;
};

struct path_cache *path_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                  const struct trace_options *options, size_t traces_max)
{
    struct path_cache *cache = allocate(1, sizeof *cache);
    *cache = (struct path_cache){
        .pool = pool, .resolver = resolver, .options = *options, .traces_left = traces_max};
    return cache;
}

static void drop_oldest(struct path_cache *cache)
{
    struct slot *slot = cache->oldest;
    cache->oldest = slot->younger;
    cache->count--;
    shape_clear(&path_shape, &slot->path);
    free(slot->key);
    free(slot);
}

void path_cache_free(struct path_cache *cache)
{
    if (cache == NULL)
        return;
    while (cache->oldest != NULL)
        drop_oldest(cache);
    free(cache);
}

static char *make_key(const struct path_plan_entry *entry)
{
    char *key = text_format("%s %s", entry->address, entry->dial_address);
    for (size_t i = 0; i < entry->port_count; i++)
        text_replace(&key, text_format("%s %lld %lld", key, (long long)entry->ports[i].port,
                                       (long long)entry->ports[i].dial_port));
    return key;
}

static int compare_ports(const void *left, const void *right)
{
    int64_t a = ((const struct path_port *)left)->port;
    int64_t b = ((const struct path_port *)right)->port;
    return (a > b) - (a < b);
}

/* What the report shows in place of where the packets went. */
static void show_as_planned(const struct path_plan_entry *entry, struct path *path)
{
    text_replace(&path->address, text_copy(entry->address));
    for (size_t i = 0; i < path->port_count; i++)
        path->ports[i].port = entry->ports[i].port;
    qsort(path->ports, path->port_count, sizeof *path->ports, compare_ports);
}

static void trace_slot(struct fiber *fiber, struct slot *slot)
{
    const struct path_plan_entry *entry = slot->entry;
    int64_t *ports = allocate(entry->port_count, sizeof *ports);
    for (size_t i = 0; i < entry->port_count; i++)
        ports[i] = entry->ports[i].dial_port;
    trace_path(fiber, &slot->cache->options, entry->dial_address, ports, entry->port_count, &slot->path);
    free(ports);
    show_as_planned(entry, &slot->path);
}

static void name_slot(struct fiber *fiber, void *argument)
{
    struct slot *slot = argument;
    reverse_name_routers(fiber, slot->cache->resolver, &slot->path);
    slot->finished = true;
    for (struct waiter *waiter = slot->waiters; waiter != NULL; waiter = waiter->next)
        fiber_wake(waiter->fiber);
    slot->waiters = NULL;
}

static enum family family_of(const struct path_plan_entry *entry)
{
    return address_family(entry->dial_address) == 6 ? FAMILY_IPV6 : FAMILY_IPV4;
}

/* The oldest that waits for its turn; NULL for none. */
static struct slot *next_slot(const struct path_cache *cache, enum family family)
{
    struct slot *slot = cache->oldest;
    while (slot != NULL && (slot->begun || family_of(slot->entry) != family))
        slot = slot->younger;
    return slot;
}

/* Traces one slot after the other; names are looked up beside that. */
static void trace_family(struct fiber *fiber, struct path_cache *cache, enum family family)
{
    struct slot *slot;
    while ((slot = next_slot(cache, family)) != NULL) {
        slot->begun = true;
        fiber_set_group(fiber, slot->group);
        trace_slot(fiber, slot);
        fiber_spawn(cache->pool, name_slot, slot);
    }
    cache->tracing[family] = false;
}

static void trace_ipv4(struct fiber *fiber, void *argument)
{
    trace_family(fiber, argument, FAMILY_IPV4);
}

static void trace_ipv6(struct fiber *fiber, void *argument)
{
    trace_family(fiber, argument, FAMILY_IPV6);
}

static void begin_tracing(struct path_cache *cache, enum family family)
{
    if (cache->tracing[family])
        return;
    cache->tracing[family] = true;
    fiber_spawn(cache->pool, family == FAMILY_IPV4 ? trace_ipv4 : trace_ipv6, cache);
}

/* The slot of the entry, which is, was or will be traced; NULL when the run has no trace left for it. */
static struct slot *begin_slot(struct path_cache *cache, uint64_t group, const struct path_plan_entry *entry)
{
    char *key = make_key(entry);
    struct slot **place = &cache->oldest;
    while (*place != NULL && strcmp((*place)->key, key) != 0)
        place = &(*place)->younger;
    struct slot *slot = *place;
    if (slot != NULL || cache->traces_left == 0) {
        free(key);
    } else {
        *place = slot = allocate(1, sizeof *slot);
        *slot = (struct slot){.cache = cache, .key = key, .group = group, .entry = entry};
        cache->count++;
        cache->traces_left--;
        begin_tracing(cache, family_of(entry));
    }
    if (slot != NULL)
        slot->users++;
    return slot;
}

/* Adds them to those of the endpoints, which are all there are. */
static void count_connections(struct report *report, const struct path *path)
{
    for (size_t i = 0; i < path->port_count; i++)
        for (size_t n = 0; n < report->endpoint_count; n++) {
            struct endpoint *endpoint = &report->endpoints[n];
            if (endpoint->port != path->ports[i].port || !text_same(endpoint->address, path->address))
                continue;
            endpoint->connections += path->ports[i].connections;
            break;
        }
}

static void take_copy(struct path_cache *cache, struct fiber *fiber, struct slot *slot, struct report *report)
{
    struct waiter waiter = {.fiber = fiber, .next = slot->waiters};
    if (!slot->finished)
        slot->waiters = &waiter;
    while (!slot->finished)
        fiber_park(fiber, FIBER_NEVER);
    struct path *path = list_append(&report->paths, &report->path_count, sizeof *report->paths);
    shape_copy(&path_shape, path, &slot->path);
    count_connections(report, path);
    slot->users--;
    while (cache->count > KEPT_MAX && cache->oldest->users == 0)
        drop_oldest(cache);
}

void path_cache_trace(struct path_cache *cache, struct fiber *fiber, const struct path_plan *plan,
                      struct report *report)
{
    struct slot **slots = allocate(plan->count, sizeof(struct slot *));
    for (size_t i = 0; i < plan->count; i++)
        slots[i] = begin_slot(cache, fiber_group(fiber), &plan->entries[i]);
    for (size_t i = 0; i < plan->count; i++)
        if (slots[i] != NULL)
            take_copy(cache, fiber, slots[i], report);
    free(slots);
}
