/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries by key. A bounded number of unused entries is kept; the one that was unused for longest is freed
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

/* Frees all entries; none may be in use. */
void lru_free(struct lru *lru);

/* The entry with this key, NULL for none. Does not count as a use. */
struct lru_entry *lru_find(const struct lru *lru, const char *key);

/* The entry with this key, zeroed if it is new. Adds one user. */
struct lru_entry *lru_take(struct lru *lru, const char *key);

/* Adds a user to an entry; removes one. */
void lru_hold(struct lru *lru, struct lru_entry *entry);
void lru_release(struct lru *lru, struct lru_entry *entry);

/* Hides the entry from look-ups; the lru_release() of its last user frees it. It must have a user. May be
 * called again. */
void lru_forget(struct lru *lru, struct lru_entry *entry);

#endif
