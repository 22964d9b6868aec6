/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two flows of bytes between two descriptors. */
#include "discover/https_relay.h"

#include "facts/list.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

enum { FLOW_BYTES = 16 * 1024, RECORD_HEADER_BYTES = 5 };

/* Content types of TLS records, which are in clear with every version (RFC 8446 5.1). */
enum { RECORD_HANDSHAKE = 22, RECORD_APPLICATION_DATA = 23 };

/* Where records begin in a stream of bytes. */
struct records {
    uint8_t header[RECORD_HEADER_BYTES];
    size_t header_bytes;
    size_t left_bytes; /* of the record at hand */
};

/* One direction: bytes that were read and are still to be written. */
struct flow {
    uint8_t bytes[FLOW_BYTES];
    size_t begin;
    size_t end;
    bool ended; /* no more will be read */
    struct records records;
};

struct side {
    int descriptor; /* -1: closed */
    struct fiber_watch *watch;
    bool shut; /* nothing more is written there */
};

struct https_relay {
    struct side host;
    struct side listener; /* until the inner side is there */
    struct side inner;
    struct fiber_pool *pool;
    struct flow from_host;
    struct flow to_host;
    size_t max_bytes;
    size_t received_bytes; /* from the host */
    bool inner_talked;     /* it has sent a record of application data */
    enum https_relay_end end;
};

static void close_side(struct side *side)
{
    if (side->watch != NULL)
        fiber_watch_free(side->watch);
    if (side->descriptor >= 0)
        close(side->descriptor);
    *side = (struct side){.descriptor = -1, .shut = true};
}

/* Ends it for both sides. */
static void stop(struct https_relay *relay)
{
    close_side(&relay->host);
    close_side(&relay->listener);
    close_side(&relay->inner);
    relay->from_host.ended = relay->to_host.ended = true;
    relay->from_host.begin = relay->from_host.end = 0;
    relay->to_host.begin = relay->to_host.end = 0;
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

struct https_relay *https_relay_new(struct fiber_pool *pool, int host, size_t max_bytes,
                                    struct https_relay_name *name)
{
    int listener = listen_within(name);
    struct https_relay *relay = allocate(1, sizeof *relay);
    relay->pool = pool;
    relay->max_bytes = max_bytes;
    relay->inner.descriptor = -1;
    relay->host = (struct side){.descriptor = host, .watch = fiber_watch_new(pool, host)};
    relay->listener = (struct side){.descriptor = listener,
                                    .watch = listener >= 0 ? fiber_watch_new(pool, listener) : NULL};
    if (relay->host.watch != NULL && relay->listener.watch != NULL)
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
        stop(relay);
}

static void stop_for(struct https_relay *relay, enum https_relay_end end)
{
    relay->end = end;
    stop(relay);
}

/* Whether a record of that type begins in the bytes. */
static bool type_begins(struct records *records, const uint8_t *bytes, size_t length, uint8_t type)
{
    bool found = false;
    while (length > 0) {
        if (records->left_bytes > 0) {
            size_t skipped = length < records->left_bytes ? length : records->left_bytes;
            records->left_bytes -= skipped;
            bytes += skipped;
            length -= skipped;
            continue;
        }
        records->header[records->header_bytes++] = *bytes++;
        length--;
        if (records->header_bytes < RECORD_HEADER_BYTES)
            continue;
        found = found || records->header[0] == type;
        records->left_bytes = (size_t)records->header[3] << 8 | records->header[4];
        records->header_bytes = 0;
    }
    return found;
}

/* Looks at what has just come from the host. */
static void look_at_host(struct https_relay *relay, const uint8_t *bytes, size_t length)
{
    bool handshake = type_begins(&relay->from_host.records, bytes, length, RECORD_HANDSHAKE);
    relay->received_bytes += length;
    if (relay->received_bytes > relay->max_bytes)
        stop_for(relay, RELAY_TOO_MUCH);
    else if (handshake && relay->inner_talked)
        stop_for(relay, RELAY_RENEGOTIATES);
}

static bool would_wait(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Reads once; the number of bytes, which stand at the end of the flow. */
static size_t read_side(const struct side *side, struct flow *flow)
{
    if (side->descriptor < 0 || flow->ended || flow->end == FLOW_BYTES)
        return 0;
    ssize_t count = recv(side->descriptor, flow->bytes + flow->end, FLOW_BYTES - flow->end, 0);
    if (count > 0) {
        flow->end += (size_t)count;
        return (size_t)count;
    }
    flow->ended = count == 0 || !would_wait();
    return 0;
}

static void write_side(struct side *side, struct flow *flow)
{
    if (side->descriptor < 0 && !side->shut)
        return; /* not there yet */
    while (!side->shut && flow->begin < flow->end) {
        ssize_t count =
            send(side->descriptor, flow->bytes + flow->begin, flow->end - flow->begin, MSG_NOSIGNAL);
        if (count >= 0) {
            flow->begin += (size_t)count;
            continue;
        }
        if (would_wait())
            return;
        side->shut = true;
    }
    if (side->shut || flow->begin == flow->end)
        flow->begin = flow->end = 0;
    if (flow->ended && !side->shut) {
        shutdown(side->descriptor, SHUT_WR);
        side->shut = true;
    }
}

static void pass_from_host(struct https_relay *relay)
{
    struct flow *flow = &relay->from_host;
    size_t count = read_side(&relay->host, flow);
    if (count > 0)
        look_at_host(relay, flow->bytes + flow->end - count, count);
    write_side(&relay->inner, flow);
}

static void pass_to_host(struct https_relay *relay)
{
    struct flow *flow = &relay->to_host;
    size_t count = read_side(&relay->inner, flow);
    if (count > 0
        && type_begins(&flow->records, flow->bytes + flow->end - count, count, RECORD_APPLICATION_DATA))
        relay->inner_talked = true;
    write_side(&relay->host, flow);
}

static bool arm(struct fiber *fiber, const struct side *side, const struct flow *read,
                const struct flow *written)
{
    int events = 0;
    if (side->descriptor < 0)
        return false;
    if (!read->ended && read->end < FLOW_BYTES)
        events |= UV_READABLE;
    if (!side->shut && written->begin < written->end)
        events |= UV_WRITABLE;
    return events != 0 && fiber_watch_arm(fiber, side->watch, events);
}

void https_relay_turn(struct https_relay *relay, struct fiber *fiber)
{
    if (relay->listener.descriptor >= 0)
        let_in(relay);
    pass_to_host(relay);
    pass_from_host(relay);
    bool listener =
        relay->listener.descriptor >= 0 && fiber_watch_arm(fiber, relay->listener.watch, UV_READABLE);
    bool host = arm(fiber, &relay->host, &relay->from_host, &relay->to_host);
    bool inner = arm(fiber, &relay->inner, &relay->to_host, &relay->from_host);
    fiber_park(fiber, FIBER_NEVER);
    if (listener)
        fiber_watch_disarm(relay->listener.watch);
    if (host)
        fiber_watch_disarm(relay->host.watch);
    if (inner)
        fiber_watch_disarm(relay->inner.watch);
}

enum https_relay_end https_relay_end(const struct https_relay *relay)
{
    return relay->end;
}

void https_relay_free(struct https_relay *relay)
{
    if (relay == NULL)
        return;
    pass_to_host(relay);
    stop(relay);
    free(relay);
}
