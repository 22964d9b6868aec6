/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A worker's line to the broker, in a thread of its own: the scan must not wait for the broker, and the
 * broker's library blocks. The thread takes targets from the work queues, publishes results and connects
 * again when the connection is lost; what the broker has not confirmed is kept and published again, in order.
 */
#ifndef MAILSONDE_BROKER_LINK_H
#define MAILSONDE_BROKER_LINK_H

#include "broker/connection.h"
#include "broker/nodes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link;

/* A message of a work queue that is not settled. It can be settled only on the connection it came by. */
struct link_delivery {
    uint64_t connection; /* their number; 0: settled, or lost with the connection */
    uint64_t tag;
    size_t queue;
};

enum link_event_kind {
    LINK_NOTHING,
    LINK_DELIVERY,
    LINK_CONFIRMED, /* what was published up to `number` */
    LINK_LOST,      /* all deliveries are: the broker gives them out again. `text` says why. */
    LINK_BACK,      /* connected again, or at last */
    LINK_REFUSED,   /* never connected yet, and the broker does not want us: `text` says why */
    LINK_EMPTY      /* no target waits, and no worker holds one */
};

struct link_event {
    enum link_event_kind kind;
    struct link_delivery delivery;
    int64_t delivered_before; /* so many times */
    char *run;                /* the receiver's to free, as the next ones */
    char *type;
    char *text;
    uint64_t number;
};

/* Whether a delivery is what "enqueue" writes; anybody could write into the queue. */
bool link_event_is_target(const struct link_event *event);

/* Takes over the connection, whose queues are declared (NULL: there is none yet), and begins to take targets:
 * `places` at once. The nodes are copied, their URLs borrowed until link_free(). NULL when there can be no
 * thread. */
struct link *link_new(const struct nodes *nodes, struct broker_connection *connection, size_t places);

/* Becomes readable when there is an event. */
int link_descriptor(const struct link *link);
void link_next(struct link *link, struct link_event *event);

/* Publishes to the queue of results; `body` is the link's from here on. The number comes back in
 * LINK_CONFIRMED. `run` may be NULL. */
uint64_t link_publish(struct link *link, const char *type, const char *run, char *body, size_t length);

/* Settles a delivery, once: it is done, or somebody else is to do it. */
void link_settle(struct link *link, struct link_delivery *delivery, bool done);

/* How many more targets there is room for. */
void link_set_free_places(struct link *link, size_t count);

/* Takes no more targets. */
void link_stop_taking(struct link *link);

/* Ends the thread and closes the connection; what was not settled goes back to the queue. Takes NULL. */
void link_free(struct link *link);

#endif
