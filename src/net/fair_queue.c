/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A queue that takes turns over keys. */
#include "net/fair_queue.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>

/* Those who wait for one key; there is none without. */
struct fair_lane {
    uint64_t key;
    struct fair_item *first;
    struct fair_item *last;
    struct fair_lane *next; /* in the ring */
    struct fair_lane *previous;
};

static int compare_lanes(const void *left, const void *right)
{
    uint64_t a = ((const struct fair_lane *)left)->key;
    uint64_t b = ((const struct fair_lane *)right)->key;
    return (a > b) - (a < b);
}

static struct fair_lane *add_lane(struct fair_queue *queue, uint64_t key)
{
    struct fair_lane *lane = allocate(1, sizeof *lane);
    lane->key = key;
    if (tsearch(lane, &queue->lanes, compare_lanes) == NULL)
        out_of_memory();
    if (queue->turn == NULL) {
        queue->turn = lane->next = lane->previous = lane;
        return lane;
    }
    lane->next = queue->turn;
    lane->previous = queue->turn->previous;
    lane->previous->next = lane->next->previous = lane;
    return lane;
}

static void drop_lane(struct fair_queue *queue, struct fair_lane *lane)
{
    lane->previous->next = lane->next;
    lane->next->previous = lane->previous;
    if (queue->turn == lane)
        queue->turn = lane->next == lane ? NULL : lane->next;
    tdelete(lane, &queue->lanes, compare_lanes);
    free(lane);
}

void fair_queue_add(struct fair_queue *queue, struct fair_item *item, uint64_t key)
{
    struct fair_lane wanted = {.key = key};
    void *node = tfind(&wanted, &queue->lanes, compare_lanes);
    struct fair_lane *lane = node != NULL ? *(struct fair_lane **)node : add_lane(queue, key);
    *item = (struct fair_item){.lane = lane, .previous = lane->last};
    if (lane->last != NULL)
        lane->last->next = item;
    else
        lane->first = item;
    lane->last = item;
}

struct fair_item *fair_queue_first(const struct fair_queue *queue)
{
    return queue->turn != NULL ? queue->turn->first : NULL;
}

struct fair_item *fair_queue_next(const struct fair_queue *queue, const struct fair_item *item)
{
    if (item->next != NULL)
        return item->next;
    return item->lane->next != queue->turn ? item->lane->next->first : NULL;
}

void fair_queue_serve(struct fair_queue *queue, struct fair_item *item)
{
    struct fair_lane *lane = item->lane;
    if (queue->turn == lane)
        queue->turn = lane->next;
    fair_queue_remove(queue, item);
}

void fair_queue_remove(struct fair_queue *queue, struct fair_item *item)
{
    struct fair_lane *lane = item->lane;
    if (item->previous != NULL)
        item->previous->next = item->next;
    else
        lane->first = item->next;
    if (item->next != NULL)
        item->next->previous = item->previous;
    else
        lane->last = item->previous;
    item->lane = NULL;
    if (lane->first == NULL)
        drop_lane(queue, lane);
}
