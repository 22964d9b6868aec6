/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes to files. */
#include "command/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool wait_until_writable(int descriptor)
{
    struct pollfd output = {.fd = descriptor, .events = POLLOUT};
    return poll(&output, 1, -1) > 0 || errno == EINTR;
}

bool file_writer_write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_until_writable(descriptor))
                return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* The end of a regular file that only we write to; -1 for others. */
static off_t end_of(const struct file_writer *writer)
{
    struct stat now;
    int flags = fcntl(writer->descriptor, F_GETFL);
    if (!writer->grows || flags < 0 || (flags & O_APPEND) != 0 || fstat(writer->descriptor, &now) != 0
        || !S_ISREG(now.st_mode))
        return -1;
    return lseek(writer->descriptor, 0, SEEK_CUR);
}

void file_writer_begin(struct file_writer *writer, int descriptor, bool grows, bool compressed)
{
    *writer = (struct file_writer){.descriptor = descriptor, .grows = grows};
    if (compressed)
        writer->compressor = compressor_new();
    writer->whole = end_of(writer);
}

/* A line that is not whole is none. Where the file cannot be cut it has no newline, which tells as much. */
static bool fail(struct file_writer *writer, off_t whole)
{
    if (writer->error == 0)
        writer->error = errno;
    if (whole >= 0 && ftruncate(writer->descriptor, whole) == 0)
        lseek(writer->descriptor, whole, SEEK_SET);
    errno = writer->error;
    return false;
}

static bool put_compressed(void *context, const char *bytes, size_t length)
{
    const struct file_writer *writer = context;
    return file_writer_write_all(writer->descriptor, bytes, length);
}

static bool end_frame(struct file_writer *writer)
{
    const struct compressor_sink sink = {.write = put_compressed, .context = writer};
    if (!compressor_end_frame(writer->compressor, &sink))
        return fail(writer, writer->whole);
    writer->whole = end_of(writer);
    return true;
}

static bool add_to_frame(struct file_writer *writer, const char *bytes, size_t length)
{
    const struct compressor_sink sink = {.write = put_compressed, .context = writer};
    if (compressor_frame_bytes(writer->compressor) == 0)
        writer->frame_due_ms = now_ms() + FILE_WRITER_FRAME_MS;
    if (!compressor_add(writer->compressor, bytes, length, &sink))
        return fail(writer, writer->whole);
    file_writer_look(writer);
    return writer->error == 0;
}

bool file_writer_put(struct file_writer *writer, const char *bytes, size_t length)
{
    if (writer->error != 0) {
        errno = writer->error;
        return false;
    }
    writer->written = writer->written || length > 0;
    if (writer->compressor != NULL)
        return add_to_frame(writer, bytes, length);
    off_t before = end_of(writer);
    return file_writer_write_all(writer->descriptor, bytes, length) || fail(writer, before);
}

void file_writer_look(struct file_writer *writer)
{
    if (writer->compressor == NULL || !writer->grows || writer->error != 0)
        return;
    size_t bytes = compressor_frame_bytes(writer->compressor);
    if (bytes >= FILE_WRITER_FRAME_BYTES || (bytes > 0 && now_ms() >= writer->frame_due_ms))
        end_frame(writer);
}

bool file_writer_end(struct file_writer *writer)
{
    if (writer->error == 0 && (writer->compressor == NULL || end_frame(writer)))
        return true;
    errno = writer->error;
    return false;
}

void file_writer_clear(struct file_writer *writer)
{
    compressor_free(writer->compressor);
    writer->compressor = NULL;
}
