/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Computing in other threads: see net/off_loop.h.
 *
 * The threads are kept: GnuTLS has a random generator for each thread that uses it, and frees none before
 * the program ends. */
#include "net/off_loop.h"

#include "base/list.h"
#include "net/fair_queue.h"
#include "net/fiber.h"

#include <stdlib.h>

enum {
    /* The loop wants a processor, too. */
    THREADS_MAX = 2,
    STACK_BYTES = 512 << 10
};

/* On the stack of the fiber that waits for it. */
struct computation {
    struct fair_item item; /* while it waits for a thread */
    struct fiber *fiber;
    void (*compute)(void *argument);
    void *argument;
    struct computation *next; /* in one of the lists below */
    bool unless_cut;          /* it does not begin for a fiber that is cut off */
    bool refused;             /* for that */
    bool begun;               /* a thread has it, or had */
    bool done;
};

struct off_loop {
    uv_loop_t *loop;
    uv_async_t told; /* there is something in `finished` */
    bool is_open;    /* `told` is */
    struct fair_queue waiting;
    size_t under_way;
    size_t count;
    uv_thread_t threads[THREADS_MAX];
    size_t thread_count;

    uv_mutex_t lock; /* of what follows */
    uv_cond_t changed;
    struct computation *begun; /* no more than there are threads */
    struct computation *finished;
    bool closing;
};

static void serve(void *argument)
{
    struct off_loop *off_loop = argument;
    uv_mutex_lock(&off_loop->lock);
    for (;;) {
        struct computation *computation = off_loop->begun;
        if (computation == NULL && off_loop->closing)
            break;
        if (computation == NULL) {
            uv_cond_wait(&off_loop->changed, &off_loop->lock);
            continue;
        }
        off_loop->begun = computation->next;
        uv_mutex_unlock(&off_loop->lock);
        computation->compute(computation->argument);
        uv_mutex_lock(&off_loop->lock);
        computation->next = off_loop->finished;
        off_loop->finished = computation;
        uv_async_send(&off_loop->told);
    }
    uv_mutex_unlock(&off_loop->lock);
}

/* The fiber may be cut off and not have run since. */
static bool is_refused(struct off_loop *off_loop, struct computation *computation)
{
    computation->refused = computation->unless_cut && fiber_is_cut(computation->fiber);
    if (!computation->refused)
        return false;
    fair_queue_remove(&off_loop->waiting, &computation->item);
    fiber_wake(computation->fiber);
    return true;
}

static void begin(struct off_loop *off_loop, struct computation *computation)
{
    fair_queue_serve(&off_loop->waiting, &computation->item);
    computation->begun = true;
    off_loop->under_way++;
    off_loop->count++;
    uv_mutex_lock(&off_loop->lock);
    struct computation **last = &off_loop->begun;
    while (*last != NULL)
        last = &(*last)->next;
    *last = computation;
    uv_cond_signal(&off_loop->changed);
    uv_mutex_unlock(&off_loop->lock);
}

/* Hands over as much as there are threads for. While something is under way the loop waits for it. */
static void hand_over(struct off_loop *off_loop)
{
    struct fair_item *item;
    while (off_loop->under_way < off_loop->thread_count
           && (item = fair_queue_first(&off_loop->waiting)) != NULL) {
        struct computation *computation = (struct computation *)item;
        if (!is_refused(off_loop, computation))
            begin(off_loop, computation);
    }
    if (off_loop->under_way > 0)
        uv_ref((uv_handle_t *)&off_loop->told);
    else
        uv_unref((uv_handle_t *)&off_loop->told);
}

static void on_told(uv_async_t *told)
{
    struct off_loop *off_loop = told->data;
    uv_mutex_lock(&off_loop->lock);
    struct computation *finished = off_loop->finished;
    off_loop->finished = NULL;
    uv_mutex_unlock(&off_loop->lock);
    while (finished != NULL) {
        struct computation *computation = finished;
        finished = computation->next;
        computation->done = true;
        off_loop->under_way--;
        fiber_wake(computation->fiber);
    }
    hand_over(off_loop);
}

struct off_loop *off_loop_new(uv_loop_t *loop)
{
    struct off_loop *off_loop = allocate(1, sizeof *off_loop);
    off_loop->loop = loop;
    return off_loop;
}

/* What only those runs need that compute something: descriptors, locks. */
static bool open_loop(struct off_loop *off_loop)
{
    if (off_loop->is_open)
        return true;
    if (uv_mutex_init(&off_loop->lock) != 0)
        return false;
    if (uv_cond_init(&off_loop->changed) != 0) {
        uv_mutex_destroy(&off_loop->lock);
        return false;
    }
    if (uv_async_init(off_loop->loop, &off_loop->told, on_told) != 0) {
        uv_cond_destroy(&off_loop->changed);
        uv_mutex_destroy(&off_loop->lock);
        return false;
    }
    off_loop->told.data = off_loop;
    return off_loop->is_open = true;
}

/* Where all threads are busy there is one more, up to the bound; false when there is none at all. */
static bool has_threads(struct off_loop *off_loop)
{
    const uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK_BYTES};
    if (!open_loop(off_loop))
        return false;
    if (off_loop->under_way == off_loop->thread_count && off_loop->thread_count < THREADS_MAX
        && uv_thread_create_ex(&off_loop->threads[off_loop->thread_count], &options, serve, off_loop) == 0)
        off_loop->thread_count++;
    return off_loop->thread_count > 0;
}

static bool run(struct fiber *fiber, struct computation *computation)
{
    struct off_loop *off_loop = fiber_pool_off_loop(fiber_pool_of(fiber));
    if (computation->unless_cut && fiber_is_cut(fiber))
        return false;
    if (!has_threads(off_loop)) {
        computation->compute(computation->argument);
        return true;
    }
    fair_queue_add(&off_loop->waiting, &computation->item, fiber_target(fiber));
    hand_over(off_loop);
    /* The work is in a thread, which no group (net/group.h) can have. */
    while (!computation->done && !computation->refused)
        if (computation->begun || !is_refused(off_loop, computation))
            fiber_park(fiber, FIBER_NEVER);
    return computation->done;
}

bool off_loop_run(struct fiber *fiber, void (*compute)(void *argument), void *argument)
{
    struct computation computation = {
        .fiber = fiber, .compute = compute, .argument = argument, .unless_cut = true};
    return run(fiber, &computation);
}

void off_loop_finish(struct fiber *fiber, void (*compute)(void *argument), void *argument)
{
    struct computation computation = {.fiber = fiber, .compute = compute, .argument = argument};
    run(fiber, &computation);
}

size_t off_loop_count(const struct off_loop *off_loop)
{
    return off_loop->count;
}

void off_loop_close(struct off_loop *off_loop)
{
    if (!off_loop->is_open)
        return;
    uv_mutex_lock(&off_loop->lock);
    off_loop->closing = true;
    uv_cond_broadcast(&off_loop->changed);
    uv_mutex_unlock(&off_loop->lock);
    for (size_t i = 0; i < off_loop->thread_count; i++)
        uv_thread_join(&off_loop->threads[i]);
    uv_close((uv_handle_t *)&off_loop->told, NULL);
}

void off_loop_release(struct off_loop *off_loop)
{
    if (off_loop->is_open) {
        uv_cond_destroy(&off_loop->changed);
        uv_mutex_destroy(&off_loop->lock);
    }
    free(off_loop);
}
