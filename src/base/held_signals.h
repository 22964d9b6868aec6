/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SIGINT, SIGTERM and SIGHUP while a run is set up: they wait until that is done, but end a wait for a file.
 */
#ifndef MAILSONDE_BASE_HELD_SIGNALS_H
#define MAILSONDE_BASE_HELD_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct held_signals {
    sigset_t before;
};

/* From here to the end none of them is delivered to the calling thread, nor to threads that it starts. */
void held_signals_begin(struct held_signals *held);
void held_signals_end(const struct held_signals *held);

/* Waits until there is something to read, or its end; false with errno, which is EINTR when one of the
 * signals was delivered, held or not. */
bool held_signals_wait(int descriptor);

#endif
