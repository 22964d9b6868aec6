/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that the user names, read as a whole. */
#include "discover/input_file.h"

#include "base/held_signals.h"
#include "base/input_stream.h"
#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SHOWN_BYTES = 200, FIRST_READ_BYTES = 64 * 1024, MIB = 1024 * 1024 };

static char *complain(const char *name, const char *problem)
{
    char *shown = text_from_wire(name, strlen(name), NAME_SHOWN_BYTES);
    char *line = text_format("%s: %s", shown, problem);
    free(shown);
    return line;
}

static char *complain_of_size(const char *name, size_t max_bytes)
{
    char *problem = text_format("it is larger than %zu MiB; is this the right file?", max_bytes / MIB);
    char *line = complain(name, problem);
    free(problem);
    return line;
}

/* A pipe that nobody writes to is waited for where a signal ends the wait, and so not by open(). */
static int open_file(const char *name)
{
    return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Reads until the end, or one byte more than the bound; -1 with errno. */
static ssize_t read_all(int descriptor, struct input_stream *stream, size_t max_bytes, char **bytes)
{
    size_t room = 0, filled = 0;
    *bytes = NULL;
    for (;;) {
        if (filled + 1 >= room) {
            room = room == 0 ? FIRST_READ_BYTES : 2 * room;
            room = room < max_bytes + 2 ? room : max_bytes + 2;
            char *more = realloc(*bytes, room);
            if (more == NULL)
                out_of_memory();
            *bytes = more;
        }
        if (!input_stream_is_ready(stream) && !held_signals_wait(descriptor))
            return -1;
        ssize_t got = input_stream_read(stream, *bytes + filled, room - 1 - filled);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            return -1;
        filled += (size_t)got;
        if (got == 0 || filled > max_bytes)
            break;
    }
    (*bytes)[filled] = '\0';
    return (ssize_t)filled;
}

static char *read_open(int descriptor, const char *name, size_t max_bytes, size_t *length, char **error)
{
    char *bytes = NULL;
    struct input_stream *stream = input_stream_new(descriptor, name);
    ssize_t got = read_all(descriptor, stream, max_bytes, &bytes);
    *error = NULL;
    if (got < 0)
        *error = complain(name, input_stream_problem(stream, errno));
    else if ((size_t)got > max_bytes)
        *error = complain_of_size(name, max_bytes);
    input_stream_free(stream);
    if (*error == NULL) {
        *length = (size_t)got;
        return bytes;
    }
    free(bytes);
    return NULL;
}

char *input_file_read(const char *name, size_t max_bytes, size_t *length, char **error)
{
    int descriptor = open_file(name);
    if (descriptor < 0) {
        *error = complain(name, strerror(errno));
        return NULL;
    }
    char *bytes = read_open(descriptor, name, max_bytes, length, error);
    close(descriptor);
    return bytes;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* Keeps what a pipe gave in a file without a name. */
static char *settle_pipe(int pipe, const char *name, size_t max_bytes, int *descriptor, char **error)
{
    size_t length;
    char *bytes = read_open(pipe, name, max_bytes, &length, error);
    if (bytes == NULL)
        return NULL;
    *descriptor = memfd_create("mailsonde", MFD_CLOEXEC);
    bool kept = *descriptor >= 0 && write_all(*descriptor, bytes, length);
    free(bytes);
    if (kept)
        return text_format("/proc/self/fd/%d", *descriptor);
    *error = complain(name, strerror(errno));
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
    return NULL;
}

char *input_file_settle(const char *name, size_t max_bytes, int *descriptor, char **error)
{
    struct stat about;
    char *settled = NULL;
    *descriptor = -1;
    *error = NULL;
    int file = open_file(name);
    if (file < 0 || fstat(file, &about) != 0)
        *error = complain(name, strerror(errno));
    else if (!S_ISREG(about.st_mode))
        settled = settle_pipe(file, name, max_bytes, descriptor, error);
    else if (about.st_size > (off_t)max_bytes)
        *error = complain_of_size(name, max_bytes);
    else
        settled = text_copy(name);
    if (file >= 0)
        close(file);
    return settled;
}
