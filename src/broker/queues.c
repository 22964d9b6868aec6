/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names and arguments of the queues. */
#include "broker/queues.h"

#include "base/fingerprint.h"
#include "broker/connection.h"

#include <stdio.h>

const char results_queue[] = "mailsonde.results";
const char dead_queue[] = "mailsonde.dead";

/* What is never thrown away: since version 4 RabbitMQ has a limit by itself. */
enum { NO_LIMIT = 1000000000 };

struct queue_name work_queue(size_t number)
{
    struct queue_name name;
    snprintf(name.text, sizeof name.text, "mailsonde.work.%d", (int)(number % WORK_QUEUES));
    return name;
}

size_t work_queue_of(const char *key)
{
    /* The lowest bits of FNV are weak in the last byte. */
    uint64_t hash = fingerprint_add(FINGERPRINT_BEGIN, key);
    return (size_t)((hash ^ hash >> 32) % WORK_QUEUES);
}

bool work_queue_is_idle(struct broker_connection *connection, size_t number, bool *idle)
{
    struct queue_name name = work_queue(number);
    size_t messages, consumers;
    if (!broker_consume(connection, name.text, name.text, 1, false)
        || !broker_count(connection, name.text, &messages, &consumers)
        || !broker_cancel(connection, name.text))
        return false;
    *idle = messages == 0 && consumers == 1;
    return true;
}

bool queues_declare(struct broker_connection *connection)
{
    bool declared = broker_declare(connection, results_queue, NO_LIMIT, NULL)
                    && broker_declare(connection, dead_queue, NO_LIMIT, NULL);
    for (size_t i = 0; declared && i < WORK_QUEUES; i++)
        declared = broker_declare(connection, work_queue(i).text, DELIVERIES_MAX, dead_queue);
    return declared;
}
