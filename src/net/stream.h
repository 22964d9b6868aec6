/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One connection of one session: a descriptor, one absolute deadline per exchange, a bounded input buffer.
 * The only place in a probe that waits for the network.
 *
 * The stream remembers where and why it stopped: the first failure is written to session->stop and every
 * later call returns false at once, so that a dialogue is a chain of calls with nothing to unwind. */
#ifndef MAILSONDE_NET_STREAM_H
#define MAILSONDE_NET_STREAM_H

#include "facts/endpoint.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A layer that has been put over the descriptor: TLS. read and write wait through stream_receive() and
 * stream_send(); they return bytes, 0 at the end, -1 when the stream has stopped. */
struct stream_layer {
    void *state;
    ssize_t (*read)(void *state, void *buffer, size_t size);
    ssize_t (*write)(void *state, const void *bytes, size_t length);
};

enum { STREAM_BUFFER_BYTES = 1024, STREAM_FIRST_BYTES = 64 };

/* Limits for a peer that sends slowly without end: an incomplete exchange is waited for until
 * `drip_until_ms`, and at least for `drip_ms` after it began. Zeroed: until the deadline. */
struct stream_patience {
    int64_t drip_until_ms;
    int64_t drip_ms;
};

struct stream {
    struct fiber *fiber;
    struct session *session; /* facts of this connection; borrowed */
    int descriptor;          /* -1 when there is none */
    struct fiber_watch *watch;
    struct stream_layer layer; /* zeroed while in the clear */
    int64_t opened_at_ms;
    int64_t step_began_at_ms;
    int64_t exchange_began_at_ms;
    int64_t deadline_ms;
    struct stream_patience patience;
    enum step step;
    const struct fiber_watch
        *unless;     /* armed for the same fiber; when it is ready, the session is given up; or NULL */
    bool leaving;    /* the session is over: errors from now on are not recorded */
    bool dead;       /* nothing more can be read or written */
    int early_error; /* errno with which the connection failed before it was used; reported when it is used */
    int receives_in_a_row;     /* without a wait between them */
    size_t received_bytes;     /* in all, from the descriptor */
    size_t received_max_bytes; /* more bytes end the use of the connection; 0: no limit */
    size_t heard_bytes;        /* in this exchange; above the layer, where there is one */
    int64_t line_began_at_ms;  /* when the line that was read last began to come */
    bool line_is_bare_lf;      /* it ended in LF without CR */
    char first_bytes[STREAM_FIRST_BYTES];
    size_t buffered; /* bytes of buffer[] not yet taken */
    char buffer[STREAM_BUFFER_BYTES];
};

/* Prepares a stream without a connection; its clock starts. */
void stream_init(struct stream *stream, struct fiber *fiber, struct session *session);

/* Takes over a connected, non-blocking descriptor. False, and closed, when it cannot be watched. */
bool stream_adopt(struct stream *stream, int descriptor);

/* Begins a step: what follows must end within `timeout_ms`. The time of the step before is written down. */
void stream_begin(struct stream *stream, enum step step, int64_t timeout_ms);

/* Ends the step: waits before the next step do not count for it. */
void stream_pause(struct stream *stream);

/* Begins another exchange of the same step, which has a deadline of its own. */
void stream_next_exchange(struct stream *stream, int64_t timeout_ms);

/* Takes `by_ms` of what has passed out of the step: it was this machine's time, not the server's. */
void stream_extend(struct stream *stream, int64_t by_ms);

/* Whether the connection can still be used. */
bool stream_ok(const struct stream *stream);

/* Ends the use of the connection and writes down why, unless something was written down before.
 * `system_error` is an errno or 0; `detail` (a printf format whose text must be safe, NULL for none) says
 * what was seen. Always false. */
bool stream_stop(struct stream *stream, enum stop_reason reason, int system_error, const char *detail, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, where the fiber was cut off. */
bool stream_interrupt(struct stream *stream);

/* Writes down that the server rejected the session with an SMTP reply, unless something was written down
 * before. The connection can still be used: to say QUIT. Always false. */
bool stream_reject(struct stream *stream, int64_t reply_code, const char *reply);

/* From now on no error is recorded: the session is over. */
void stream_leave(struct stream *stream);

/* Waits for the first byte, but no longer than until `until_ms`; true when none came in that time. Stops
 * nothing. */
bool stream_is_silent_until(struct stream *stream, int64_t until_ms);

/* Waits for bytes from the descriptor, at most `size`; 0 at the end of the connection, -1 when the stream
 * stopped (timed out, reset). What has come in time may be read after the deadline, but not without end. */
ssize_t stream_receive(struct stream *stream, void *buffer, size_t size);

/* Waits until all is sent; `length`, or -1 when the stream stopped. */
ssize_t stream_send(struct stream *stream, const void *bytes, size_t length);

/* Sends text through the layer. */
bool stream_write(struct stream *stream, const char *text);

/* Waits for one line through the layer and copies it without its CRLF (or bare LF) to `line`, which has room
 * for `size` bytes with a NUL; *length is its length, since the line may hold NULs. A line that is longer is
 * cut, its rest is read and dropped, and *whole is false. False when the stream stopped. */
bool stream_read_line(struct stream *stream, char *line, size_t size, size_t *length, bool *whole);

/* Takes what has arrived beyond the lines read so far, without waiting: at most `size` bytes. */
size_t stream_take_pending(struct stream *stream, char *bytes, size_t size);

/* Notes a line of the dialogue in the session's transcript; bounded. */
void stream_note(struct stream *stream, enum direction direction, const char *text);

/* Milliseconds since the line that was read last, in whole or in part, began to come. */
int64_t stream_line_elapsed_ms(const struct stream *stream);

/* Milliseconds since the current exchange began. */
int64_t stream_exchange_elapsed_ms(const struct stream *stream);

/* Ends the last step and closes the descriptor; harmless when called twice. */
void stream_close(struct stream *stream);

#endif
