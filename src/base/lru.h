/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries by key, of which a bounded number is kept when nobody uses them: the one unused for longest goes
 * first. */
#ifndef MAILSONDE_BASE_LRU_H
#define MAILSONDE_BASE_LRU_H

#include <stdbool.h>
#include <stddef.h>

/* The first member of what is kept. */
struct lru_entry {
    char *key;
    size_t users;
    bool forgotten;
    struct lru_entry *older; /* among the unused */
    struct lru_entry *younger;
};

/* Zeroed but for the first three: empty. */
struct lru {
    size_t entry_bytes;
    size_t unused_max;
    void (*clear)(
        struct lru_entry *entry); /* frees what an entry has, but neither key nor entry; NULL: nothing */
    void *entries;                /* tsearch(3) tree of struct lru_entry */
    struct lru_entry *oldest;
    struct lru_entry *youngest;
    size_t unused;
};

/* Frees all entries; nobody may use one. */
void lru_free(struct lru *lru);

/* The entry with this key, NULL for none. Its users stay as many. */
struct lru_entry *lru_find(const struct lru *lru, const char *key);

/* The entry with this key, zeroed where there was none. It has one user more. */
struct lru_entry *lru_take(struct lru *lru, const char *key);

/* One user more of an entry; one less. */
void lru_hold(struct lru *lru, struct lru_entry *entry);
void lru_release(struct lru *lru, struct lru_entry *entry);

/* Nobody finds the entry any more, and its last user's lru_release() frees it. It has one; may come again. */
void lru_forget(struct lru *lru, struct lru_entry *entry);

#endif
