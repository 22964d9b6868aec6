/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls a function once a second while a run goes on, also where nothing else happens for long. */
#ifndef MAILSONDE_SCAN_TICKER_H
#define MAILSONDE_SCAN_TICKER_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stdint.h>

/* Stays where it is until the run has ended. */
struct ticker {
    void (*tick)(void *context, int64_t now_ms);
    void *context;
    bool over;
    struct fiber *fiber; /* once it runs, until it has returned */
};

/* Begins, with `tick` and `context` set. */
void ticker_begin(struct ticker *ticker, struct fiber_pool *pool);

/* Ends it; a pool that is cut off does so, too. */
void ticker_end(struct ticker *ticker);

#endif
