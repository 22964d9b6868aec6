/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each time it is settled, a compressed file gets a frame of its own (RFC 8878; frames follow each other in a
 * file), so that what was acknowledged can be read whatever comes after it. */
#include "broker/collected_file.h"

#include "base/compression.h"
#include "base/list.h"
#include "base/text.h"
#include "broker/report_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_BYTES = 200, READ_BYTES = 1 << 17, TAIL_BYTES = 1 << 13, LINE_MAX_BYTES = 256 << 20 };

struct collected_file {
    char *shown;
    int descriptor;
    bool borrowed;
    struct compressor *compressor; /* NULL: lines as they are */
    char *waiting;
    size_t length;
    size_t room;
};

/* A file that is read again. */
struct reading {
    struct collected_file *file;
    bool (*line)(void *context, const char *text, size_t length);
    void *context;
    char *rest; /* of a line whose end has not come */
    size_t rest_length;
    size_t rest_room;
    off_t at;        /* of what was read, as it is when decompressed */
    off_t line_end;  /* the end of the last whole line there */
    off_t line_at;   /* and its beginning */
    bool is_summary; /* it is one */
    bool is_foreign;
};

static const char foreign[] = "it has lines that are no results, so it is left alone; give another file";

static char *problem_of(const struct collected_file *file, const char *what)
{
    return text_format("%s: %s", file->shown, what);
}

static void append(char **bytes, size_t *length, size_t *room, const char *more, size_t count)
{
    if (*length + count > *room) {
        size_t larger = (*length + count) * 2;
        char *copy = allocate(larger, 1);
        if (*length > 0)
            memcpy(copy, *bytes, *length);
        text_replace(bytes, copy);
        *room = larger;
    }
    if (count > 0)
        memcpy(*bytes + *length, more, count);
    *length += count;
}

/* --- reading it again --- */

static void read_line(struct reading *reading, const char *text, size_t length)
{
    struct report_line read;
    reading->is_summary = report_line_read(text, length, &read) && line_part_is(read.kind, "summary");
    reading->is_foreign =
        reading->is_foreign || (!reading->is_summary && !reading->line(reading->context, text, length));
}

/* Takes bytes of the file, decompressed. False for what is no file of ours. */
static bool read_bytes(struct reading *reading, const char *bytes, size_t count)
{
    const char *at = bytes, *end = bytes + count, *newline;
    while (!reading->is_foreign && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        size_t length = (size_t)(newline - at);
        append(&reading->rest, &reading->rest_length, &reading->rest_room, at, length);
        read_line(reading, reading->rest, reading->rest_length);
        reading->rest_length = 0;
        reading->line_at = reading->line_end;
        reading->line_end = reading->at + (newline + 1 - bytes);
        at = newline + 1;
    }
    append(&reading->rest, &reading->rest_length, &reading->rest_room, at, (size_t)(end - at));
    reading->at += (off_t)count;
    return !reading->is_foreign && reading->rest_length <= LINE_MAX_BYTES;
}

/* NULL, or what is wrong; *end is where the file goes on. */
static char *read_plain(struct reading *reading, off_t *end)
{
    char buffer[READ_BYTES];
    ssize_t count;
    while ((count = read(reading->file->descriptor, buffer, sizeof buffer)) > 0)
        if (!read_bytes(reading, buffer, (size_t)count))
            return text_copy(foreign);
    *end = reading->is_summary ? reading->line_at : reading->line_end;
    /* The beginning of a first line of ours is known by its first byte. */
    if (reading->line_end == 0 && reading->rest_length > 0 && reading->rest[0] != '{')
        return text_copy(foreign);
    return count < 0 ? text_copy(strerror(errno)) : NULL;
}

/* Decompresses the file up to `limit`, to `reading` unless it is NULL. NULL, or what is wrong; *whole is
 * where the last whole frame ends. */
static char *read_frames(const struct collected_file *file, off_t limit, struct reading *reading,
                         off_t *whole)
{
    char in_bytes[READ_BYTES], out_bytes[READ_BYTES];
    struct decompressor *decompressor = decompressor_new();
    char *what = NULL;
    ssize_t count = 0;
    for (off_t at = 0; what == NULL && at < limit; at += count) {
        size_t room = limit - at < READ_BYTES ? (size_t)(limit - at) : READ_BYTES;
        count = pread(file->descriptor, in_bytes, room, at);
        if (count <= 0)
            break;
        struct compressed in = {.bytes = in_bytes, .length = (size_t)count};
        ptrdiff_t length;
        do {
            const char *problem;
            length = decompressor_next(decompressor, &in, out_bytes, sizeof out_bytes, &problem);
            if (length < 0)
                what = text_format("%s; give another file", problem);
            else if (reading != NULL && !read_bytes(reading, out_bytes, (size_t)length))
                what = text_copy(foreign);
        } while (what == NULL && (in.used < in.length || length == sizeof out_bytes));
    }
    if (what == NULL && count < 0)
        what = text_copy(strerror(errno));
    *whole = (off_t)decompressor_whole_bytes(decompressor);
    decompressor_free(decompressor);
    return what;
}

