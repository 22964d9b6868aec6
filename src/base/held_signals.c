/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals that wait. */
#include "base/held_signals.h"

#include <poll.h>
#include <stddef.h>

void held_signals_begin(struct held_signals *held)
{
    sigset_t all;
    sigemptyset(&all);
    sigaddset(&all, SIGINT);
    sigaddset(&all, SIGTERM);
    sigaddset(&all, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &all, &held->before);
}

void held_signals_end(const struct held_signals *held)
{
    pthread_sigmask(SIG_SETMASK, &held->before, NULL);
}

bool held_signals_wait(int descriptor)
{
    struct pollfd input = {.fd = descriptor, .events = POLLIN};
    sigset_t open;
    pthread_sigmask(SIG_BLOCK, NULL, &open);
    sigdelset(&open, SIGINT);
    sigdelset(&open, SIGTERM);
    sigdelset(&open, SIGHUP);
    return ppoll(&input, 1, NULL, &open) > 0;
}
