/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection to a RabbitMQ broker (AMQP 0-9-1), with one channel on which publishes are confirmed. The
 * only user of librabbitmq, which is blocking: so is each of these functions, up to the time limit of the
 * connection. A connection belongs to one thread. */
#ifndef MAILSONDE_BROKER_CONNECTION_H
#define MAILSONDE_BROKER_CONNECTION_H

#include "broker/broker_url.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct broker_connection;

/* What a message says beside its body. NULL and 0 where it says nothing. */
struct broker_message {
    const char *type; /* what the body is */
    const char *run;
    const void *body;
    size_t length;
};

enum broker_event_kind {
    BROKER_NOTHING,   /* no event within the time */
    BROKER_DELIVERY,  /* a message of a queue that is consumed */
    BROKER_CONFIRMED, /* the publish `tag` is safe; with `multiple`, all before it too */
    BROKER_REFUSED,   /* the same, of what the broker did not take */
    BROKER_CANCELLED, /* the broker has ended a consumer */
    BROKER_LOST       /* the connection is of no more use: broker_problem() says why */
};

struct broker_event {
    enum broker_event_kind kind;
    uint64_t tag;
    bool multiple;
    /* Of a delivery, until the next call: */
    struct broker_message message;
    char consumer[64];
    int64_t delivered_before; /* so many times */
};

/* Why there is no connection. */
struct broker_failure {
    char *problem;   /* one line without the password, safe for a terminal */
    bool is_refusal; /* waiting does not help: the broker knows us and does not want us, its certificate is
                        not good, or what the URL says cannot be done */
};

/* Connects and logs in. NULL when that fails, *failure then says why; the caller frees its problem. The URL
 * is borrowed for this call. */
struct broker_connection *broker_connect(const struct broker_url *url, struct broker_failure *failure);

/* Closes politely if the connection works. Takes NULL. */
void broker_close(struct broker_connection *connection);

/* Why the last call failed, one line, safe for a terminal; the connection's. */
const char *broker_problem(const struct broker_connection *connection);

/* Whether it failed because the broker has refused something for good. */
bool broker_has_refused(const struct broker_connection *connection);

/* To wait for what the broker sends, after broker_next() has returned BROKER_NOTHING. */
int broker_descriptor(const struct broker_connection *connection);

/* How often broker_next() is to be called at least, for the heartbeats; in milliseconds. */
int broker_pause_ms(const struct broker_connection *connection);

/* All of the following return false when the connection is of no more use. */

/* Declares a durable quorum queue. What was delivered more than `deliveries_max` times goes to the queue
 * `dead_letters`; NULL: it is dropped. */
bool broker_declare(struct broker_connection *connection, const char *queue, int64_t deliveries_max,
                    const char *dead_letters);

/* How many messages of the queue wait, and how many consumers it has; one that was ended counts as long as it
 * holds messages. */
bool broker_count(struct broker_connection *connection, const char *queue, size_t *messages,
                  size_t *consumers);

/* Publishes a persistent message to a queue. *tag is the number that its BROKER_CONFIRMED will have. */
bool broker_publish(struct broker_connection *connection, const char *queue,
                    const struct broker_message *message, uint64_t *tag);

/* Begins a consumer of this name, which is sent so many messages ahead of their acknowledgement. `alone`: no
 * other consumer may have the queue. */
bool broker_consume(struct broker_connection *connection, const char *queue, const char *consumer,
                    size_t prefetch, bool alone);
/* Ends it; what it was sent stays its. */
bool broker_cancel(struct broker_connection *connection, const char *consumer);

/* Settles a delivery: it is done, or is to be delivered again. */
bool broker_acknowledge(struct broker_connection *connection, uint64_t tag);
bool broker_give_back(struct broker_connection *connection, uint64_t tag);

/* The next event, waiting at most so long. */
void broker_next(struct broker_connection *connection, int timeout_ms, struct broker_event *event);

#endif
