/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stackful fibers on one libuv loop: what lets a dialogue be one function that waits.
 *
 * A fiber is a function on a stack of its own. It runs until it waits for something; meanwhile the loop and
 * the other fibers run. All fibers of a pool share one thread, so plain data needs no lock between them. */
#ifndef MAILSONDE_NET_FIBER_H
#define MAILSONDE_NET_FIBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct fiber_pool;
struct fiber;
struct fiber_watch;

/* A pool with a loop of its own; NULL when the system gives none. fiber_pool_free() takes NULL; no fiber may
 * be left and every handle that others put on the loop must be closed. */
struct fiber_pool *fiber_pool_new(void);
void fiber_pool_free(struct fiber_pool *pool);

uv_loop_t *fiber_pool_loop(struct fiber_pool *pool);

/* Starts `run(fiber, argument)` at the next turn of the loop. The caller keeps `argument` alive until then.
 */
void fiber_spawn(struct fiber_pool *pool, void (*run)(struct fiber *fiber, void *argument), void *argument);

/* Runs the loop until the last fiber has returned, or until SIGINT, SIGTERM or SIGHUP comes: false. Fibers
 * then stay where they wait, with all that they hold; nothing is left to do with the pool but to write out
 * what is there and exit. */
bool fiber_pool_run(struct fiber_pool *pool);

struct fiber_pool *fiber_pool_of(struct fiber *fiber);

/* Whom the fiber works for: the group of the fiber that spawned it, 0 for none, until it is set. What waits
 * in turns, or has a limit, does so by group. */
uint64_t fiber_group(const struct fiber *fiber);
void fiber_set_group(struct fiber *fiber, uint64_t group);

/* Milliseconds of a clock that never goes back. Deadlines are absolute values of it; FIBER_NEVER is none. */
int64_t fiber_now_ms(const struct fiber *fiber);
#define FIBER_NEVER INT64_MAX

/* Microseconds of the same clock, to measure with. */
int64_t fiber_now_us(void);

/* Waits until fiber_wake() or the deadline; false at the deadline. A wake that came before the wait ends it
 * at once; a wake may be meant for something else, so callers loop over their own condition. */
bool fiber_park(struct fiber *fiber, int64_t deadline_ms);

/* Makes `fiber` go on at the next turn of the loop. From the pool's own thread only. */
void fiber_wake(struct fiber *fiber);

/* Watches a descriptor that stays the caller's; freed before the descriptor is closed. NULL when the system
 * cannot watch it. */
struct fiber_watch *fiber_watch_new(struct fiber_pool *pool, int descriptor);
void fiber_watch_free(struct fiber_watch *watch);

/* Wakes `fiber` once when the descriptor is readable (UV_READABLE), writable (UV_WRITABLE) or in error, until
 * disarmed: for a fiber that waits for something else besides. False when the system cannot watch it. One
 * fiber at a time waits on a watch. */
bool fiber_watch_arm(struct fiber *fiber, struct fiber_watch *watch, int events);
void fiber_watch_disarm(struct fiber_watch *watch);

/* Whether that has happened since the watch was armed. */
bool fiber_watch_ready(const struct fiber_watch *watch);

/* Waits until the descriptor is readable (UV_READABLE), writable (UV_WRITABLE) or in error; false at the
 * deadline. One fiber at a time waits on a watch. */
bool fiber_wait(struct fiber *fiber, struct fiber_watch *watch, int events, int64_t deadline_ms);

#endif
