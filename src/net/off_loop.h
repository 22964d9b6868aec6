/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Computing that takes so long that it would hold up the loop: in another thread, while the fiber waits. */
#ifndef MAILSONDE_NET_OFF_LOOP_H
#define MAILSONDE_NET_OFF_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct fiber;
struct off_loop;

/* For a pool, on its loop. No thread is started before the first computation. off_loop_close() ends the
 * threads, when nothing is under way any more; after it the loop turns, and then off_loop_release() frees. */
struct off_loop *off_loop_new(uv_loop_t *loop);
void off_loop_close(struct off_loop *off_loop);
void off_loop_release(struct off_loop *off_loop);

/* Runs `compute(argument)` in another thread and returns when that has returned. What it uses nobody else may
 * use meanwhile, and it touches neither fiber nor loop. Few run at once, and targets take turns. It
 * is not interrupted: a fiber that is cut off waits for its end. False when the fiber was cut off before it
 * began: then it does not run. Where the system gives no thread it runs on the loop. */
bool off_loop_run(struct fiber *fiber, void (*compute)(void *argument), void *argument);

/* The same, and runs for a fiber that is cut off, too. */
void off_loop_finish(struct fiber *fiber, void (*compute)(void *argument), void *argument);

/* How many computations ran in other threads so far. */
size_t off_loop_count(const struct off_loop *off_loop);

#endif
