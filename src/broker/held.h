/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets that a worker holds: from their delivery until the broker has confirmed their lines. */
#ifndef MAILSONDE_BROKER_HELD_H
#define MAILSONDE_BROKER_HELD_H

#include "broker/link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum held_state {
    HELD_WAITING,
    HELD_SCANNED,   /* its scan goes on */
    HELD_PUBLISHED, /* its line is on its way to the broker */
    HELD_STATES
};

struct held {
    char *key; /* of what follows */
    char *run;
    char *word;
    bool is_host; /* a bare name that is a host */
    enum held_state state;
    int64_t delivered_before;         /* so many times */
    struct link_delivery *deliveries; /* more than one where the broker gave it out again, or it is twice in
                                         the list; none after a lost connection */
    size_t delivery_count;
    uint32_t scanner;    /* its number, once it is scanned */
    uint64_t line;       /* the number of its line, once that is published */
    struct held *before; /* in the list of its state */
    struct held *next;
};

/* In the order in which they got there. */
struct held_list {
    struct held *first;
    struct held *last;
    size_t count;
};

/* Zeroed is empty. */
struct held_targets {
    void *tree; /* by key, tsearch(3) */
    struct held_list lists[HELD_STATES];
    size_t count;
};

/* What a target is known by; the caller frees. */
char *held_key(const char *run, const char *word, bool is_host);

/* NULL for none. */
struct held *held_find(const struct held_targets *targets, const char *key);

/* Adds one that waits. The texts are its own from here on. */
struct held *held_add(struct held_targets *targets, char *key, char *run, char *word);

void held_move(struct held_targets *targets, struct held *held, enum held_state state);
void held_remove(struct held_targets *targets, struct held *held);

#endif
