/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SIGINT, SIGTERM and SIGHUP as a descriptor, for what waits with poll(2). */
#ifndef MAILSONDE_BROKER_STOP_SIGNAL_H
#define MAILSONDE_BROKER_STOP_SIGNAL_H

#include <signal.h>
#include <stdbool.h>

struct stop_signal {
    sigset_t before;
    int descriptor; /* readable once a signal has come */
};

/* From here to the end the signals do not end the program; nor in threads that are started meanwhile. SIGHUP
 * is left alone where it is ignored. */
void stop_signal_begin(struct stop_signal *stop);
void stop_signal_end(const struct stop_signal *stop);

/* Takes the next signal that has come; 0 for none. */
int stop_signal_take(const struct stop_signal *stop);

/* Waits so long for a signal, or until `descriptor` (-1: none) can be read; true for a signal, which is not
 * taken. */
bool stop_signal_wait(const struct stop_signal *stop, int descriptor, int timeout_ms);

#endif
