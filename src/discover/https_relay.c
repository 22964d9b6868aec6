/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A request one way, the answer the other. */
#include "discover/https_relay.h"

#include "base/list.h"
#include "net/fiber_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum { REQUEST_MAX_BYTES = 8 * 1024, ANSWER_BYTES = 16 * 1024 };

struct side {
    int descriptor; /* -1: closed */
    struct fiber_watch *watch;
};

struct https_relay {
    struct fiber_pool *pool;
    struct side listener; /* until the inner side is there */
    struct side inner;
    char request[REQUEST_MAX_BYTES];
    char answer[ANSWER_BYTES];
};

static void close_side(struct side *side)
{
    if (side->watch != NULL)
        fiber_watch_free(side->watch);
    if (side->descriptor >= 0)
        close(side->descriptor);
    *side = (struct side){.descriptor = -1};
}

/* A socket that only this process is let in by, under a name that the system makes up. */
static int listen_within(struct https_relay_name *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address.sun_family) == 0
        && getsockname(descriptor, (struct sockaddr *)&address, &length) == 0
        && length <= sizeof name->address && listen(descriptor, 1) == 0) {
        memcpy(&name->address, &address, length);
        name->length = length;
        return descriptor;
    }
    close(descriptor);
    return -1;
}

struct https_relay *https_relay_new(struct fiber_pool *pool, struct https_relay_name *name)
{
    int listener = listen_within(name);
    struct https_relay *relay = allocate(1, sizeof *relay);
    relay->pool = pool;
    relay->inner.descriptor = -1;
    relay->listener = (struct side){.descriptor = listener,
                                    .watch = listener >= 0 ? fiber_watch_new(pool, listener) : NULL};
    if (relay->listener.watch != NULL)
        return relay;
    https_relay_free(relay);
    errno = EMFILE;
    return NULL;
}

/* Lets the inner side in, and nobody else. */
static void let_in(struct https_relay *relay)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    int descriptor = accept4(relay->listener.descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
        return;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.pid != getpid()) {
        close(descriptor);
        return;
    }
    close_side(&relay->listener);
    relay->inner = (struct side){.descriptor = descriptor, .watch = fiber_watch_new(relay->pool, descriptor)};
    if (relay->inner.watch == NULL)
        close_side(&relay->inner);
}

/* Waits for either side of this process, or until somebody wakes the fiber: the thread that fetches, which is
 * no fiber that a group could have. */
static void wait_within(const struct side *side, struct fiber *fiber)
{
    bool armed = fiber_watch_arm(fiber, side->watch, UV_READABLE);
    fiber_park(fiber, FIBER_NEVER);
    if (armed)
        fiber_watch_disarm(side->watch);
}

static bool would_wait(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* The length of the request, up to the empty line that ends it; 0 when none came. */
static size_t read_request(struct https_relay *relay, struct fiber *fiber, const bool *done)
{
    static const char end[] = "\r\n\r\n";
    size_t length = 0;
    while (!*done && !fiber_is_cut(fiber) && length < sizeof relay->request) {
        if (relay->listener.descriptor >= 0) {
            let_in(relay);
            if (relay->listener.descriptor >= 0)
                wait_within(&relay->listener, fiber);
            continue;
        }
        ssize_t count =
            recv(relay->inner.descriptor, relay->request + length, sizeof relay->request - length, 0);
        if (count == 0 || (count < 0 && !would_wait()))
            return 0;
        length += count > 0 ? (size_t)count : 0;
        if (memmem(relay->request, length, end, strlen(end)) != NULL)
            return length;
        if (count < 0)
            wait_within(&relay->inner, fiber);
    }
    return 0;
}

static bool write_inner(struct https_relay *relay, struct fiber *fiber, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t count = send(relay->inner.descriptor, relay->answer + sent, length - sent, MSG_NOSIGNAL);
        if (count >= 0)
            sent += (size_t)count;
        else if (!would_wait() || !fiber_wait(fiber, relay->inner.watch, UV_WRITABLE, FIBER_NEVER))
            return false;
    }
    return true;
}

static ssize_t write_host(struct stream *host, const char *bytes, size_t length)
{
    return host->layer.write != NULL ? host->layer.write(host->layer.state, bytes, length)
                                     : stream_send(host, bytes, length);
}

static ssize_t read_host(struct stream *host, char *bytes, size_t size)
{
    return host->layer.read != NULL ? host->layer.read(host->layer.state, bytes, size)
                                    : stream_receive(host, bytes, size);
}

/* The inner side, which says nothing more, ends the wait for the host when it closes. */
static enum https_relay_end pass_answer(struct https_relay *relay, struct fiber *fiber, struct stream *host)
{
    ssize_t length = 1;
    bool inner_ended = false;
    while (length > 0 && !inner_ended) {
        inner_ended = !fiber_watch_arm(fiber, relay->inner.watch, UV_READABLE);
        host->unless = relay->inner.watch;
        length = inner_ended ? 0 : read_host(host, relay->answer, sizeof relay->answer);
        host->unless = NULL;
        fiber_watch_disarm(relay->inner.watch);
        inner_ended = inner_ended || fiber_watch_ready(relay->inner.watch)
                      || (length > 0 && !write_inner(relay, fiber, (size_t)length));
    }
    return inner_ended && !fiber_is_cut(fiber) ? RELAY_INNER_ENDED
           : length == 0                       ? RELAY_HOST_ENDED
                                               : RELAY_HOST_FAILED;
}

enum https_relay_end https_relay_run(struct https_relay *relay, struct fiber *fiber, struct stream *host,
                                     const bool *done)
{
    size_t length = read_request(relay, fiber, done);
    if (length == 0)
        return RELAY_INNER_ENDED;
    if (write_host(host, relay->request, length) != (ssize_t)length)
        return RELAY_HOST_FAILED;
    return pass_answer(relay, fiber, host);
}

void https_relay_free(struct https_relay *relay)
{
    if (relay == NULL)
        return;
    close_side(&relay->listener);
    close_side(&relay->inner);
    free(relay);
}
