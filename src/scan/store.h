/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results shared by several targets of a run. The first target that asks for a key begins the work, in
 * separate fibers; others that ask wait for it. The work goes on as long as one of them has time left, so
 * that a target whose time is over does not end it for the others. Unused results are kept for later targets,
 * up to a limit. */
#ifndef MAILSONDE_SCAN_STORE_H
#define MAILSONDE_SCAN_STORE_H

#include "base/lru.h"
#include "net/fiber.h"
#include "net/group.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store {
    struct fiber_pool *pool;
    int64_t time_max_ms; /* no work goes on for longer, whoever waits for it; FIBER_NEVER for no limit */
    struct lru items;    /* of struct store_item */
};

/* The first member of the struct that is kept for a key. */
struct store_item {
    struct lru_entry entry;
    struct store *store;
    uint64_t target;     /* that pays for the work: the first, and when that has left, one that waits */
    int64_t limit_ms;    /* the latest time limit of those who asked */
    int64_t asked_at_ms; /* time of the first request */
    struct group workers;
    bool begun; /* false for a new item: store_work() or store_expect() comes next */
};

/* The item of the key for one user more, who waits for it, or will: the work goes on for as long as `fiber`
 * may. Each is given back by one store_release(). */
struct store_item *store_ask(struct store *store, const struct fiber *fiber, const char *key);

/* Whether there is an item that store_ask() would return. */
bool store_has(const struct store *store, const char *key);

/* Begins a part of the work, in its own fiber. */
void store_work(struct store_item *item, void (*run)(struct fiber *fiber, void *item));

/* Announces a part of the work that is begun later; store_wait() waits for it too. */
void store_expect(struct store_item *item);

bool store_is_finished(const struct store_item *item);

/* Has `fiber`, which is asleep, woken when all parts have ended; false when they have. The waiter is the
 * caller's, zeroed, and ended by store_end_watch() before the item is released. */
bool store_watch(struct store_item *item, struct group_waiter *waiter, struct fiber *fiber);
void store_end_watch(struct store_item *item, struct group_waiter *waiter);

/* Waits until all parts have ended. False when `fiber` was cut off and the work goes on for others: what it
 * holds is not complete, but may be copied before the fiber waits again. */
bool store_wait(struct store_item *item, struct fiber *fiber);

/* Removes the item from the store: the next request for its key gets a new one. */
void store_forget(struct store_item *item);

/* Ends one use of the item, which may free it. */
void store_release(struct store_item *item);

/* Frees the store. All work must have ended, and no item may be in use. */
void store_free(struct store *store);

#endif
