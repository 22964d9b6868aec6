/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes of files, plain and compressed. */
#include "base/input_stream.h"

#include "base/compression.h"
#include "base/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 128 * 1024 };

struct input_stream {
    int descriptor;
    struct decompressor *decompressor; /* NULL: the file is not compressed */
    char *bytes;
    struct compressed part; /* of these */
    bool has_more;          /* the decompressor, without a further byte */
    int last;               /* the byte that was read last, -1 for none; and up to the last end of a frame */
    int whole_last;
    const char *problem; /* of the compressed data; NULL: none was met with */
};

struct input_stream *input_stream_new(int descriptor, const char *name)
{
    struct input_stream *stream = allocate(1, sizeof *stream);
    stream->descriptor = descriptor;
    stream->last = stream->whole_last = -1;
    if (compression_in_name(name)) {
        stream->decompressor = decompressor_new();
        stream->bytes = allocate(1, READ_BYTES);
        stream->part.bytes = stream->bytes;
    }
    return stream;
}

void input_stream_free(struct input_stream *stream)
{
    if (stream == NULL)
        return;
    decompressor_free(stream->decompressor);
    free(stream->bytes);
    free(stream);
}

bool input_stream_is_ready(const struct input_stream *stream)
{
    return stream->problem != NULL || stream->has_more || stream->part.used < stream->part.length;
}

/* As read(2), of compressed bytes. */
static ssize_t fill(struct input_stream *stream)
{
    ssize_t got = read(stream->descriptor, stream->bytes, READ_BYTES);
    stream->part.used = 0;
    stream->part.length = got > 0 ? (size_t)got : 0;
    return got;
}

static ssize_t fail(struct input_stream *stream, const char *problem)
{
    stream->problem = problem;
    errno = EBADMSG;
    return -1;
}

/* The end of the file; in the middle of a frame it should not be. */
static ssize_t end(struct input_stream *stream)
{
    bool whole =
        decompressor_read_bytes(stream->decompressor) == decompressor_whole_bytes(stream->decompressor);
    return whole ? 0 : fail(stream, "the compressed data ends too early");
}

/* As decompressor_next(), and notes what was read last. */
static ptrdiff_t next(struct input_stream *stream, char *bytes, size_t room)
{
    uint64_t whole_bytes = decompressor_whole_bytes(stream->decompressor);
    ptrdiff_t got = decompressor_next(stream->decompressor, &stream->part, bytes, room, &stream->problem);
    stream->has_more = got > 0 && (size_t)got == room;
    if (got > 0)
        stream->last = (unsigned char)bytes[got - 1];
    if (decompressor_whole_bytes(stream->decompressor) != whole_bytes)
        stream->whole_last = stream->last;
    return got;
}

ssize_t input_stream_read(struct input_stream *stream, char *bytes, size_t room)
{
    if (stream->decompressor == NULL)
        return read(stream->descriptor, bytes, room);
    for (;;) {
        ptrdiff_t got = stream->problem != NULL ? -1 : next(stream, bytes, room);
        if (got < 0)
            return fail(stream, stream->problem);
        if (got > 0)
            return got;
        if (stream->part.used < stream->part.length)
            continue;
        ssize_t more = fill(stream);
        if (more == 0)
            return end(stream);
        if (more < 0)
            return more;
    }
}

const char *input_stream_problem(const struct input_stream *stream, int error)
{
    return error == EBADMSG && stream->problem != NULL ? stream->problem : strerror(error);
}

uint64_t input_stream_whole_bytes(const struct input_stream *stream)
{
    return stream->decompressor != NULL ? decompressor_whole_bytes(stream->decompressor) : 0;
}

int input_stream_whole_last(const struct input_stream *stream)
{
    return stream->whole_last;
}
