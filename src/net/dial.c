/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening a connection. */
#include "net/dial.h"

#include "base/list.h"
#include "net/error_queue.h"
#include "net/fiber_watch.h"
#include "net/refusal.h"
#include "net/socket_address.h"
#include "net/syn_info.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel's first retransmission of a SYN comes after one second (RFC 6298 2.1). */
enum { UNANSWERED_SYN_MS = 1000 };

/* Between two tries to get a descriptor, and how many are made while nobody else has one to give back. */
enum { DESCRIPTOR_WAIT_MS = 20, DESCRIPTOR_TRIES = 100 };

/* Commands and handshake messages are small and each waits for an answer: Nagle's algorithm would only add a
 * delayed acknowledgement's 40 ms to some of them. */
static bool set_options(struct dial *dial, int descriptor)
{
    const struct dial_options *options = &dial->options;
    int on = 1;
    int segment_bytes = (int)options->segment_bytes;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    dial->tells_senders = !options->no_error_queue && error_queue_enable(descriptor, dial->family);
    dial->stream.session->tells_senders = answer_of(dial->tells_senders);
    return segment_bytes == 0
           || setsockopt(descriptor, IPPROTO_TCP, TCP_MAXSEG, &segment_bytes, sizeof segment_bytes) == 0;
}

static void keep_local_address(struct session *session, int descriptor)
{
    struct sockaddr_storage storage = {0};
    socklen_t length = sizeof storage;
    char text[INET6_ADDRSTRLEN] = "";
    if (getsockname(descriptor, (struct sockaddr *)&storage, &length) != 0)
        return;
    if (storage.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&storage)->sin_addr, text, sizeof text);
    else
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&storage)->sin6_addr, text, sizeof text);
    free(session->local_address);
    session->local_address = text_copy(text);
}

/* An ICMP error of a reject in this machine's own firewall may be there before connect() has returned. */
static bool stop_at_once(struct dial *dial, int descriptor, int error)
{
    int icmp_errno = 0;
    struct icmp_error *icmp = dial->tells_senders ? error_queue_take(descriptor, &icmp_errno) : NULL;
    close(descriptor);
    if (icmp != NULL)
        return refusal_by_icmp(&dial->stream, icmp, icmp_errno);
    return refusal_at_once(&dial->stream, error);
}

/* A socket, or -1 with errno. Where the process has no descriptor left it waits for one: as long as others
 * hold some, and then a little. The time for the connect begins anew. */
