/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fiber that wakes once a second. */
#include "scan/ticker.h"

#include <stddef.h>

enum { TICK_MS = 1000 };

static void run(struct fiber *fiber, void *argument)
{
    struct ticker *ticker = argument;
    ticker->fiber = fiber;
    int64_t due_ms = fiber_now_ms(fiber) + TICK_MS;
    while (!ticker->over && !fiber_is_cut(fiber)) {
        fiber_park(fiber, due_ms);
        if (ticker->over || fiber_now_ms(fiber) < due_ms)
            continue;
        due_ms = fiber_now_ms(fiber) + TICK_MS;
        ticker->tick(ticker->context, fiber_now_ms(fiber));
    }
    ticker->fiber = NULL;
}

void ticker_begin(struct ticker *ticker, struct fiber_pool *pool)
{
    fiber_spawn(pool, run, ticker);
}

void ticker_end(struct ticker *ticker)
{
    ticker->over = true;
    if (ticker->fiber != NULL)
        fiber_wake(ticker->fiber);
}
