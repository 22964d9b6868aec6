/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each time it is settled, a compressed file gets a frame of its own (RFC 8878; frames follow each other in a
 * file), so that what was acknowledged can be read whatever comes after it. */
#include "broker/collected_file.h"

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
#include <zstd.h>

enum { SHOWN_BYTES = 200, READ_BYTES = 1 << 17, LEVEL = 3, LINE_MAX_BYTES = 256 << 20 };

struct collected_file {
    char *shown;
    int descriptor;
    bool borrowed;
    bool compressed;
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
    static const char foreign[] = "it has lines that are no results, so it is left alone; give another file";
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

/* Frame by frame: the file goes on after the last whole one, or before it if that is the summary. */
static char *read_frames(struct reading *reading, ZSTD_DCtx *context, off_t *end)
{
    char in_bytes[READ_BYTES], out_bytes[READ_BYTES];
    off_t read_so_far = 0, frame_at = 0;
    ssize_t count;
    while ((count = read(reading->file->descriptor, in_bytes, sizeof in_bytes)) > 0) {
        ZSTD_inBuffer in = {.src = in_bytes, .size = (size_t)count};
        while (in.pos < in.size) {
            ZSTD_outBuffer out = {.dst = out_bytes, .size = sizeof out_bytes};
            size_t left = ZSTD_decompressStream(context, &out, &in);
            if (ZSTD_isError(left) || !read_bytes(reading, out_bytes, out.pos))
                return text_copy("it is no file of results compressed by zstd, so it is left alone; give "
                                 "another file");
            if (left == 0) {
                *end = reading->is_summary ? frame_at : read_so_far + (off_t)in.pos;
                frame_at = read_so_far + (off_t)in.pos;
            }
        }
        read_so_far += count;
    }
    return count < 0 ? text_copy(strerror(errno)) : NULL;
}

static char *read_again(struct reading *reading)
{
    struct collected_file *file = reading->file;
    off_t end = 0;
    char *what;
    if (file->compressed) {
        ZSTD_DCtx *context = ZSTD_createDCtx();
        if (context == NULL)
            out_of_memory();
        what = read_frames(reading, context, &end);
        ZSTD_freeDCtx(context);
    } else {
        what = read_plain(reading, &end);
    }
    if (what == NULL && (ftruncate(file->descriptor, end) != 0 || lseek(file->descriptor, end, SEEK_SET) < 0))
        what = text_copy(strerror(errno));
    return what;
}

/* --- opening --- */

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* NULL, or what is wrong. */
static char *open_file(struct collected_file *file, const char *path)
{
    struct stat about;
    file->compressed = ends_in(path, ".zst");
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

static bool write_frame(const struct collected_file *file)
{
    size_t room = ZSTD_compressBound(file->length);
    char *frame = allocate(room, 1);
    size_t length = ZSTD_compress(frame, room, file->waiting, file->length, LEVEL);
    bool written = !ZSTD_isError(length);
    errno = written ? 0 : ENOMEM;
    written = written && write_all(file->descriptor, frame, length);
    free(frame);
    return written;
}

bool collected_file_settle(struct collected_file *file, char **problem)
{
    if (file->length == 0)
        return true;
    bool written =
        file->compressed ? write_frame(file) : write_all(file->descriptor, file->waiting, file->length);
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
    free(file->shown);
    free(file->waiting);
    free(file);
}
