/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The choice of queues. */
#include "broker/taking.h"

#include <string.h>

size_t taking_queue_of(const char *consumer)
{
    for (size_t i = 0; i < WORK_QUEUES; i++)
        if (strcmp(work_queue(i).text, consumer) == 0)
            return i;
    return 0;
}

static bool end_consumer(struct taking *taking, struct broker_connection *connection, size_t queue)
{
    taking->queues[queue].consumed = false;
    return broker_cancel(connection, work_queue(queue).text);
}

bool taking_end(struct taking *taking, struct broker_connection *connection)
{
    for (size_t i = 0; i < WORK_QUEUES; i++)
        if (taking->queues[i].consumed && !end_consumer(taking, connection, i))
            return false;
    return true;
}

size_t taking_choose(const struct taking *taking, const struct queue_count *counts)
{
    size_t best = WORK_QUEUES;
    for (size_t n = 0; n < WORK_QUEUES; n++) {
        size_t i = (taking->first_queue + n) % WORK_QUEUES;
        if (counts[i].messages == 0)
            continue;
        if (taking->queues[i].consumed)
            return WORK_QUEUES; /* it still delivers */
        if (best == WORK_QUEUES || counts[i].consumers < counts[best].consumers
            || (counts[i].consumers == counts[best].consumers && counts[i].messages > counts[best].messages))
            best = i;
    }
    return best;
}

/* What the counts say, asked in a way that cannot be wrong. */
static enum taking_result look_again(const struct taking *taking, struct broker_connection *connection)
{
    bool idle = true;
    for (size_t i = 0; i < WORK_QUEUES && idle; i++)
        if (taking->queues[i].consumed)
            idle = false;
        else if (!work_queue_is_idle(connection, i, &idle))
            return TAKING_LOST;
    return idle ? TAKING_EMPTY : TAKING_SAME;
}

enum taking_result taking_look(struct taking *taking, struct broker_connection *connection, size_t places)
{
    struct queue_count counts[WORK_QUEUES];
    bool empty = true;
    for (size_t i = 0; i < WORK_QUEUES; i++) {
        if (!broker_count(connection, work_queue(i).text, &counts[i].messages, &counts[i].consumers))
            return TAKING_LOST;
        empty = empty && counts[i].messages == 0 && counts[i].consumers == 0;
    }
    for (size_t i = 0; i < WORK_QUEUES; i++) {
        const struct taken_queue *queue = &taking->queues[i];
        if (queue->consumed && queue->held == 0 && counts[i].messages == 0
            && !end_consumer(taking, connection, i))
            return TAKING_LOST;
    }
    size_t queue = taking_choose(taking, counts);
    if (queue == WORK_QUEUES)
        return empty ? look_again(taking, connection) : TAKING_SAME;
    taking->queues[queue].consumed = true;
    struct queue_name name = work_queue(queue);
    return broker_consume(connection, name.text, name.text, places, false) ? TAKING_MORE : TAKING_LOST;
}
