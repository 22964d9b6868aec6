/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The nodes of a broker, any of which will do: connects to one after the other until one lets us in, and
 * pauses after all have been tried. */
#ifndef MAILSONDE_BROKER_NODES_H
#define MAILSONDE_BROKER_NODES_H

#include "broker/back_off.h"
#include "broker/broker_url.h"
#include "broker/connection.h"

#include <stdbool.h>
#include <stddef.h>

struct nodes {
    const struct broker_urls *urls; /* borrowed */
    /* Declares and consumes what is needed; false when the connection is lost or the broker refuses. */
    bool (*prepare)(struct broker_connection *connection);
    size_t next; /* to be tried; after a connection is lost, not the node that it was to */
    size_t tried;
    struct back_off back_off;
};

/* Tries the next node. NULL when that fails, *failure then says why; the caller frees its problem. */
struct broker_connection *nodes_try(struct nodes *nodes, struct broker_failure *failure);

/* Tries all of them, or as many as it takes; NULL when each one failed, and also when one refused us, which
 * another node of the same broker would do, too. */
struct broker_connection *nodes_connect(struct nodes *nodes, struct broker_failure *failure);

/* How long to pause before the next nodes_try(). */
int nodes_pause_ms(struct nodes *nodes);

#endif
