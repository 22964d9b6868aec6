/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The questions of a run, each kept with its answer. */
#include "discover/resolver_cache.h"

#include "base/decimal.h"
#include "base/list.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 4096 /* a few hundred bytes each */ };

static void clear_entry(struct lru_entry *cached)
{
    struct resolver_entry *entry = (struct resolver_entry *)cached;
    dns_answer_free(&entry->known);
    dns_answer_free(&entry->answer);
    dns_answer_free(&entry->validated_answer);
    free(entry->dnssec_detail);
    free(entry->alias_detail);
    free(entry->name);
}

struct lru resolver_cache_make(void)
{
    return (struct lru){
        .entry_bytes = sizeof(struct resolver_entry), .unused_max = KEPT_MAX, .clear = clear_entry};
}

/* "NAME TYPE 1", or 0 without validation. Without printf(): there are two or three for each look-up. */
static char *make_key(const char *name, uint16_t type, bool validated)
{
    char *key = allocate(strlen(name) + 1 + DECIMAL_BYTES + 2, 1);
    char *end = stpcpy(key, name);
    *end++ = ' ';
    end = decimal_append(end, type);
    *end++ = ' ';
    *end = validated ? '1' : '0';
    return key;
}

struct resolver_entry *resolver_cache_find(const struct lru *cache, const char *name, uint16_t type,
                                           bool validated)
{
    char *key = make_key(name, type, true);
    struct lru_entry *entry = lru_find(cache, key);
    if (entry == NULL && !validated) {
        key[strlen(key) - 1] = '0';
        entry = lru_find(cache, key);
    }
    free(key);
    return (struct resolver_entry *)entry;
}

struct resolver_entry *resolver_cache_add(struct lru *cache, const char *name, uint16_t type, bool validated)
{
    char *key = make_key(name, type, validated);
    struct resolver_entry *entry = (struct resolver_entry *)lru_take(cache, key);
    free(key);
    entry->name = text_copy(name);
    entry->type = type;
    entry->validated = validated;
    return entry;
}

struct resolver_entry *resolver_cache_entry_of(struct fair_item *item)
{
    return (struct resolver_entry *)((char *)item - offsetof(struct resolver_entry, item));
}
