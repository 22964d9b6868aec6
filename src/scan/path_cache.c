/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each way of a run, traced once, by one fiber for each family. */
#include "scan/path_cache.h"

#include "base/address.h"
#include "base/list.h"
#include "discover/reverse.h"
#include "facts/shapes.h"
#include "scan/shared_work.h"

#include <stdlib.h>
#include <string.h>

/* Ways that are kept for later targets; the oldest goes first. Some KiB each. */
enum { KEPT_MAX = 1024 };

enum family { FAMILY_IPV4, FAMILY_IPV6, FAMILIES };

struct slot {
    struct path_cache *cache;
    char *key;
    struct path_plan_entry entry;
    struct path path;
    bool begun;
    bool out_of_time; /* to a later target it is worth nothing */
    struct shared_work work;
    size_t users; /* targets that have not taken their copy */
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
    free(slot->entry.address);
    free(slot->entry.dial_address);
    free(slot->entry.ports);
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
    const struct path_plan_entry *entry = &slot->entry;
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
    shared_work_begin(&slot->work, fiber);
    reverse_name_routers(fiber, slot->cache->resolver, &slot->path);
    shared_work_end(&slot->work, fiber);
}

static enum family family_of(const struct path_plan_entry *entry)
{
    return address_family(entry->dial_address) == 6 ? FAMILY_IPV6 : FAMILY_IPV4;
}

/* The oldest that waits for its turn; NULL for none. */
static struct slot *next_slot(const struct path_cache *cache, enum family family)
{
    struct slot *slot = cache->oldest;
    while (slot != NULL && (slot->begun || family_of(&slot->entry) != family))
        slot = slot->younger;
    return slot;
}

/* Traces one slot after the other; names are looked up beside that. */
static void trace_family(struct fiber *fiber, struct path_cache *cache, enum family family)
{
    struct slot *slot;
    while ((slot = next_slot(cache, family)) != NULL) {
        slot->begun = true;
        slot->work.queued = false;
        slot->work.pending = 2;
        shared_work_begin(&slot->work, fiber);
        trace_slot(fiber, slot);
        slot->out_of_time = fiber_target_is_cut(fiber);
        fiber_spawn(cache->pool, name_slot, slot);
        shared_work_end(&slot->work, fiber);
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
    struct slot **place = &cache->oldest;
    while (*place != NULL && ((*place)->out_of_time || strcmp((*place)->key, key) != 0))
        place = &(*place)->younger;
    struct slot *slot = *place;
    if (slot != NULL || cache->traces_left == 0) {
        free(key);
    } else {
        *place = slot = allocate(1, sizeof *slot);
        *slot = (struct slot){.cache = cache, .key = key, .entry = copy_entry(entry), .work.queued = true};
        cache->count++;
        cache->traces_left--;
        begin_tracing(cache, family_of(entry));
    }
    if (slot != NULL) {
        slot->users++;
        shared_work_want(&slot->work, fiber, FIBER_NEVER);
    }
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

static void take_copy(struct path_cache *cache, struct fiber *fiber, struct slot *slot, struct report *report)
{
    bool finished = shared_work_wait(&slot->work, fiber);
    struct path *path = list_append(&report->paths, &report->path_count, sizeof *report->paths);
    shape_copy(&path_shape, path, &slot->path);
    if (!finished)
        tell_time(fiber, slot, path);
    count_connections(report, path);
    slot->users--;
    while (cache->count > KEPT_MAX && cache->oldest->users == 0 && cache->oldest->work.finished)
        drop_oldest(cache);
}

void path_cache_trace(struct path_cache *cache, struct fiber *fiber, const struct path_plan *plan,
                      struct report *report)
{
    struct slot **slots = allocate(plan->count, sizeof(struct slot *));
    for (size_t i = 0; i < plan->count; i++)
        slots[i] = begin_slot(cache, fiber, &plan->entries[i]);
    for (size_t i = 0; i < plan->count; i++)
        if (slots[i] != NULL)
            take_copy(cache, fiber, slots[i], report);
    free(slots);
}
