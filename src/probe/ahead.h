/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections that are made while the one before them is in use.
 *
 * Where a server takes its time to greet, nearly all of a question's time is what comes before the question.
 * That part of those that follow can be done meanwhile, by a fiber for each. */
#ifndef MAILSONDE_PROBE_AHEAD_H
#define MAILSONDE_PROBE_AHEAD_H

#include "probe/dialogue.h"

#include <stddef.h>

/* As many as are open at an address at once, when nothing is said of that. */
enum { AHEAD_MAX = 2 };

struct ahead_connection;

/* Zeroed: nothing was made, nor will be. One fiber uses it, besides its own. */
struct ahead {
    bool enabled; /* else nothing is made */
    size_t count;
    struct ahead_connection *connections[AHEAD_MAX]; /* in the order in which they were begun */
};

/* Begins to make connections to the place of `dialogue` until there are `wanted` of them, AHEAD_MAX at most:
 * connects, and says what comes before a ClientHello. */
void ahead_begin(struct ahead *ahead, const struct dialogue *dialogue, size_t wanted);

/* Gives the first of them to `dialogue`, as if it had come so far by itself: *goes_on is what
 * dialogue_before_hello() would have returned. Waits for it in the dialogue's fiber. False when there is
 * none. */
bool ahead_take(struct ahead *ahead, struct dialogue *dialogue, bool *goes_on);

/* Ends all that nobody took; waits for that in `fiber`. */
void ahead_drop(struct ahead *ahead, struct fiber *fiber);

#endif
