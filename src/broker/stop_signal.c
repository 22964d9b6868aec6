/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * signalfd(2). */
#include "broker/stop_signal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

void stop_signal_begin(struct stop_signal *stop)
{
    sigset_t signals;
    struct sigaction hangup;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (sigaction(SIGHUP, NULL, &hangup) != 0 || hangup.sa_handler != SIG_IGN)
        sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, &stop->before);
    stop->descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

void stop_signal_end(const struct stop_signal *stop)
{
    /* What came meanwhile was heard. */
    while (stop_signal_take(stop) != 0)
        continue;
    close(stop->descriptor);
    pthread_sigmask(SIG_SETMASK, &stop->before, NULL);
}

int stop_signal_take(const struct stop_signal *stop)
{
    struct signalfd_siginfo info;
    return read(stop->descriptor, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

bool stop_signal_wait(const struct stop_signal *stop, int descriptor, int timeout_ms)
{
    struct pollfd waits[] = {{.fd = stop->descriptor, .events = POLLIN},
                             {.fd = descriptor, .events = POLLIN}};
    return poll(waits, 2, timeout_ms) > 0 && waits[0].revents != 0;
}
