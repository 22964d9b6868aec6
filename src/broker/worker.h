/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes targets from the queues, has them scanned and publishes their lines. A target is settled once the
 * broker has confirmed all of its lines, and the parts that they point at; until then the broker gives it to
 * somebody else if this worker is gone. */
#ifndef MAILSONDE_BROKER_WORKER_H
#define MAILSONDE_BROKER_WORKER_H

#include "broker/broker_url.h"
#include "broker/spawner.h"

#include <stdbool.h>
#include <stddef.h>

struct worker_options {
    const struct broker_urls *urls;
    struct spawner_programs programs; /* how "scan" is called */
    size_t places;                    /* targets at once */
    bool until_empty;                 /* ends when no target waits and no worker holds one */
    void *context;
    /* All is set up: the broker was asked for a connection, and no target was taken. */
    void (*ready)(void *context);
    /* One line about what goes on; safe for a terminal. */
    void (*tell)(void *context, const char *line);
};

struct worker_end {
    char *error;    /* why it could not begin or go on, one line; NULL for none. The caller frees. */
    int signal;     /* that ended it; 0 for none */
    size_t targets; /* whose lines the broker has confirmed */
};

/* Works until a signal, or until all is done. At the first SIGINT, SIGTERM or SIGHUP it takes no more targets
 * and finishes those whose scan has begun; at the second it gives back all. A
 * broker that cannot be reached is waited for, one that refuses us from the first connection on is an error.
 * False for an error. */
bool worker_run(const struct worker_options *options, struct worker_end *end);

#endif
