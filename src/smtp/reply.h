/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads SMTP replies, strictly and within limits (RFC 5321 4.2). */
#ifndef MAILSONDE_SMTP_REPLY_H
#define MAILSONDE_SMTP_REPLY_H

#include "facts/endpoint.h"
#include "net/stream.h"

#include <stdbool.h>
#include <stddef.h>

/* Limits on a reply. Lines beyond REPLY_MAX_LINES are read and dropped. */
enum {
    REPLY_MAX_LINES = 64,        /* kept */
    REPLY_MAX_READ_LINES = 1024, /* read; a reply with more lines is not SMTP */
    REPLY_LINE_MAX_BYTES = 1024  /* RFC 5321 4.5.3.1.5 allows 512 */
};

/* The parts of one line. */
struct reply_line {
    int code;         /* 200 to 599 */
    bool last;        /* no '-' after the code */
    const char *text; /* within the line; may hold any byte */
    size_t length;
};

/* Splits a line, given without its CRLF, into its parts. False if it is not a reply line: three digits of
 * which the first is 2 to 5, then space, '-' or the end. */
bool reply_parse_line(const char *line, size_t length, struct reply_line *parsed);

/* The enhanced status code at the start of a reply's text ("5.7.0"), NULL for none; its class must be the
 * code's first digit (RFC 2034 4). The caller frees. */
char *reply_enhanced_code(int code, const char *text, size_t length);

/* Reads one whole reply into `reply`, which must be zeroed, within the stream's deadline. False if the stream
 * stopped: it was closed, timed out, or sent something that is not a reply (STOP_PROTOCOL, with the line).
 * `reply` then has what was read. If the lines have different codes, against RFC 5321 4.2.1, the last one
 * counts. */
bool reply_read(struct stream *stream, struct reply *reply);

/* Adds the line's fault to the session, unless the session has one of that kind. */
void reply_note_fault(struct stream *stream, enum reply_fault_kind kind, const char *line, size_t length);

/* The reply as one text for a stop or an evidence: code and lines. The caller frees. */
char *reply_text(const struct reply *reply);

#endif
