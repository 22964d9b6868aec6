/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors that fibers wait for. */
#include "net/fiber_watch.h"

#include "base/list.h"

#include <stdlib.h>

struct fiber_watch {
    uv_poll_t poll;
    struct fiber *waiting;
    bool ready;
};

struct fiber_watch *fiber_watch_new(struct fiber_pool *pool, int descriptor)
{
    struct fiber_watch *watch = allocate(1, sizeof *watch);
    if (uv_poll_init(fiber_pool_loop(pool), &watch->poll, descriptor) != 0) {
        free(watch);
        return NULL;
    }
    watch->poll.data = watch;
    return watch;
}

static void free_watch(uv_handle_t *handle)
{
    free(handle->data);
}

void fiber_watch_free(struct fiber_watch *watch)
{
    if (watch != NULL)
        uv_close((uv_handle_t *)&watch->poll, free_watch);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    (void)status; /* an error makes the descriptor ready too: the read or write that follows says which */
    (void)events;
    struct fiber_watch *watch = poll->data;
    watch->ready = true;
    uv_poll_stop(poll);
    fiber_wake(watch->waiting);
}

bool fiber_watch_arm(struct fiber *fiber, struct fiber_watch *watch, int events)
{
    watch->ready = false;
    watch->waiting = fiber;
    return uv_poll_start(&watch->poll, events, on_ready) == 0;
}

void fiber_watch_disarm(struct fiber_watch *watch)
{
    uv_poll_stop(&watch->poll);
}

bool fiber_watch_ready(const struct fiber_watch *watch)
{
    return watch->ready;
}

bool fiber_wait(struct fiber *fiber, struct fiber_watch *watch, int events, int64_t deadline_ms)
{
    return fiber_wait_unless(fiber, watch, events, deadline_ms, NULL);
}

bool fiber_wait_unless(struct fiber *fiber, struct fiber_watch *watch, int events, int64_t deadline_ms,
                       const struct fiber_watch *unless)
{
    if (!fiber_watch_arm(fiber, watch, events))
        return false;
    while (!watch->ready && !fiber_is_cut(fiber) && (unless == NULL || !unless->ready))
        if (!fiber_park(fiber, deadline_ms) && !watch->ready && fiber_now_ms(fiber) >= deadline_ms)
            break;
    fiber_watch_disarm(watch);
    return watch->ready;
}
