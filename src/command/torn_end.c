/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cutting what is torn. */
#include "command/torn_end.h"

#include "base/compression.h"
#include "base/input_stream.h"
#include "base/list.h"
#include "command/file_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than that is no torn end: a frame has FILE_WRITER_FRAME_BYTES at the most. */
enum { BLOCK_BYTES = 64 * 1024, TORN_MAX_BYTES = 2 * FILE_WRITER_FRAME_BYTES };

static bool cut(int descriptor, off_t length)
{
    return ftruncate(descriptor, length) == 0 && lseek(descriptor, length, SEEK_SET) == length;
}

/* Looks for the last newline from the end on. */
static bool cut_lines(int descriptor)
{
    char block[BLOCK_BYTES];
    off_t end = lseek(descriptor, 0, SEEK_END);
    if (end < 0)
        return false;
    while (end > 0) {
        off_t start = end > BLOCK_BYTES ? end - BLOCK_BYTES : 0;
        ssize_t got = pread(descriptor, block, (size_t)(end - start), start);
        if (got != end - start)
            return false;
        const char *newline = memrchr(block, '\n', (size_t)got);
        if (newline != NULL)
            return cut(descriptor, start + (newline - block) + 1);
        end = start;
    }
    return cut(descriptor, 0);
}

static bool cut_frames(int descriptor, const char *name, bool *begun)
{
    if (lseek(descriptor, 0, SEEK_SET) != 0)
        return false;
    struct input_stream *stream = input_stream_new(descriptor, name);
    char *block = allocate(1, BLOCK_BYTES);
    ssize_t got;
    while ((got = input_stream_read(stream, block, BLOCK_BYTES)) > 0)
        continue;
    bool read = got == 0 || errno == EBADMSG;
    int error = errno;
    off_t whole = (off_t)input_stream_whole_bytes(stream);
    int last = input_stream_whole_last(stream);
    *begun = last >= 0 && last != '\n';
    free(block);
    input_stream_free(stream);
    errno = error;
    if (!read || lseek(descriptor, 0, SEEK_END) - whole > TORN_MAX_BYTES)
        return false;
    return cut(descriptor, whole);
}

bool torn_end_cut(int descriptor, const char *name, bool *begun)
{
    *begun = false;
    return compression_in_name(name) ? cut_frames(descriptor, name, begun) : cut_lines(descriptor);
}
