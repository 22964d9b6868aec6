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
    const char *problem;    /* of the compressed data; NULL: none was met with */
};

struct input_stream *input_stream_new(int descriptor, const char *name)
{
    struct input_stream *stream = allocate(1, sizeof *stream);
    stream->descriptor = descriptor;
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

ssize_t input_stream_read(struct input_stream *stream, char *bytes, size_t room)
{
    if (stream->decompressor == NULL)
        return read(stream->descriptor, bytes, room);
    for (;;) {
        const char *problem = stream->problem;
        ptrdiff_t got = problem != NULL
                            ? -1
                            : decompressor_next(stream->decompressor, &stream->part, bytes, room, &problem);
        if (got < 0)
            return fail(stream, problem);
        stream->has_more = (size_t)got == room;
        if (got > 0)
            return got;
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
