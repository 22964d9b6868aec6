/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server's end of one connection. Every wait is one poll() that the peer's stop descriptor ends as well.
 */
#include "demo/wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* How long a client may take to leave after the end. */
enum { LINGER_MS = 5000 };

int64_t wire_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for `events`, or for nothing but the time when they are 0. False when stopped or out of time. */
static bool wait_until(struct wire *wire, short events, int64_t until_ms)
{
    struct pollfd watched[2] = {{.fd = wire->stop_descriptor, .events = POLLIN},
                                {.fd = events != 0 ? wire->descriptor : -1, .events = events}};
    for (;;) {
        int64_t left = until_ms - wire_now_ms();
        int ready = poll(watched, 2, left > 0 ? (int)left : 0);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0 || watched[0].revents != 0)
            return false;
        if (ready > 0 || left <= 0)
            return ready > 0;
    }
}

static bool wait_for(struct wire *wire, short events)
{
    if (!wait_until(wire, events, wire->deadline_ms))
        wire->over = true;
    return !wire->over;
}

bool wire_pause(struct wire *wire, int64_t ms)
{
    int64_t until = wire_now_ms() + ms;
    bool late = until > wire->deadline_ms;
    struct pollfd stop = {.fd = wire->stop_descriptor, .events = POLLIN};
    wait_until(wire, 0, late ? wire->deadline_ms : until);
    if (late || poll(&stop, 1, 0) != 0)
        wire->over = true;
    return !wire->over;
}

/* One send of what fits; -1 when the wire is over. */
static ssize_t write_some(struct wire *wire, const char *bytes, size_t length)
{
    while (!wire->over) {
        ssize_t sent;
        bool again;
        if (wire->tls != NULL) {
            sent = gnutls_record_send(wire->tls, bytes, length);
            again = sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED;
        } else {
            sent = send(wire->descriptor, bytes, length, MSG_NOSIGNAL);
            again = sent < 0 && (errno == EAGAIN || errno == EINTR);
        }
        if (sent >= 0)
            return sent;
        if (!again)
            wire->over = true;
        else
            wait_for(wire, POLLOUT);
    }
    return -1;
}

bool wire_write(struct wire *wire, const void *bytes, size_t length)
{
    const char *next = bytes;
    while (length > 0 && !wire->over) {
        ssize_t sent = write_some(wire, next, wire->drips ? 1 : length);
        if (sent < 0)
            return false;
        next += sent;
        length -= (size_t)sent;
        if (wire->drips && length > 0)
            wire_pause(wire, wire->drip_ms);
    }
    return !wire->over;
}

/* Adds to the input what comes next. */
static bool read_some(struct wire *wire)
{
    char *room = wire->input + wire->input_length;
    size_t size = sizeof wire->input - wire->input_length;
    while (!wire->over) {
        ssize_t got;
        bool again;
        if (wire->tls != NULL) {
            got = gnutls_record_recv(wire->tls, room, size);
            again = got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED;
        } else {
            got = recv(wire->descriptor, room, size, 0);
            again = got < 0 && (errno == EAGAIN || errno == EINTR);
        }
        if (got > 0) {
            wire->input_length += (size_t)got;
            return true;
        }
        if (!again)
            wire->over = true;
        else
            wait_for(wire, POLLIN);
    }
    return false;
}

static void use_input(struct wire *wire, size_t length)
{
    wire->input_length -= length;
    memmove(wire->input, wire->input + length, wire->input_length);
}

bool wire_read_line(struct wire *wire, const char **line, size_t *length)
{
    /* The line is handed out of the input itself; it goes when the next one is asked for. */
    use_input(wire, wire->line_length);
    wire->line_length = 0;
    for (;;) {
        const char *end = memchr(wire->input, '\n', wire->input_length);
        if (end != NULL || wire->input_length == sizeof wire->input) {
            size_t used = end != NULL ? (size_t)(end - wire->input) + 1 : wire->input_length;
            wire->line_length = used;
            *line = wire->input;
            *length = end != NULL ? used - 1 : used;
            if (*length > 0 && wire->input[*length - 1] == '\r')
                --*length;
            return true;
        }
        if (!read_some(wire))
            return false;
    }
}

bool wire_receive(struct wire *wire, size_t *length)
{
    use_input(wire, wire->line_length);
    wire->line_length = 0;
    bool got = wire->input_length > 0 || read_some(wire);
    *length = wire->input_length;
    wire->input_length = 0;
    return got;
}

void wire_drain(struct wire *wire)
{
    size_t length;
    while (wire_receive(wire, &length))
        ;
}

bool wire_has_input(struct wire *wire)
{
    char first = '\0';
    if (wire->input_length > wire->line_length)
        return true;
    /* A client that has left is readable too, and has said nothing. */
    return recv(wire->descriptor, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && first != WIRE_TLS_HANDSHAKE;
}

bool wire_handshake(struct wire *wire, gnutls_session_t session, int *status)
{
    wire->input_length = 0;
    wire->line_length = 0;
    gnutls_transport_set_int(session, wire->descriptor);
    do {
        *status = gnutls_handshake(session);
        if (*status == GNUTLS_E_AGAIN)
            wait_for(wire, gnutls_record_get_direction(session) == 1 ? POLLOUT : POLLIN);
    } while (!wire->over && *status < 0 && gnutls_error_is_fatal(*status) == 0);
    if (*status < 0)
        gnutls_alert_send_appropriate(session, *status);
    if (wire->tls != NULL)
        gnutls_deinit(wire->tls);
    wire->tls = session;
    wire->over = wire->over || *status < 0;
    return !wire->over;
}

static void release(struct wire *wire)
{
    if (wire->tls != NULL)
        gnutls_deinit(wire->tls);
    close(wire->descriptor);
    wire->tls = NULL;
    wire->over = true;
}

void wire_close(struct wire *wire)
{
    int64_t until = wire_now_ms() + LINGER_MS;
    char unread[1024];
    ssize_t got = 1;
    if (wire->tls != NULL && !wire->over)
        gnutls_bye(wire->tls, GNUTLS_SHUT_WR);
    /* Closing with unread input would send RST, which can destroy what the client has not read yet. */
    shutdown(wire->descriptor, SHUT_WR);
    while (got != 0 && wait_until(wire, POLLIN, until)) {
        got = recv(wire->descriptor, unread, sizeof unread, 0);
        if (got < 0 && errno != EAGAIN && errno != EINTR)
            got = 0;
    }
    release(wire);
}

void wire_reset(struct wire *wire)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(wire->descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    release(wire);
}
