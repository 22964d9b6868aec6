/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection, one deadline. */
#include "net/stream.h"

#include "base/list.h"
#include "base/text.h"
#include "net/fiber_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A transcript is evidence, not a log: a server that talks for ever fills no memory. */
enum { TRANSCRIPT_MAX_LINES = 200 };

/* A line may be cut, but one that never ends is no SMTP (RFC 5321 4.5.3.1.5 allows 512 bytes). */
enum { LINE_MAX_BYTES = 65536 };

/* A server that sends without a pause gets no more than this at a turn: then the other fibers run, and the
 * deadline is looked at. */
enum { RECEIVES_MAX_IN_A_ROW = 64 };

void stream_init(struct stream *stream, struct fiber *fiber, struct session *session)
{
    memset(stream, 0, sizeof *stream);
    stream->fiber = fiber;
    stream->session = session;
    stream->descriptor = -1;
    stream->opened_at_ms = fiber_now_ms(fiber);
    stream->deadline_ms = FIBER_NEVER;
}

bool stream_adopt(struct stream *stream, int descriptor)
{
    stream->watch = fiber_watch_new(fiber_pool_of(stream->fiber), descriptor);
    if (stream->watch == NULL) {
        close(descriptor);
        return stream_stop(stream, STOP_LOCAL, 0, "the descriptor cannot be watched");
    }
    stream->descriptor = descriptor;
    return true;
}

static void end_step(struct stream *stream)
{
    if (stream->step == STEP_NONE)
        return;
    struct session *session = stream->session;
    struct timing *timing = list_append(&session->timings, &session->timing_count, sizeof *timing);
    timing->step = stream->step;
    timing->elapsed_ms = fiber_now_ms(stream->fiber) - stream->step_began_at_ms;
    stream->step = STEP_NONE;
}

void stream_begin(struct stream *stream, enum step step, int64_t timeout_ms)
{
    if (!stream_ok(stream))
        return;
    end_step(stream);
    stream->step = stream->session->now_at = step;
    stream_next_exchange(stream, timeout_ms);
    stream->step_began_at_ms = stream->exchange_began_at_ms;
}

void stream_pause(struct stream *stream)
{
    end_step(stream);
}

void stream_next_exchange(struct stream *stream, int64_t timeout_ms)
{
    stream->heard_bytes = 0;
    stream->exchange_began_at_ms = fiber_now_ms(stream->fiber);
    stream->deadline_ms = stream->exchange_began_at_ms + timeout_ms;
}

void stream_extend(struct stream *stream, int64_t by_ms)
{
    stream->step_began_at_ms += by_ms;
    stream->exchange_began_at_ms += by_ms;
    stream->deadline_ms += by_ms;
}

bool stream_ok(const struct stream *stream)
{
    return !stream->dead;
}

/* False when something was written down before, or the session has been served. */
static bool write_stop(struct stream *stream, enum stop_reason reason, int system_error, char *detail)
{
    struct stop *stop = &stream->session->stop;
    if (stop->reason != STOP_NONE || stream->leaving) {
        free(detail);
        return false;
    }
    stop->at = stream->step;
    stop->reason = reason;
    stop->received_bytes = (int64_t)stream->heard_bytes;
    if (system_error != 0)
        stop->system_error = text_copy(strerrorname_np(system_error));
    if (detail == NULL && system_error != 0)
        detail = text_copy(strerrordesc_np(system_error));
    stop->detail = detail;
    return true;
}

bool stream_stop(struct stream *stream, enum stop_reason reason, int system_error, const char *detail, ...)
{
    char *text = NULL;
    if (detail != NULL) {
        va_list arguments;
        va_start(arguments, detail);
        text = text_format_list(detail, arguments);
        va_end(arguments);
    }
    write_stop(stream, reason, system_error, text);
    stream->dead = true;
    return false;
}

bool stream_reject(struct stream *stream, int64_t reply_code, const char *reply)
{
    if (write_stop(stream, STOP_REJECTED, 0, text_copy(reply)))
        stream->session->stop.reply_code = reply_code;
    return false;
}

void stream_leave(struct stream *stream)
{
    stream->leaving = true;
}

bool stream_is_silent_until(struct stream *stream, int64_t until_ms)
{
    if (!stream_ok(stream) || stream->buffered > 0 || stream->early_error != 0)
        return false;
    return !fiber_wait(stream->fiber, stream->watch, UV_READABLE,
                       until_ms < stream->deadline_ms ? until_ms : stream->deadline_ms)
           && !fiber_is_cut(stream->fiber);
}

