/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes connections ahead: while the one before them is still in use.
 *
 * If a server greets slowly, a survey spends nearly all its time before the ClientHello of each connection.
 * For the next connections that part is done at the same time, by a fiber for each. */
#ifndef MAILSONDE_PROBE_AHEAD_H
#define MAILSONDE_PROBE_AHEAD_H

#include "probe/dialogue.h"

#include <stddef.h>

/* As many as the default of connections open to an address at once. */
enum { AHEAD_MAX = 2 };

struct ahead_connection;

/* Zeroed: makes no connections. Used by one fiber, apart from those that it starts. */
struct ahead {
    bool enabled; /* false: makes no connections */
    size_t count;
    struct ahead_connection *connections[AHEAD_MAX]; /* in the order in which they were begun */
};

/* Begins further connections to the place of `dialogue` until there are `wanted`, at most AHEAD_MAX, and
 * takes each of them up to the point where a ClientHello can be sent. */
void ahead_begin(struct ahead *ahead, const struct dialogue *dialogue, size_t wanted);

/* Hands the first of them to `dialogue`, in the state after dialogue_before_hello(), whose result is in
 * *goes_on. Waits for it in the dialogue's fiber. False if there is none. */
bool ahead_take(struct ahead *ahead, struct dialogue *dialogue, bool *goes_on);

/* Closes all connections that were not taken; waits for that in `fiber`. */
void ahead_drop(struct ahead *ahead, struct fiber *fiber);

#endif
