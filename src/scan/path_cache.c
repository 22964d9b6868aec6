/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each path of a run, traced once, one after the other for each family. */
#include "scan/path_cache.h"

#include "base/address.h"
#include "base/list.h"
#include "discover/reverse.h"
#include "facts/shapes.h"
#include "scan/store.h"

#include <stdlib.h>
#include <string.h>

/* Paths that are kept for later targets. Some KiB each. */
enum { KEPT_MAX = 1024 };

enum family { FAMILY_IPV4, FAMILY_IPV6, FAMILIES };

struct slot {
    struct store_item item;
    struct path_cache *cache;
    struct path_plan_entry entry;
    struct path path;
    struct slot *next; /* whose turn comes after this one's */
};

/* The traces of one family. */
struct turns {
    bool tracing;       /* one is under way */
    struct slot *first; /* of those that wait for it */
    struct slot *last;
};

struct path_cache {
    struct store store; /* of slots */
    struct resolver *resolver;
    struct trace_options options;
    size_t traces_left;
    struct turns turns[FAMILIES];
};

static void clear_slot(struct lru_entry *entry)
{
    struct slot *slot = (struct slot *)entry;
    shape_clear(&path_shape, &slot->path);
    free(slot->entry.address);
    free(slot->entry.dial_address);
    free(slot->entry.ports);
}

struct path_cache *path_cache_new(struct fiber_pool *pool, struct resolver *resolver,
                                  const struct trace_options *options, size_t traces_max)
{
    struct path_cache *cache = allocate(1, sizeof *cache);
    *cache = (struct path_cache){
        .store = {.pool = pool,
                  .time_max_ms = FIBER_NEVER,
                  .items = {.entry_bytes = sizeof(struct slot), .unused_max = KEPT_MAX, .clear = clear_slot}},
        .resolver = resolver,
        .options = *options,
        .traces_left = traces_max};
    return cache;
}

void path_cache_free(struct path_cache *cache)
{
    if (cache == NULL)
        return;
    store_free(&cache->store);
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
    const struct path_plan_entry *entry = &slot->entry;
    int64_t *ports = allocate(entry->port_count, sizeof *ports);
    for (size_t i = 0; i < entry->port_count; i++)
        ports[i] = entry->ports[i].dial_port;
    trace_path(fiber, &slot->cache->options, entry->dial_address, ports, entry->port_count, &slot->path);
    free(ports);
    show_as_planned(entry, &slot->path);
}

static enum family family_of(const struct path_plan_entry *entry)
{
    return address_family(entry->dial_address) == 6 ? FAMILY_IPV6 : FAMILY_IPV4;
}

static void begin_next(struct turns *turns);

/* The next is traced while the names of this one are looked up. */
static void run_slot(struct fiber *fiber, void *item)
{
    struct slot *slot = item;
    struct path_cache *cache = slot->cache;
    trace_slot(fiber, slot);
    if (fiber_target_is_cut(fiber))
        store_forget(&slot->item); /* to a later target it is worth nothing */
    begin_next(&cache->turns[family_of(&slot->entry)]);
    reverse_name_routers(fiber, cache->resolver, &slot->path);
}

static void begin_next(struct turns *turns)
{
    struct slot *slot = turns->first;
    turns->tracing = slot != NULL;
    if (slot == NULL)
        return;
    turns->first = slot->next;
    store_work(&slot->item, run_slot);
}

static void wait_for_turn(struct turns *turns, struct slot *slot)
{
    store_expect(&slot->item);
    if (turns->first == NULL)
        turns->first = slot;
    else
        turns->last->next = slot;
    turns->last = slot;
    if (!turns->tracing)
        begin_next(turns);
}

static struct path_plan_entry copy_entry(const struct path_plan_entry *entry)
{
    struct path_plan_entry copy = {.address = text_copy(entry->address),
                                   .dial_address = text_copy(entry->dial_address),
                                   .ports = allocate(entry->port_count, sizeof *entry->ports),
                                   .port_count = entry->port_count};
    for (size_t i = 0; i < entry->port_count; i++)
        copy.ports[i] = entry->ports[i];
    return copy;
}

/* The slot of the entry, which is, was or will be traced; NULL when the run has no trace left for it. */
static struct slot *begin_slot(struct path_cache *cache, const struct fiber *fiber,
                               const struct path_plan_entry *entry)
{
    char *key = make_key(entry);
    struct slot *slot = NULL;
    if (cache->traces_left > 0 || store_has(&cache->store, key))
        slot = (struct slot *)store_ask(&cache->store, fiber, key);
    free(key);
    if (slot == NULL || slot->item.begun)
        return slot;
    slot->cache = cache;
    slot->entry = copy_entry(entry);
    cache->traces_left--;
    wait_for_turn(&cache->turns[family_of(entry)], slot);
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

/* Of a trace that goes on for others, or has not begun, the target has the ports and no more. */
static void tell_time(const struct fiber *fiber, const struct slot *slot, struct path *path)
{
    shape_clear(&path_shape, path);
    path->address = text_copy(slot->entry.address);
    path->problem = text_copy(fiber_cut_words(fiber));
}

static void take_copy(struct fiber *fiber, struct slot *slot, struct report *report)
{
    bool finished = store_wait(&slot->item, fiber);
    struct path *path = list_append(&report->paths, &report->path_count, sizeof *report->paths);
    shape_copy(&path_shape, path, &slot->path);
    if (!finished)
        tell_time(fiber, slot, path);
    count_connections(report, path);
    store_release(&slot->item);
}

void path_cache_trace(struct path_cache *cache, struct fiber *fiber, const struct path_plan *plan,
                      struct report *report)
{
    struct slot **slots = allocate(plan->count, sizeof(struct slot *));
    for (size_t i = 0; i < plan->count; i++)
        slots[i] = begin_slot(cache, fiber, &plan->entries[i]);
    for (size_t i = 0; i < plan->count; i++)
        if (slots[i] != NULL)
            take_copy(fiber, slots[i], report);
    free(slots);
}
