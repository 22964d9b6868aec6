/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The queues that a fleet of workers shares. All are durable quorum queues in one vhost, and every command
 * declares them in the same way:
 *
 *     mailsonde.work.0 ... mailsonde.work.15   targets that wait
 *     mailsonde.results                        lines of reports, and the ends of lists
 *     mailsonde.dead                           targets that were delivered too often
 *
 * Which of the work queues a target waits in is a hash of its key, so that what shares hosts waits in one
 * queue; a worker takes from one queue at a time. */
#ifndef MAILSONDE_BROKER_QUEUES_H
#define MAILSONDE_BROKER_QUEUES_H

#include <stddef.h>

enum {
    WORK_QUEUES = 16,
    /* So often a target is delivered again before it is a dead letter. */
    DELIVERIES_MAX = 10
};

struct broker_connection;

extern const char results_queue[];
extern const char dead_queue[];

/* A name of a work queue. */
struct queue_name {
    char text[32];
};
struct queue_name work_queue(size_t number);

/* The number of the queue for targets with this key. */
size_t work_queue_of(const char *key);

/* Declares all of them; false when the connection is lost or the broker refuses. */
_Bool queues_declare(struct broker_connection *connection);

/* Whether a work queue has neither a target that waits nor one that a worker holds. Of a queue whose leader
 * does not answer at once RabbitMQ says that it has neither messages nor consumers: so a consumer of our own,
 * with the queue's name, has to be among those that it counts. It may get a target, before or after this
 * function returns. False when the connection is lost. */
_Bool work_queue_is_idle(struct broker_connection *connection, size_t number, _Bool *idle);

#endif
