/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes results from the queue into a file: each target of a run once, each part once, whatever the workers
 * or the broker delivered twice. A message is acknowledged once the disk has its line. */
#ifndef MAILSONDE_BROKER_COLLECT_H
#define MAILSONDE_BROKER_COLLECT_H

#include "broker/broker_url.h"

#include <stdbool.h>
#include <stddef.h>

struct collect_options {
    const struct broker_urls *urls;
    const char *path; /* NULL and "-": standard output */
    bool follow;      /* goes on when all is collected */
    void *context;
    /* All is set up: the file is open, and the broker was asked for a connection. */
    void (*ready)(void *context);
    /* One line about what goes on; safe for a terminal. */
    void (*tell)(void *context, const char *line);
};

struct collect_end {
    char *error;       /* why it could not begin or go on, one line; NULL for none. The caller frees. */
    int signal;        /* that ended it; 0 for none */
    size_t targets;    /* in the file, those of an earlier call with it */
    size_t unfinished; /* targets that have only a line that says so */
    size_t enqueued;   /* targets of the lists whose end has come */
};

/* Collects until the end of a list has come, no target waits, no worker holds one and no result is left; or
 * until a signal. A broker that cannot be reached is waited for, one that refuses us from the first
 * connection on is an error. False for an error. */
bool collect_run(const struct collect_options *options, struct collect_end *end);

#endif
