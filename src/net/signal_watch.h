/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals that end a run, on the loop. Each is caught once: the second ends the program even when the loop
 * does not turn, as when it waits for who reads the report. */
#ifndef MAILSONDE_NET_SIGNAL_WATCH_H
#define MAILSONDE_NET_SIGNAL_WATCH_H

#include <stdbool.h>
#include <uv.h>

enum { SIGNAL_WATCH_COUNT = 3 };

struct signal_watch {
    uv_signal_t handles[SIGNAL_WATCH_COUNT];
    int number; /* of the one that was caught; 0 for none */
    void (*caught)(void *argument);
    void *argument;
};

/* Does nothing yet; signal_watch_close() ends it, at the next turn of the loop. */
void signal_watch_init(struct signal_watch *watch, uv_loop_t *loop, void (*caught)(void *argument),
                       void *argument);
void signal_watch_close(struct signal_watch *watch);

/* From now on the first SIGINT, SIGTERM or SIGHUP is told; SIGHUP is left alone where it is ignored. */
void signal_watch_start(struct signal_watch *watch);

#endif
