/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The questions of a run, each kept with its answer. */
#include "discover/resolver_cache.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 4096 /* a few hundred bytes each */ };

static size_t bucket_of(const char *name, uint16_t type)
{
    uint32_t hash = 2166136261U ^ type; /* FNV-1a */
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0'; c++)
        hash = (hash ^ *c) * 16777619U;
    return hash & (RESOLVER_CACHE_BUCKETS - 1);
}

void resolver_cache_release(struct resolver_entry *entry)
{
    if (--entry->references > 0)
        return;
    dns_answer_free(&entry->known);
    dns_answer_free(&entry->answer);
    dns_answer_free(&entry->validated_answer);
    free(entry->dnssec_detail);
    free(entry->alias_detail);
    free(entry->name);
    free(entry);
}

static void forget_oldest(struct resolver_cache *cache)
{
    struct resolver_entry *entry = cache->oldest;
    struct resolver_entry **link = &cache->buckets[bucket_of(entry->name, entry->type)];
    while (*link != entry)
        link = &(*link)->next_in_bucket;
    *link = entry->next_in_bucket;
    cache->oldest = entry->next_by_age;
    if (cache->oldest == NULL)
        cache->youngest = NULL;
    cache->count--;
    resolver_cache_release(entry);
}

struct resolver_entry *resolver_cache_find(const struct resolver_cache *cache, const char *name,
                                           uint16_t type, bool validated)
{
    struct resolver_entry *entry = cache->buckets[bucket_of(name, type)];
    while (entry != NULL
           && (entry->type != type || strcmp(entry->name, name) != 0 || (validated && !entry->validated)))
        entry = entry->next_in_bucket;
    return entry;
}

struct resolver_entry *resolver_cache_add(struct resolver_cache *cache, const char *name, uint16_t type,
                                          bool validated)
{
    struct resolver_entry *entry = allocate(1, sizeof *entry);
    size_t bucket = bucket_of(name, type);
    entry->name = text_copy(name);
    entry->type = type;
    entry->validated = validated;
    entry->references = 1;
    entry->next_in_bucket = cache->buckets[bucket];
    cache->buckets[bucket] = entry;
    if (cache->youngest != NULL)
        cache->youngest->next_by_age = entry;
    else
        cache->oldest = entry;
    cache->youngest = entry;
    if (++cache->count > ENTRIES_MAX)
        forget_oldest(cache);
    return entry;
}

void resolver_cache_clear(struct resolver_cache *cache)
{
    while (cache->oldest != NULL)
        forget_oldest(cache);
}