static int open_socket(struct dial *dial)
{
    struct stream *stream = &dial->stream;
    for (int alone = 0; alone < DESCRIPTOR_TRIES;) {
        int descriptor = socket(dial->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
        if (descriptor >= 0 || (errno != EMFILE && errno != ENFILE))
            return descriptor;
        alone += !budget_short_of_descriptors(dial->budget);
        int64_t now_ms = fiber_now_ms(stream->fiber);
        while (fiber_now_ms(stream->fiber) < now_ms + DESCRIPTOR_WAIT_MS)
            fiber_park(stream->fiber, now_ms + DESCRIPTOR_WAIT_MS);
        stream->step_began_at_ms += fiber_now_ms(stream->fiber) - now_ms;
        stream->deadline_ms += fiber_now_ms(stream->fiber) - now_ms;
    }
    errno = EMFILE;
    return -1;
}

/* Begins a connect; the stream watches its descriptor afterwards. */
static bool begin_connect(struct dial *dial)
{
    struct stream *stream = &dial->stream;
    struct socket_address address;
    if (!socket_address_make(dial->place.address, dial->place.port, &address))
        return stream_stop(stream, STOP_LOCAL, EAFNOSUPPORT, "not an address");
    dial->family = address.storage.ss_family;
    int descriptor = open_socket(dial);
    if (descriptor < 0)
        return refusal_at_once(stream, errno);
    if (!set_options(dial, descriptor))
        return stop_at_once(dial, descriptor, errno);
    ++*dial->connections;
    dial->syn_sent_at_us = fiber_now_us();
    if (connect(descriptor, (struct sockaddr *)&address.storage, address.length) != 0 && errno != EINPROGRESS)
        return stop_at_once(dial, descriptor, errno);
    keep_local_address(stream->session, descriptor);
    return stream_adopt(stream, descriptor);
}

static bool answered_until(struct stream *stream, int64_t until_ms)
{
    return fiber_wait(stream->fiber, stream->watch, UV_WRITABLE, until_ms);
}

/* What was learned of the SYN, whatever became of it. The kernel's time is the better one: it was taken when
 * the answer came, not when this fiber's turn came. It is that of the SYN sent last, though. */
static void keep_times(struct dial *dial, bool answered, struct syn_info *syn)
{
    struct session *session = dial->stream.session;
    int64_t elapsed_us = fiber_now_us() - dial->syn_sent_at_us;
    syn_info_read(dial->stream.descriptor, syn);
    session->syn_retransmissions = syn->retransmissions;
    if (answered)
        session->connect_us = syn->rtt_us > 0 && syn->retransmissions == 0 ? syn->rtt_us : elapsed_us;
}

/* What the answer to the SYN was. The error queue is read first: that clears SO_ERROR. Of "packet too big"
 * nothing is seen here, the system follows it by itself. */
static bool finish_connect(struct dial *dial)
{
    struct stream *stream = &dial->stream;
    int error = 0;
    struct icmp_error *icmp = dial->tells_senders ? error_queue_take(stream->descriptor, &error) : NULL;
    if (icmp != NULL)
        return refusal_by_icmp(stream, icmp, error);
    socklen_t length = sizeof error;
    if (error == 0 && getsockopt(stream->descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        error = errno;
    /* A SYN is refused, not reset: the connection was made, and reset before it was looked at (EPIPE: after
     * the server had closed it). */
    bool made = error == 0 || error == ECONNRESET || error == EPIPE;
    if (!made)
        return refusal_by_error(stream, error, dial->tells_senders);
    stream->early_error = error;
    /* Of a connection that is made, ICMP errors are hints which TCP outlives (RFC 1122 4.2.3.9). */
    if (dial->tells_senders)
        error_queue_disable(stream->descriptor, dial->family);
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

static const char too_slow[] = "the server is too slow for another connection";

/* The slot first: who waits for a slot holds no descriptor for the same connection, so that two never wait
 * for each other. */
static bool take_slot_and_descriptor(struct dial *dial)
{
    int64_t begin_by_ms = dial->options.begin_by_ms;
    const struct budget_wait as_long_as_it_takes = {.deadline_ms =
                                                        begin_by_ms > 0 ? begin_by_ms : FIBER_NEVER,
                                                    .essential = dial->options.essential,
                                                    .minor = dial->options.minor,
                                                    .alone = dial->options.alone,
                                                    .quiet_ms = dial->options.quiet_ms};
    struct fiber *fiber = dial->stream.fiber;
    release_descriptor(dial);
    bool late = begin_by_ms > 0 && fiber_now_ms(fiber) >= begin_by_ms;
    if (!dial->holds_slot && !fiber_is_cut(fiber) && !late)
        dial->holds_slot = budget_acquire(dial->budget, fiber, dial->place.address, &as_long_as_it_takes);
    if (!dial->holds_slot) {
        stream_begin(&dial->stream, STEP_CONNECT, 0);
        if (fiber_is_cut(fiber))
            return stream_interrupt(&dial->stream);
        char *why = budget_spent(dial->budget, fiber, dial->place.address);
        bool excluded = budget_excludes(dial->budget, dial->place.address);
        stream_stop(&dial->stream, excluded ? STOP_EXCLUDED : STOP_NOT_TRIED, 0, "%s",
                    why != NULL ? why : too_slow);
        free(why);
        return false;
    }
    /* Who has a slot keeps others from it until there is a descriptor: now nothing is minor. */
    struct budget_wait for_descriptor = as_long_as_it_takes;
    for_descriptor.minor = false;
    dial->holds_descriptor = budget_acquire_descriptor(dial->budget, fiber, &for_descriptor);
    return true;
}

bool dial_reserve(struct stream *silent, struct budget *budget, const char *address)
{
    struct fiber *fiber = silent->fiber;
    struct budget_wait wait = {
        .deadline_ms = silent->deadline_ms, .unless = silent->watch, .essential = true};
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
static bool connect_once(struct dial *dial, bool keep_slot, bool *crowded)
{
    struct stream *stream = &dial->stream;
    struct syn_info syn;
    stream_begin(stream, STEP_CONNECT, dial->options.timeout_ms);
    if (fiber_is_cut(stream->fiber))
        return stream_interrupt(stream);
    if (!begin_connect(dial))
        return false;
    int64_t early_ms = stream->step_began_at_ms + UNANSWERED_SYN_MS;
    if (!answered_until(stream, early_ms < stream->deadline_ms ? early_ms : stream->deadline_ms)) {
        if (!keep_slot)
            release_slot(dial);
        if (!answered_until(stream, stream->deadline_ms)) {
            keep_times(dial, false, &syn);
            if (fiber_is_cut(stream->fiber))
                return stream_interrupt(stream);
            return refusal_by_silence(stream, &syn, dial->place.address);
        }
    }
    keep_times(dial, true, &syn);
    if (!finish_connect(dial))
        return false;
    if (!dial->holds_slot)
        dial->holds_slot = budget_try_acquire(dial->budget, dial->place.address);
    *crowded = !dial->holds_slot;
    return true;
}

bool dial_open(struct dial *dial, struct fiber *fiber, struct budget *budget, struct session *session,
               const struct dial_place *place, bool reserved, int64_t *connections,
               const struct dial_options *options)
{
    memset(dial, 0, sizeof *dial);
    dial->budget = budget;
    dial->place = *place;
    dial->options = *options;
    dial->connections = connections;
    stream_init(&dial->stream, fiber, session);
    dial->holds_slot = dial->holds_descriptor = reserved;
    if (!reserved && !take_slot_and_descriptor(dial))
        return false;
    stream_init(&dial->stream, fiber, session);
    dial->stream.unless = options->unless;
    bool crowded = false;
    if (!connect_once(dial, false, &crowded))
        return false;
    if (crowded) {
        stream_close(&dial->stream);
        return take_slot_and_descriptor(dial) && connect_once(dial, true, &crowded);
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
