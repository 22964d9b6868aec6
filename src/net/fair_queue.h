/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue that takes turns over keys: of each key those who came first go first, and of the keys each gets
 * one turn after another. However many wait for one key, the others wait no longer for them than one turn. */
#ifndef MAILSONDE_NET_FAIR_QUEUE_H
#define MAILSONDE_NET_FAIR_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct fair_lane;

/* The first member of what waits; it is the queue's while it waits. */
struct fair_item {
    struct fair_lane *lane;
    struct fair_item *next;
    struct fair_item *previous;
};

/* Zeroed is empty. */
struct fair_queue {
    void *lanes;            /* tsearch(3) tree of struct fair_lane, by key */
    struct fair_lane *turn; /* whose turn is next, in a ring */
};

/* Puts the item behind the others of its key; a key that had none gets its turn last. */
void fair_queue_add(struct fair_queue *queue, struct fair_item *item, uint64_t key);

/* The item whose turn it is; NULL for an empty queue. */
struct fair_item *fair_queue_first(const struct fair_queue *queue);

/* The one after `item` when all are gone through once, key after key; NULL after the last. */
struct fair_item *fair_queue_next(const struct fair_queue *queue, const struct fair_item *item);

/* Removes the item after its turn, which ends the turn of its key. */
void fair_queue_serve(struct fair_queue *queue, struct fair_item *item);

/* Removes an item that no longer waits. */
void fair_queue_remove(struct fair_queue *queue, struct fair_item *item);

#endif