static void stop_by_errno(struct stream *stream, int error)
{
    if (error == ECONNRESET || error == EPIPE)
        stream_stop(stream, STOP_RESET, error, NULL);
    else if (error == EHOSTUNREACH || error == ENETUNREACH || error == ETIMEDOUT)
        stream_stop(stream, error == ETIMEDOUT ? STOP_TIMED_OUT : STOP_UNREACHABLE, error, NULL);
    else
        stream_stop(stream, STOP_LOCAL, error, NULL);
}

bool stream_interrupt(struct stream *stream)
{
    bool out_of_time = fiber_cut_of(stream->fiber) == FIBER_OUT_OF_TIME;
    return stream_stop(stream, out_of_time ? STOP_TIME_RAN_OUT : STOP_INTERRUPTED, 0, "%s",
                       fiber_cut_words(stream->fiber));
}

/* Whether the connection has not died of anything yet. */
static bool is_usable(struct stream *stream)
{
    if (stream_ok(stream) && fiber_is_cut(stream->fiber))
        return stream_interrupt(stream);
    if (stream_ok(stream) && stream->early_error != 0)
        stop_by_errno(stream, stream->early_error);
    return stream_ok(stream) && stream->descriptor >= 0;
}

/* Until when what is begun may go on; no longer than to the deadline. */
static int64_t drip_end_ms(const struct stream *stream)
{
    const struct stream_patience *patience = &stream->patience;
    int64_t least_ms = stream->exchange_began_at_ms + patience->drip_ms;
    int64_t end_ms = patience->drip_until_ms > least_ms ? patience->drip_until_ms : least_ms;
    bool limited = patience->drip_until_ms > 0 && stream->heard_bytes > 0 && end_ms < stream->deadline_ms;
    return limited ? end_ms : stream->deadline_ms;
}

static bool wait_for(struct stream *stream, int events)
{
    int64_t end_ms = drip_end_ms(stream);
    stream->receives_in_a_row = 0;
    if (fiber_wait_unless(stream->fiber, stream->watch, events, end_ms, stream->unless))
        return true;
    if (stream->unless != NULL && fiber_watch_ready(stream->unless))
        return stream_stop(stream, STOP_TIMED_OUT, 0, "closed because the other connection got a greeting");
    if (fiber_is_cut(stream->fiber))
        return stream_interrupt(stream);
    return end_ms < stream->deadline_ms ? stream_stop(
               stream, STOP_TIME_RAN_OUT, 0, "mailsonde stopped waiting for a server that sends byte by byte")
                                        : stream_stop(stream, STOP_TIMED_OUT, 0, NULL);
}

static void keep_first_bytes(struct stream *stream, const char *bytes, size_t length)
{
    size_t have = stream->received_bytes;
    if (have < STREAM_FIRST_BYTES) {
        size_t room = STREAM_FIRST_BYTES - have;
        memcpy(stream->first_bytes + have, bytes, length < room ? length : room);
    }
    stream->received_bytes += length;
    if (stream->layer.read == NULL)
        stream->heard_bytes += length;
}

