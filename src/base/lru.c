/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries by key, some of them unused. */
#include "base/lru.h"

#include "base/list.h"
#include "base/text.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const struct lru_entry *)left)->key, ((const struct lru_entry *)right)->key);
}

static void free_entry(struct lru *lru, struct lru_entry *entry)
{
    if (lru->clear != NULL)
        lru->clear(entry);
    free(entry->key);
    free(entry);
}

static void remove_unused(struct lru *lru, struct lru_entry *entry)
{
    *(entry->older != NULL ? &entry->older->younger : &lru->oldest) = entry->younger;
    *(entry->younger != NULL ? &entry->younger->older : &lru->youngest) = entry->older;
    entry->older = entry->younger = NULL;
    lru->unused--;
}

static void add_unused(struct lru *lru, struct lru_entry *entry)
{
    entry->older = lru->youngest;
    *(lru->youngest != NULL ? &lru->youngest->younger : &lru->oldest) = entry;
    lru->youngest = entry;
    lru->unused++;
}

static void drop_oldest(struct lru *lru)
{
    struct lru_entry *entry = lru->oldest;
    remove_unused(lru, entry);
    tdelete(entry, &lru->entries, compare_keys);
    free_entry(lru, entry);
}

void lru_free(struct lru *lru)
{
    while (lru->oldest != NULL)
        drop_oldest(lru);
}

struct lru_entry *lru_find(const struct lru *lru, const char *key)
{
    const struct lru_entry wanted = {.key = (char *)key};
    void *node = tfind(&wanted, &lru->entries, compare_keys);
    return node != NULL ? *(struct lru_entry **)node : NULL;
}

struct lru_entry *lru_take(struct lru *lru, const char *key)
{
    struct lru_entry *entry = lru_find(lru, key);
    if (entry == NULL) {
        entry = allocate(1, lru->entry_bytes);
        entry->key = text_copy(key);
        if (tsearch(entry, &lru->entries, compare_keys) == NULL)
            out_of_memory();
        entry->users = 1;
    } else {
        lru_hold(lru, entry);
    }
    return entry;
}

void lru_hold(struct lru *lru, struct lru_entry *entry)
{
    if (entry->users++ == 0)
        remove_unused(lru, entry);
}

void lru_release(struct lru *lru, struct lru_entry *entry)
{
    if (--entry->users > 0)
        return;
    if (entry->forgotten) {
        free_entry(lru, entry);
        return;
    }
    add_unused(lru, entry);
    if (lru->unused > lru->unused_max)
        drop_oldest(lru);
}

void lru_forget(struct lru *lru, struct lru_entry *entry)
{
    if (entry->forgotten)
        return;
    entry->forgotten = true;
    tdelete(entry, &lru->entries, compare_keys);
}
