/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measures how long a loop computes without serving its connections and timers. It reads the clock twice in
 * each turn, and never wakes an idle loop. */
#ifndef MAILSONDE_NET_STALL_WATCH_H
#define MAILSONDE_NET_STALL_WATCH_H

#include "facts/loop_stalls.h"

#include <stdint.h>
#include <uv.h>

struct stall_watch {
    uv_check_t check;     /* the loop has waited, and begins to work */
    uv_prepare_t prepare; /* it is about to wait again */
    int64_t began_us;     /* processor time of this thread; 0 before the first turn */
    struct loop_stalls stalls;
};

/* `watch` is zeroed, and stays where it is until stall_watch_close() and a turn of the loop after that. It
 * does not keep the loop alive. */
void stall_watch_start(struct stall_watch *watch, uv_loop_t *loop);
void stall_watch_close(struct stall_watch *watch);

#endif
