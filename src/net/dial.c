/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening a connection. */
#include "net/dial.h"

#include "net/socket_address.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel's first retransmission of a SYN comes after one second (RFC 6298 2.1). */
enum { UNANSWERED_SYN_MS = 1000 };

/* What the kernel said to a connect() before any packet could have been answered is this machine's own doing.
 */
static bool stop_at_once(struct stream *stream, int error)
{
    if (error == ECONNREFUSED)
        return stream_stop(stream, STOP_REFUSED, error, NULL);
    if (error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
        return stream_stop(stream, STOP_LOCAL, error, "this machine has no route to the address");
    if (error == EACCES || error == EPERM)
        return stream_stop(stream, STOP_LOCAL, error, "this machine's firewall or policy forbids it");
    return stream_stop(stream, STOP_LOCAL, error, NULL);
}

static bool stop_after_wait(struct stream *stream, int error)
{
    if (error == ECONNREFUSED)
        return stream_stop(stream, STOP_REFUSED, error, NULL);
    if (error == ETIMEDOUT)
        return stream_stop(stream, STOP_TIMED_OUT, error, NULL);
    return stream_stop(stream, STOP_UNREACHABLE, error, NULL);
}

/* Begins a connect; the stream watches its descriptor afterwards. */
static bool begin_connect(struct dial *dial)
{
    struct stream *stream = &dial->stream;
    struct socket_address address;
    if (!socket_address_make(dial->place.address, dial->place.port, &address))
        return stream_stop(stream, STOP_LOCAL, EAFNOSUPPORT, "not an address");
    int descriptor =
        socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0)
        return stop_at_once(stream, errno);
    /* Commands and handshake messages are small and each waits for an answer: Nagle's algorithm would only
     * add a delayed acknowledgement's 40 ms to some of them. */
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++*dial->connections;
    if (connect(descriptor, (struct sockaddr *)&address.storage, address.length) != 0
        && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        return stop_at_once(stream, error);
    }
    return stream_adopt(stream, descriptor);
}

static bool answered_until(struct stream *stream, int64_t until_ms)
{
    return fiber_wait(stream->fiber, stream->watch, UV_WRITABLE, until_ms);
}

static bool finish_connect(struct stream *stream)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(stream->descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        error = errno;
    /* A SYN is refused, not reset: the connection was made, and reset before it was looked at (EPIPE: after
     * the server had closed it). */
    if (error != ECONNRESET && error != EPIPE)
        return error == 0 || stop_after_wait(stream, error);
    stream->early_error = error;
    return true;
}

static void release_slot(struct dial *dial)
{
    if (dial->holds_slot)
        budget_release(dial->budget, dial->place.address);
    dial->holds_slot = false;
}

static void release_descriptor(struct dial *dial)
{
    if (dial->holds_descriptor)
        budget_release_descriptor(dial->budget);
    dial->holds_descriptor = false;
}

/* The slot first: who waits for a slot holds no descriptor for the same connection, so that two never wait
 * for each other. */
static void take_slot_and_descriptor(struct dial *dial)
{
    static const struct budget_wait as_long_as_it_takes = {.deadline_ms = FIBER_NEVER};
    struct fiber *fiber = dial->stream.fiber;
    release_descriptor(dial);
    if (!dial->holds_slot)
        dial->holds_slot = budget_acquire(dial->budget, fiber, dial->place.address, &as_long_as_it_takes);
    dial->holds_descriptor = budget_acquire_descriptor(dial->budget, fiber, &as_long_as_it_takes);
}

bool dial_reserve(struct stream *silent, struct budget *budget, const char *address)
{
    struct fiber *fiber = silent->fiber;
    struct budget_wait wait = {.deadline_ms = silent->deadline_ms, .unless = silent->watch};
    if (!fiber_watch_arm(fiber, silent->watch, UV_READABLE))
        return false;
    bool slot = budget_acquire(budget, fiber, address, &wait);
    bool both = slot && budget_acquire_descriptor(budget, fiber, &wait);
    fiber_watch_disarm(silent->watch);
    if (slot && !both)
        budget_release(budget, address);
    return both;
}

/* One connect, which keeps its slot while the SYN stays unanswered or not. *crowded is set when it succeeded
 * late and the address has no slot for it. */
static bool connect_once(struct dial *dial, int64_t timeout_ms, bool keep_slot, bool *crowded)
{
    struct stream *stream = &dial->stream;
    stream_begin(stream, STEP_CONNECT, timeout_ms);
    if (!begin_connect(dial))
        return false;
    int64_t early_ms = stream->step_began_at_ms + UNANSWERED_SYN_MS;
    if (!answered_until(stream, early_ms < stream->deadline_ms ? early_ms : stream->deadline_ms)) {
        if (!keep_slot)
            release_slot(dial);
        if (!answered_until(stream, stream->deadline_ms))
            return stream_stop(stream, STOP_TIMED_OUT, 0, "no answer to the SYN");
    }
    if (!finish_connect(stream))
        return false;
    if (!dial->holds_slot)
        dial->holds_slot = budget_try_acquire(dial->budget, dial->place.address);
    *crowded = !dial->holds_slot;
    return true;
}

bool dial_open(struct dial *dial, struct fiber *fiber, struct budget *budget, struct session *session,
               const struct dial_place *place, bool reserved, int64_t *connections, int64_t timeout_ms)
{
    memset(dial, 0, sizeof *dial);
    dial->budget = budget;
    dial->place = *place;
    dial->connections = connections;
    stream_init(&dial->stream, fiber, session);
    dial->holds_slot = dial->holds_descriptor = reserved;
    if (!reserved)
        take_slot_and_descriptor(dial);
    stream_init(&dial->stream, fiber, session);
    bool crowded = false;
    if (!connect_once(dial, timeout_ms, false, &crowded))
        return false;
    if (crowded) {
        stream_close(&dial->stream);
        take_slot_and_descriptor(dial);
        return connect_once(dial, timeout_ms, true, &crowded);
    }
    return true;
}

void dial_close(struct dial *dial)
{
    if (dial->budget == NULL)
        return;
    stream_close(&dial->stream);
    release_slot(dial);
    release_descriptor(dial);
}
