/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stream in a fiber for tests: over a socket pair, or fed from memory. */
#ifndef MAILSONDE_TESTS_WIRED_H
#define MAILSONDE_TESTS_WIRED_H

#include "facts/endpoint.h"
#include "net/fiber.h"
#include "net/stream.h"

#include <stddef.h>

/* What a stream that is fed from memory receives: `bytes`, `chunk` of them at a time (0: as many as fit),
 * `repeat` times over; then the end. */
struct wired_input {
    const char *bytes;
    size_t length;
    size_t chunk;
    size_t repeat;
    size_t at;
};

struct wired {
    struct session session; /* the stream's facts; cleared by wired_clear() */
    struct stream stream;
    struct fiber *fiber;
    int other; /* the other end of the socket pair, blocking; -1 when fed from memory */
    void *argument;
    void (*run)(struct wired *wired);
};

/* Makes a pool and a socket pair, runs `run` in a fiber whose stream owns one end, closes what is left. The
 * session's facts stay for the test to look at. */
void wired_run_over_socket(struct wired *wired, void (*run)(struct wired *wired), void *argument);

/* The same without a descriptor: the stream's layer reads from `input`, and what is written is dropped. */
void wired_run_from_memory(struct wired *wired, void (*run)(struct wired *wired), void *argument,
                           struct wired_input *input);

/* Writes text to the other end. */
void wired_say(struct wired *wired, const char *text);

/* Closes the other end. */
void wired_hang_up(struct wired *wired);

/* Frees the session's facts. */
void wired_clear(struct wired *wired);

#endif
