/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a file or a pipe. */
#include "discover/line_reader.h"

#include "base/list.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the sandbox a folder cannot be opened, and errno would not tell that it is one. A pipe that nobody has
 * opened for writing yet is no reason to wait here. */
static int open_file(const char *name)
{
    struct stat about;
    if (stat(name, &about) == 0 && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bool line_reader_open(struct line_reader *reader, const char *name)
{
    reader->borrowed = strcmp(name, "-") == 0;
    reader->descriptor = reader->borrowed ? STDIN_FILENO : open_file(name);
    reader->problem = NULL;
    reader->length = reader->at = reader->filled = 0;
    reader->so_far = LINE_WHOLE;
    reader->seen = 0;
    if (reader->descriptor >= 0)
        reader->stream = input_stream_new(reader->descriptor, name);
    return reader->descriptor >= 0;
}

void line_reader_close(struct line_reader *reader)
{
    if (reader->descriptor >= 0 && !reader->borrowed)
        close(reader->descriptor);
    input_stream_free(reader->stream);
    reader->stream = NULL;
    text_replace(&reader->problem, NULL);
    reader->descriptor = -1;
}

/* Fills the empty buffer; LINE_WHOLE when there is something in it. Standard input is shared with others, so
 * it is asked before each read rather than made non-blocking. */
static enum line_state fill(struct line_reader *reader)
{
    struct pollfd input = {.fd = reader->descriptor, .events = POLLIN};
    if (!input_stream_is_ready(reader->stream) && poll(&input, 1, 0) == 0)
        return LINE_NOT_YET;
    ssize_t length = input_stream_read(reader->stream, reader->buffer, sizeof reader->buffer);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return LINE_NOT_YET;
    if (length <= 0) {
        if (length < 0)
            text_replace(&reader->problem, text_copy(input_stream_problem(reader->stream, errno)));
        return LINE_NONE;
    }
    reader->at = 0;
    reader->filled = (size_t)length;
    return LINE_WHOLE;
}

static void add_byte(struct line_reader *reader, char byte)
{
    reader->seen++;
    if (byte == '\0')
        reader->so_far = LINE_HAS_NUL;
    if (reader->length < LINE_MAX_BYTES - 1)
        reader->line[reader->length++] = byte;
    else if (reader->so_far == LINE_WHOLE)
        reader->so_far = LINE_TOO_LONG;
}

static enum line_state end_line(struct line_reader *reader)
{
    enum line_state state = reader->so_far;
    reader->line[reader->length] = '\0';
    reader->length = 0;
    reader->so_far = LINE_WHOLE;
    reader->seen = 0;
    return state;
}

enum line_state line_reader_next(struct line_reader *reader)
{
    for (;;) {
        while (reader->at < reader->filled) {
            char byte = reader->buffer[reader->at++];
            if (byte == '\n')
                return end_line(reader);
            add_byte(reader, byte);
            if (reader->seen > LINE_ENDLESS_BYTES)
                return LINE_ENDLESS;
        }
        enum line_state state = fill(reader);
        if (state == LINE_NONE && reader->seen > 0 && reader->problem == NULL)
            return end_line(reader);
        if (state != LINE_WHOLE)
            return state;
    }
}
