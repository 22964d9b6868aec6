/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From which queues a worker takes targets: from one, as long as it delivers. When that one is empty and the
 * worker has places left, from the one with the fewest consumers of those that have targets, of several the
 * fullest. So each worker has queues of its own as long as there are enough, and helps others in the end. A
 * consumer ends when its queue is empty and it holds nothing of it; as long as it holds something, the broker
 * counts it. */
#ifndef MAILSONDE_BROKER_TAKING_H
#define MAILSONDE_BROKER_TAKING_H

#include "broker/connection.h"
#include "broker/queues.h"

#include <stdbool.h>
#include <stddef.h>

/* What a worker knows of a work queue. */
struct taken_queue {
    bool consumed;
    size_t held; /* deliveries that are not settled */
};

/* Zeroed for each connection, but for the first queue. */
struct taking {
    struct taken_queue queues[WORK_QUEUES];
    size_t first_queue; /* to begin with: workers that start together differ */
};

enum taking_result {
    TAKING_LOST, /* the connection is of no more use */
    TAKING_MORE, /* a consumer was begun */
    TAKING_SAME, /* there is nothing else to take from */
    TAKING_EMPTY /* no target waits, and no worker holds one but perhaps one that is on its way to us */
};

/* What is waiting in a queue, and who takes from it. */
struct queue_count {
    size_t messages;
    size_t consumers;
};

/* The queue to take from besides; WORK_QUEUES for none. */
size_t taking_choose(const struct taking *taking, const struct queue_count *counts);

/* Looks at all queues, ends consumers that are over and perhaps begins one, with so many places. */
enum taking_result taking_look(struct taking *taking, struct broker_connection *connection, size_t places);

/* Ends all consumers; false when the connection is of no more use. */
bool taking_end(struct taking *taking, struct broker_connection *connection);

/* The number of the queue that a consumer of this name takes from. */
size_t taking_queue_of(const char *consumer);

#endif