ssize_t stream_receive(struct stream *stream, void *buffer, size_t size)
{
    while (is_usable(stream)) {
        if (stream->received_max_bytes > 0 && stream->received_bytes > stream->received_max_bytes) {
            stream_stop(stream, STOP_PROTOCOL, 0, "the host sent more than %zu KiB in total",
                        stream->received_max_bytes / 1024);
            break;
        }
        if (stream->receives_in_a_row++ >= RECEIVES_MAX_IN_A_ROW && !wait_for(stream, UV_READABLE))
            break;
        ssize_t length = recv(stream->descriptor, buffer, size, 0);
        if (length >= 0) {
            keep_first_bytes(stream, buffer, (size_t)length);
            return length;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            wait_for(stream, UV_READABLE);
        else if (errno != EINTR)
            stop_by_errno(stream, errno);
    }
    return -1;
}

ssize_t stream_send(struct stream *stream, const void *bytes, size_t length)
{
    size_t sent = 0;
    while (sent < length) {
        if (!is_usable(stream))
            return -1;
        ssize_t now = send(stream->descriptor, (const char *)bytes + sent, length - sent, MSG_NOSIGNAL);
        if (now >= 0)
            sent += (size_t)now;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            wait_for(stream, UV_WRITABLE);
        else if (errno != EINTR)
            stop_by_errno(stream, errno);
    }
    return (ssize_t)length;
}

bool stream_write(struct stream *stream, const char *text)
{
    size_t length = strlen(text);
    ssize_t sent = stream->layer.write != NULL ? stream->layer.write(stream->layer.state, text, length)
                                               : stream_send(stream, text, length);
    return sent == (ssize_t)length;
}

/* One more read into the buffer's free room, of which there must be some. */
static bool fill(struct stream *stream)
{
    char *end = stream->buffer + stream->buffered;
    size_t room = sizeof stream->buffer - stream->buffered;
    ssize_t length = stream->layer.read != NULL ? stream->layer.read(stream->layer.state, end, room)
                                                : stream_receive(stream, end, room);
    if (length == 0)
        return stream_stop(stream, STOP_CLOSED, 0, "the server closed the connection");
    if (length < 0)
        return false;
    stream->buffered += (size_t)length;
    if (stream->layer.read != NULL)
        stream->heard_bytes += (size_t)length;
    return true;
}

static void take(struct stream *stream, size_t length)
{
    stream->buffered -= length;
    memmove(stream->buffer, stream->buffer + length, stream->buffered);
}

bool stream_read_line(struct stream *stream, char *line, size_t size, size_t *length, bool *whole)
{
    size_t kept = 0;
    size_t seen = 0;
    char last = '\0';
    *whole = false;
    stream->line_began_at_ms = fiber_now_ms(stream->fiber);
    for (;;) {
        char *newline = memchr(stream->buffer, '\n', stream->buffered);
        size_t now = newline != NULL ? (size_t)(newline - stream->buffer) : stream->buffered;
        size_t room = size - 1 - kept;
        memcpy(line + kept, stream->buffer, now < room ? now : room);
        kept += now < room ? now : room;
        seen += now;
        last = now > 0 ? stream->buffer[now - 1] : last;
        take(stream, newline != NULL ? now + 1 : now);
        if (newline != NULL)
            break;
        if (seen > LINE_MAX_BYTES)
            stream_stop(stream, STOP_PROTOCOL, 0, "a line of more than %d bytes", LINE_MAX_BYTES);
        if (!stream_ok(stream) || !fill(stream)) {
            *length = kept;
            return false;
        }
        if (seen == 0)
            stream->line_began_at_ms = fiber_now_ms(stream->fiber);
    }
    stream->line_is_bare_lf = last != '\r';
    size_t text = last == '\r' ? seen - 1 : seen;
    *whole = text <= kept;
    *length = *whole ? text : kept;
    line[*length] = '\0';
    return true;
}

size_t stream_take_pending(struct stream *stream, char *bytes, size_t size)
{
    size_t length = stream->buffered < size ? stream->buffered : size;
    memcpy(bytes, stream->buffer, length);
    stream->buffered = 0;
    if (length < size && stream->descriptor >= 0) {
        ssize_t more = recv(stream->descriptor, bytes + length, size - length, MSG_DONTWAIT);
        if (more > 0) {
            keep_first_bytes(stream, bytes + length, (size_t)more);
            length += (size_t)more;
        }
    }
    return length;
}

void stream_note(struct stream *stream, enum direction direction, const char *text)
{
    struct session *session = stream->session;
    if (session->transcript_count >= TRANSCRIPT_MAX_LINES)
        return;
    struct transcript_line *line =
        list_append(&session->transcript, &session->transcript_count, sizeof *session->transcript);
    line->at_ms = fiber_now_ms(stream->fiber) - stream->opened_at_ms;
    line->direction = direction;
    line->encrypted = stream->layer.read != NULL;
    line->text = text_copy(text);
}

int64_t stream_line_elapsed_ms(const struct stream *stream)
{
    return fiber_now_ms(stream->fiber) - stream->line_began_at_ms;
}

int64_t stream_exchange_elapsed_ms(const struct stream *stream)
{
    return fiber_now_ms(stream->fiber) - stream->exchange_began_at_ms;
}

void stream_close(struct stream *stream)
{
    end_step(stream);
    fiber_watch_free(stream->watch);
    stream->watch = NULL;
    if (stream->descriptor >= 0)
        close(stream->descriptor);
    stream->descriptor = -1;
}