/* Whether what begins here is one frame, which has the summary alone. */
static bool is_summary_frame(const char *bytes, size_t length)
{
    struct decompressor *decompressor = decompressor_new();
    struct compressed in = {.bytes = bytes, .length = length};
    struct report_line read;
    char text[TAIL_BYTES];
    const char *problem;
    ptrdiff_t got = decompressor_next(decompressor, &in, text, sizeof text, &problem);
    bool is = got > 1 && in.used == length && decompressor_whole_bytes(decompressor) == length
              && memchr(text, '\n', (size_t)got) == text + got - 1
              && report_line_read(text, (size_t)got - 1, &read) && line_part_is(read.kind, "summary");
    decompressor_free(decompressor);
    return is;
}

/* Where the frame of the summary begins; `end` when it has none of its own. */
static off_t summary_frame(const struct collected_file *file, off_t end)
{
    static const char magic[] = {'\x28', '\xb5', '\x2f', '\xfd'};
    char tail[TAIL_BYTES];
    size_t length = end < TAIL_BYTES ? (size_t)end : TAIL_BYTES;
    if (pread(file->descriptor, tail, length, end - (off_t)length) != (ssize_t)length)
        return end;
    for (size_t at = length; at-- > 0;)
        if (length - at >= sizeof magic && memcmp(tail + at, magic, sizeof magic) == 0
            && is_summary_frame(tail + at, length - at))
            return end - (off_t)(length - at);
    return end;
}

/* A frame that was cut off says nothing, not even the lines that are whole in it: nobody was told that they
 * are here. */
static char *read_compressed(struct reading *reading, off_t *end)
{
    const struct collected_file *file = reading->file;
    struct stat about;
    off_t whole;
    if (fstat(file->descriptor, &about) != 0)
        return text_copy(strerror(errno));
    char *what = read_frames(file, about.st_size, NULL, end);
    if (what == NULL)
        what = read_frames(file, *end, reading, &whole);
    if (what == NULL && reading->is_summary)
        *end = summary_frame(file, *end);
    return what;
}

static char *read_again(struct reading *reading)
{
    const struct collected_file *file = reading->file;
    off_t end = 0;
    char *what = file->compressor != NULL ? read_compressed(reading, &end) : read_plain(reading, &end);
    if (what == NULL && (ftruncate(file->descriptor, end) != 0 || lseek(file->descriptor, end, SEEK_SET) < 0))
        what = text_copy(strerror(errno));
    return what;
}

/* --- opening --- */

/* NULL, or what is wrong. */
static char *open_file(struct collected_file *file, const char *path)
{
    struct stat about;
    if (compression_in_name(path))
        file->compressor = compressor_new();
    file->descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file->descriptor < 0 || fstat(file->descriptor, &about) != 0)
        return text_copy(strerror(errno));
    if (!S_ISREG(about.st_mode))
        return text_copy("it is no regular file; \"-o -\" writes to standard output");
    if (flock(file->descriptor, LOCK_EX | LOCK_NB) != 0)
        return text_copy("another \"mailsonde collect\" writes to it");
    return NULL;
}

struct collected_file *collected_file_open(const char *path,
                                           bool (*line)(void *context, const char *text, size_t length),
                                           void *context, char **problem)
{
    struct collected_file *file = allocate(1, sizeof *file);
    *problem = NULL;
    if (path == NULL || strcmp(path, "-") == 0) {
        *file = (struct collected_file){
            .shown = text_copy("standard output"), .descriptor = STDOUT_FILENO, .borrowed = true};
        return file;
    }
    file->shown = text_from_wire(path, strlen(path), SHOWN_BYTES);
    char *what = open_file(file, path);
    if (what == NULL) {
        struct reading reading = {.file = file, .line = line, .context = context};
        what = read_again(&reading);
        free(reading.rest);
    }
    if (what == NULL)
        return file;
    *problem = problem_of(file, what);
    free(what);
    collected_file_close(file);
    return NULL;
}

/* --- writing --- */

void collected_file_add(struct collected_file *file, const char *text, size_t length)
{
    append(&file->waiting, &file->length, &file->room, text, length);
    append(&file->waiting, &file->length, &file->room, "\n", 1);
}

size_t collected_file_waiting(const struct collected_file *file)
{
    return file->length;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
    return true;
}

static bool write_to_file(void *context, const char *bytes, size_t length)
{
    const struct collected_file *file = context;
    return write_all(file->descriptor, bytes, length);
}

static bool write_frame(struct collected_file *file)
{
    const struct compressor_sink sink = {.write = write_to_file, .context = file};
    return compressor_add(file->compressor, file->waiting, file->length, &sink)
           && compressor_end_frame(file->compressor, &sink);
}

bool collected_file_settle(struct collected_file *file, char **problem)
{
    if (file->length == 0)
        return true;
    bool written = file->compressor != NULL ? write_frame(file)
                                            : write_all(file->descriptor, file->waiting, file->length);
    /* Standard output may be a pipe, which has nothing to sync. */
    if (written && !file->borrowed)
        written = fdatasync(file->descriptor) == 0;
    file->length = 0;
    if (!written)
        *problem = problem_of(file, strerror(errno));
    return written;
}

void collected_file_close(struct collected_file *file)
{
    if (file == NULL)
        return;
    if (!file->borrowed && file->descriptor >= 0)
        close(file->descriptor);
    compressor_free(file->compressor);
    free(file->shown);
    free(file->waiting);
    free(file);
}
