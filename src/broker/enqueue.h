/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Puts targets into the work queues. */
#ifndef MAILSONDE_BROKER_ENQUEUE_H
#define MAILSONDE_BROKER_ENQUEUE_H

#include "broker/broker_url.h"
#include "facts/run.h"

#include <stdbool.h>
#include <stddef.h>

struct enqueue_options {
    const struct broker_urls *urls;
    const char *run; /* its name */
    const char *const *words;
    size_t word_count; /* as in discover/target_source.h, with the next */
    bool words_are_hosts;
    void *context;
    /* Finds what targets have in common that share hosts: *keys[i] for each, or NULL. NULL: nobody does. */
    void (*find_keys)(void *context, const char *const *words, size_t count, char **keys);
    /* All is set up, and no target was read. */
    void (*ready)(void *context);
    void (*input_error)(void *context, const struct input_error *error);
    /* One line about what goes on; safe for a terminal. */
    void (*tell)(void *context, const char *line);
};

struct enqueue_end {
    char *error;    /* why it could not begin, one line; NULL if it began. The caller frees. */
    int signal;     /* that ended it; 0 for none */
    size_t targets; /* that the broker has confirmed */
};

/* Publishes all targets and then the end of the list; returns when the broker has confirmed them all, or at a
 * signal. While the broker is gone it is tried again and again. False when not all was published: the same
 * list can then be given again, what comes twice is reported once. */
bool enqueue_run(const struct enqueue_options *options, struct enqueue_end *end);

#endif
