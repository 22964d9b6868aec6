/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses between attempts to connect: half a second, then twice as long each time, up to half a minute. */
#ifndef MAILSONDE_BROKER_BACK_OFF_H
#define MAILSONDE_BROKER_BACK_OFF_H

/* Zeroed before the first pause, and again once an attempt has succeeded. */
struct back_off {
    int pause_ms;
};

/* How long to pause now. */
static inline int back_off_next(struct back_off *back_off)
{
    enum { FIRST_MS = 500, MAX_MS = 30 * 1000 };
    int pause_ms = back_off->pause_ms == 0 ? FIRST_MS : back_off->pause_ms * 2;
    back_off->pause_ms = pause_ms < MAX_MS ? pause_ms : MAX_MS;
    return back_off->pause_ms;
}

#endif
