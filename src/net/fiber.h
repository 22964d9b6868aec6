/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stackful fibers on one libuv loop, so that a dialogue can be one function that waits. A fiber is a function
 * with its own stack. It runs until it waits for something; meanwhile the loop and the other fibers run. All
 * fibers of a pool share one thread, so plain data needs no lock between them. Pools in several threads work
 * together as net/crew.h says. */
#ifndef MAILSONDE_NET_FIBER_H
#define MAILSONDE_NET_FIBER_H

#include "facts/loop_stalls.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct fiber_pool;
struct fiber;
struct off_loop;

/* A pool with a loop of its own; NULL when the system gives none. fiber_pool_free() takes NULL; no fiber may
 * be left and every handle that others put on the loop must be closed. */
struct fiber_pool *fiber_pool_new(void);
void fiber_pool_free(struct fiber_pool *pool);

uv_loop_t *fiber_pool_loop(struct fiber_pool *pool);

/* What computes in other threads for the pool's fibers (net/off_loop.h); the pool's. */
struct off_loop *fiber_pool_off_loop(struct fiber_pool *pool);

/* Starts `run(fiber, argument)` at the next turn of the loop. The caller keeps `argument` alive until then.
 * Whoever keeps the fiber, which is the pool's, forgets it before `run` has returned: net/group.h does that,
 * and waits. */
struct fiber *fiber_spawn(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument),
                          void *argument);

/* The same, but `run` begins only when the fiber is woken, or cut off: until then it has no stack. What it
 * finds out before it waits is what it was woken for, or why it is cut off. */
struct fiber *fiber_spawn_asleep(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument),
                                 void *argument);

/* Runs the loop until the last fiber has returned; false when the pool was cut on the way. */
bool fiber_pool_run(struct fiber_pool *pool);

/* How long the fibers kept the loop from its connections so far. */
struct loop_stalls fiber_pool_stalls(const struct fiber_pool *pool);

/* Cuts off what the fibers do, from the pool's own thread. Every parked fiber is woken, and nothing that
 * waits for the outside goes on, in the pools of its crew neither: a stream stops with STOP_INTERRUPTED, no
 * connection and no look-up is begun, a wait for a place in the budget ends without one. So each fiber
 * returns by its usual way with the facts that it has. Whoever waits for something else than another fiber
 * asks fiber_is_cut() after each fiber_park(). */
void fiber_pool_cut(struct fiber_pool *pool);
bool fiber_pool_is_cut(const struct fiber_pool *pool);

/* Cuts off what the fibers of one target do: the one that most fibers belong to, of several the youngest. The
 * pool does so by itself when memory is short; fibers of no target go on. */
void fiber_pool_cut_largest(struct fiber_pool *pool);

/* Why what a fiber does is cut off. */
enum fiber_cut {
    FIBER_GOES_ON,       /* it is not */
    FIBER_INTERRUPTED,   /* the pool was cut */
    FIBER_OUT_OF_MEMORY, /* memory is short, and its target had most fibers */
    FIBER_OUT_OF_TIME    /* its time limit is over */
};

/* Whether `fiber` is cut off, and why. Everything that waits for the network asks this and not the pool. */
enum fiber_cut fiber_cut_of(const struct fiber *fiber);
bool fiber_is_cut(const struct fiber *fiber);

/* Whether it is cut off because of a limit of its own target, which other targets may not have reached. */
bool fiber_target_is_cut(const struct fiber *fiber);

/* The same in words, for reports. */
const char *fiber_cut_words(const struct fiber *fiber);

/* What the fiber does is cut off at `until_ms` of fiber_now_ms(), FIBER_NEVER for never; what it spawns after
 * that has the same limit. It is woken then, as by fiber_wake(). A limit may be moved at any time. */
void fiber_set_time_limit(struct fiber *fiber, int64_t until_ms);
int64_t fiber_time_limit(const struct fiber *fiber);

/* Moves the time limits of all fibers of the fiber's target, where they have one. */
void fiber_extend_target(const struct fiber *fiber, int64_t by_ms);

/* From now on the first SIGINT, SIGTERM or SIGHUP cuts the pool; the second ends the program. SIGHUP is left
 * alone where it is ignored. fiber_pool_free() ends it. */
void fiber_pool_catch_signals(struct fiber_pool *pool);

/* Handles what has already happened, signals included, if the pool is not run. */
void fiber_pool_look(struct fiber_pool *pool);

/* The signal that cut the pool; 0 for none. */
int fiber_pool_signal(const struct fiber_pool *pool);

struct fiber_pool *fiber_pool_of(struct fiber *fiber);

/* The target of the fiber: a number, initially that of the fiber that spawned it, or 0 for none. Turns and
 * limits are by target. A fiber that gets another target is no longer cut off for lack of memory. */
uint64_t fiber_target(const struct fiber *fiber);
void fiber_set_target(struct fiber *fiber, uint64_t target);

/* Milliseconds of a clock that never goes back. Deadlines are absolute values of it; FIBER_NEVER is none. */
int64_t fiber_now_ms(const struct fiber *fiber);
#define FIBER_NEVER INT64_MAX

/* Microseconds of the same clock, to measure with. */
int64_t fiber_now_us(void);

/* Waits until fiber_wake() or the deadline; false at the deadline. A wake that came before the wait ends it
 * at once; a wake may be meant for something else, so callers loop over their own condition. */
bool fiber_park(struct fiber *fiber, int64_t deadline_ms);

/* Gives the system the pages of the fiber's stack that what it called before has used and nobody does now:
 * for a fiber that waits long after what went deep. To be called by the fiber itself. */
void fiber_trim_stack(struct fiber *fiber);

/* Lets the loop and the other fibers go on, and goes on at the next turn. */
void fiber_yield(struct fiber *fiber);

/* Makes `fiber` go on at the next turn of its loop. From any thread of a crew (net/crew.h), else from the
 * pool's own only. */
void fiber_wake(struct fiber *fiber);

/* Calls `run(argument)` in the thread of a pool of a crew: at a later turn of its loop, in the order in which
 * a thread posts, or at once where this is that thread. */
void fiber_pool_post(struct fiber_pool *pool, void (*run)(void *argument), void *argument);

/* How many fibers of the pool could run at the moment. From any thread. */
size_t fiber_pool_load(struct fiber_pool *pool);

#endif
