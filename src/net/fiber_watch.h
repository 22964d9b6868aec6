/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Descriptors that fibers wait for. */
#ifndef MAILSONDE_NET_FIBER_WATCH_H
#define MAILSONDE_NET_FIBER_WATCH_H

#include "net/fiber.h"

#include <stdbool.h>
#include <stdint.h>

struct fiber_watch;

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
 * deadline, and at once when the fiber is cut off. One fiber at a time waits on a watch. */
bool fiber_wait(struct fiber *fiber, struct fiber_watch *watch, int events, int64_t deadline_ms);

/* The same, and false also once `unless`, which is armed for the same fiber, is ready. NULL: none. */
bool fiber_wait_unless(struct fiber *fiber, struct fiber_watch *watch, int events, int64_t deadline_ms,
                       const struct fiber_watch *unless);

#endif
