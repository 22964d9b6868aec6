/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages from other threads to a loop. */
#ifndef MAILSONDE_NET_INBOX_H
#define MAILSONDE_NET_INBOX_H

#include <uv.h>

struct inbox;

/* The inbox of a loop, which it keeps from ending; NULL when the system gives none. inbox_close() comes
 * when nobody posts any more, and inbox_free() after a turn of the loop that follows. */
struct inbox *inbox_new(uv_loop_t *loop);
void inbox_close(struct inbox *inbox);
void inbox_free(struct inbox *inbox);

/* From any thread: calls `run(argument)` in the loop's thread, at one of its next turns. What one thread has
 * posted is called in that order. Whatever was written before is seen there. */
void inbox_post(struct inbox *inbox, void (*run)(void *argument), void *argument);

#endif
