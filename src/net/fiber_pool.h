/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What fibers and their pools are made of: for the files fiber*.c and crew.c alone. */
#ifndef MAILSONDE_NET_FIBER_POOL_H
#define MAILSONDE_NET_FIBER_POOL_H

#include "net/fiber.h"
#include "net/fiber_stack.h"
#include "net/inbox.h"
#include "net/signal_watch.h"
#include "net/stall_watch.h"

#include <stdatomic.h>
#include <ucontext.h>

/* Stacks kept for fibers to come. A scan whose fibers begin and end one by one needs few; the others' pages
 * are given back. */
enum { FIBER_SPARE_STACKS_MAX = 64 };

struct fiber {
    struct fiber_pool *pool;
    struct fiber_stack stack; /* zeroed but while it runs */
    void *fake_stack;         /* AddressSanitizer's, while the fiber does not run */
    void *tsan;               /* ThreadSanitizer's */
    uv_timer_t timer;
    void (*run)(struct fiber *fiber, void *argument);
    void *argument;
    uint64_t target;
    int64_t limit_ms;   /* then it is cut off */
    bool limit_told;    /* a wait has ended for that */
    bool out_of_memory; /* its target is ended for that */
    struct fiber *next; /* in the queue of those that shall run, without a stack, or spare */
    bool queued;
    bool started;
    bool parked;
    bool woken;
    bool finished;
};

/* Lets a fiber that has not begun wait until it is woken, cut off or at its time limit. May be called again.
 */
void fiber_sleep(struct fiber *fiber);

struct fiber_pool {
    uv_loop_t loop;
    bool cut;
    struct signal_watch signals; /* the one that was caught cut the pool */
    struct stall_watch watch;
    struct off_loop *off_loop;
    uv_idle_t runner; /* active while the queue is not empty */
    ucontext_t loop_context;
    void *loop_fake_stack;
    void *loop_tsan;
    const void *loop_stack;
    size_t loop_stack_bytes;
    struct fiber *first;
    struct fiber *last;
    struct fiber *spare;
    struct fiber_stack spare_stacks[FIBER_SPARE_STACKS_MAX];
    size_t spare_stack_count;
    struct fiber *stackless;     /* shall run, and wait for a stack; the youngest first */
    const struct fiber *running; /* NULL in the loop itself */
    struct fiber **all;
    size_t count;
    size_t alive;

    /* Of a pool in a crew (net/crew.h). */
    struct inbox *inbox;           /* from other threads; NULL: the pool works alone */
    uv_thread_t thread;            /* the one that runs it */
    struct fiber_pool *chief;      /* NULL for the chief itself */
    struct fiber_pool **followers; /* of the chief; the crew's */
    size_t follower_count;
    bool dismissed;     /* it ends when its fibers have returned */
    atomic_size_t load; /* fibers that could run */
};

#endif
