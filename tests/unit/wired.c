/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stream in a fiber for tests. */
#include "wired.h"

#include "base/shape.h"
#include "facts/shapes.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static ssize_t read_input(void *state, void *buffer, size_t size)
{
    struct wired_input *input = state;
    size_t end = input->length * (input->repeat > 0 ? input->repeat : 1);
    size_t count = 0;
    size_t limit = input->chunk > 0 && input->chunk < size ? input->chunk : size;
    while (count < limit && input->at < end)
        ((char *)buffer)[count++] = input->bytes[input->at++ % input->length];
    return (ssize_t)count;
}

static ssize_t drop_output(void *state, const void *bytes, size_t length)
{
    (void)state;
    (void)bytes;
    return (ssize_t)length;
}

static void enter(struct fiber *fiber, void *argument)
{
    struct wired *wired = argument;
    struct stream_layer layer = wired->stream.layer;
    int descriptor = wired->stream.descriptor;
    wired->fiber = fiber;
    stream_init(&wired->stream, fiber, &wired->session);
    wired->stream.layer = layer;
    if (descriptor >= 0)
        cr_assert(stream_adopt(&wired->stream, descriptor));
    wired->run(wired);
    stream_close(&wired->stream);
}

static void run_in_fiber(struct wired *wired, void (*run)(struct wired *wired), void *argument)
{
    struct fiber_pool *pool = fiber_pool_new();
    cr_assert_not_null(pool);
    wired->run = run;
    wired->argument = argument;
    fiber_spawn(pool, enter, wired);
    fiber_pool_run(pool);
    fiber_pool_free(pool);
}

void wired_run_over_socket(struct wired *wired, void (*run)(struct wired *wired), void *argument)
{
    int descriptors[2];
    memset(wired, 0, sizeof *wired);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors), 0);
    cr_assert_eq(fcntl(descriptors[0], F_SETFL, O_NONBLOCK), 0);
    wired->stream.descriptor = descriptors[0];
    wired->other = descriptors[1];
    run_in_fiber(wired, run, argument);
    wired_hang_up(wired);
}

void wired_run_from_memory(struct wired *wired, void (*run)(struct wired *wired), void *argument,
                           struct wired_input *input)
{
    memset(wired, 0, sizeof *wired);
    wired->stream.descriptor = wired->other = -1;
    wired->stream.layer = (struct stream_layer){.state = input, .read = read_input, .write = drop_output};
    run_in_fiber(wired, run, argument);
}

void wired_say(struct wired *wired, const char *text)
{
    cr_assert_eq(send(wired->other, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

void wired_hang_up(struct wired *wired)
{
    if (wired->other >= 0)
        close(wired->other);
    wired->other = -1;
}

void wired_clear(struct wired *wired)
{
    shape_clear(&session_shape, &wired->session);
}
