/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the lines of a file or a pipe without waiting for them: a slow pipe must not delay the rest of the
 * run. */
#ifndef MAILSONDE_DISCOVER_LINE_READER_H
#define MAILSONDE_DISCOVER_LINE_READER_H

#include "base/input_stream.h"

#include <stdbool.h>
#include <stddef.h>

enum { LINE_MAX_BYTES = 2048, LINE_BUFFER_BYTES = 16384, LINE_ENDLESS_BYTES = 1 << 20 };

enum line_state {
    LINE_WHOLE,
    LINE_TOO_LONG, /* its beginning is kept, the rest skipped */
    LINE_HAS_NUL,
    LINE_ENDLESS, /* no newline within LINE_ENDLESS_BYTES: reading stops */
    LINE_NOT_YET, /* no complete line yet */
    LINE_NONE     /* the end, or an error: see `problem` */
};

struct line_reader {
    int descriptor; /* -1: nothing is open */
    bool borrowed;  /* standard input: not closed */
    struct input_stream *stream;
    char *problem; /* why reading ended before the end of the file; NULL: it did not */
    char line[LINE_MAX_BYTES];
    size_t length;          /* of the line so far */
    enum line_state so_far; /* of the line */
    size_t seen;            /* bytes of the line, including those that were skipped */
    char buffer[LINE_BUFFER_BYTES];
    size_t at;
    size_t filled;
};

/* Opens `name`, or takes standard input for "-"; what is compressed is decompressed. False with errno when it
 * cannot. */
bool line_reader_open(struct line_reader *reader, const char *name);

/* Reads the next line. For LINE_WHOLE, LINE_TOO_LONG and LINE_HAS_NUL, reader->line is the line without its
 * newline, until the next call. */
enum line_state line_reader_next(struct line_reader *reader);

void line_reader_close(struct line_reader *reader);

#endif
