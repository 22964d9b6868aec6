/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is found out once for several targets of a run: the first that asks for a key begins the work, in
 * fibers of its own, and others that ask wait for it. It goes on as long as one of them has time left, and a
 * target whose time is over does not take it from the others. What nobody uses is kept for later targets,
 * within a bound. */
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

/* The first member of what is kept for a key. */
struct store_item {
    struct lru_entry entry;
    struct store *store;
    uint64_t target;     /* that pays for the work: the first, and when that has left, one that waits */
    int64_t limit_ms;    /* the latest time limit of those who asked */
    int64_t asked_at_ms; /* for the first time */
    struct group workers;
    bool begun; /* else it is new: store_work() or store_expect() comes next */
};

/* The item of the key for one user more, who waits for it, or will: the work goes on for as long as `fiber`
 * may. Each is given back by one store_release(). */
struct store_item *store_ask(struct store *store, const struct fiber *fiber, const char *key);

/* Whether there is an item that store_ask() would return. */
bool store_has(const struct store *store, const char *key);

/* Begins a part of the work, in a fiber of its own. */
void store_work(struct store_item *item, void (*run)(struct fiber *fiber, void *item));

/* Such a part will be begun later, and is waited for already. */
void store_expect(struct store_item *item);

bool store_is_finished(const struct store_item *item);

/* Waits until all parts have ended. False when `fiber` was cut off and the work goes on for others: what it
 * holds is not complete, but may be copied before the fiber waits again. */
bool store_wait(struct store_item *item, struct fiber *fiber);

/* The item is of no use to whoever asks from now on: the next has a new one. */
void store_forget(struct store_item *item);

/* The item is not used any more, and may be gone. */
void store_release(struct store_item *item);

/* All work has ended, and nobody uses an item. */
void store_free(struct store *store);

#endif
