/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading files of saved reports. */
#include "command/saved_file.h"

#include "base/input_stream.h"
#include "base/list.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 256 * 1024, MIB = 1024 * 1024 };

struct saved_file {
    const char *name;
    int descriptor;
    struct input_stream *stream; /* NULL: nothing is open */
    char *problem;               /* what ended the reading; NULL: nothing but the end of the file */
    bool ended;                  /* nothing more comes from the descriptor */
    bool over;                   /* nothing more is taken from the file */
    bool by_lines;               /* a line was a value of its own */
    bool by_kinds;               /* and one of --format jsonl */
    bool open;                   /* no summary came behind the last of them */
    bool torn;                   /* the last line is not whole */
    struct json_parts *parts;
    size_t bad_lines;
    char *bytes;
    size_t room;
    size_t begin; /* of what is not used yet */
    size_t end;
    int64_t line; /* the number of the line that begins there, from 1 */
};

/* In the sandbox a folder cannot be opened, and errno would not tell that it is one. */
static int open_input(const char *name)
{
    struct stat about;
    if (strcmp(name, "-") == 0)
        return STDIN_FILENO;
    if (stat(name, &about) == 0 && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    return open(name, O_RDONLY | O_CLOEXEC);
}

struct saved_file *saved_file_open(const char *name)
{
    struct saved_file *file = allocate(1, sizeof *file);
    *file = (struct saved_file){
        .name = name, .line = 1, .descriptor = open_input(name), .parts = json_parts_new()};
    if (file->descriptor < 0) {
        bool list = errno == ENOENT && name[0] == '@';
        file->problem =
            text_format("%s%s", strerror(errno),
                        list ? "; saved reports are named without @, which is for lists of targets" : "");
        file->ended = true;
    } else {
        file->stream = input_stream_new(file->descriptor, name);
    }
    return file;
}

void saved_file_close(struct saved_file *file)
{
    if (file->descriptor > STDIN_FILENO)
        close(file->descriptor);
    input_stream_free(file->stream);
    free(file->problem);
    json_parts_free(file->parts);
    free(file->bytes);
    free(file);
}

static void make_room(struct saved_file *file)
{
    if (file->begin > 0 && file->begin >= file->room / 2) {
        memmove(file->bytes, file->bytes + file->begin, file->end - file->begin);
        file->end -= file->begin;
        file->begin = 0;
    }
    if (file->room - file->end >= READ_BYTES)
        return;
    file->room = 2 * file->room + READ_BYTES;
    char *more = realloc(file->bytes, file->room);
    if (more == NULL)
        out_of_memory();
    file->bytes = more;
}

/* Reads some more; false at the end. */
static bool read_more(struct saved_file *file)
{
    while (!file->ended) {
        make_room(file);
        ssize_t got = input_stream_read(file->stream, file->bytes + file->end, READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            file->problem = text_copy(input_stream_problem(file->stream, errno));
        file->ended = got <= 0;
        file->end += got > 0 ? (size_t)got : 0;
        return got > 0;
    }
    return false;
}

static size_t unused(const struct saved_file *file)
{
    return file->end - file->begin;
}

static const char *here(const struct saved_file *file)
{
    return file->bytes + file->begin;
}

static void use(struct saved_file *file, size_t length)
{
    const char *at = here(file);
    const char *end = at + length;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        file->line++;
    }
    file->begin += length;
}

/* Reads past blanks and empty lines; false at the end. */
static bool find_value(struct saved_file *file)
{
    for (;;) {
        while (unused(file) > 0) {
            if (strchr(" \t\r\n", *here(file)) == NULL || *here(file) == '\0')
                return true;
            use(file, 1);
        }
        if (!read_more(file))
            return false;
    }
}

/* The length of the line at `offset`, without its newline, as far as the bound lets it be read. */
static size_t line_length(struct saved_file *file, size_t offset)
{
    size_t seen = offset;
    for (;;) {
        const char *newline =
            unused(file) > seen ? memchr(here(file) + seen, '\n', unused(file) - seen) : NULL;
        if (newline != NULL)
            return (size_t)(newline - here(file)) - offset;
        seen = unused(file);
        if (seen > SAVED_VALUE_MAX_BYTES || !read_more(file))
            return unused(file) > offset ? unused(file) - offset : 0;
    }
}

static enum saved_item bad(const struct saved_file *file, int64_t line, struct input_error *error,
                           char *problem)
{
    char *name = text_from_wire(file->name, strlen(file->name), strlen(file->name));
    *error = (struct input_error){.source = name, .line = line, .problem = problem};
    return SAVED_BAD;
}

/* The last that is read of the file. */
static enum saved_item give_up(struct saved_file *file, int64_t line, struct input_error *error,
                               char *problem)
{
    file->over = true;
    return bad(file, line, error, problem);
}

static enum saved_item too_large(struct saved_file *file, struct input_error *error)
{
    return give_up(
        file, file->line, error,
        text_format("more than %d MiB in one piece; save many targets with --format jsonl, which has "
                    "a line for each",
                    SAVED_VALUE_MAX_BYTES / MIB));
}

static enum saved_item bad_line(struct saved_file *file, size_t length, const char *problem,
                                struct input_error *error)
{
    int64_t line = file->line;
    use(file, length);
    file->bad_lines++;
    if (file->bad_lines >= SAVED_BAD_LINES_MAX)
        return give_up(file, line, error,
                       text_format("%s; the rest of the file is left out, since %d lines are wrong", problem,
                                   SAVED_BAD_LINES_MAX));
    return bad(file, line, error, text_copy(problem));
}

/* Whether the line after one of `length` bytes is a good value by itself. */
static bool next_line_is_good(struct saved_file *file, size_t length)
{
    struct json_saved next;
    size_t next_length = line_length(file, length + 1);
    if (next_length == 0 || next_length > SAVED_VALUE_MAX_BYTES)
        return false;
    bool good = json_saved_read(&next, here(file) + length + 1, next_length, true) || next.is_line;
    json_saved_clear(&next);
    return good;
}

/* Where in the line of `length` bytes one of --format jsonl begins that is whole, as when a run was cut off
 * and another one's lines were put behind it; 0 for nowhere. */
static size_t line_within(const struct saved_file *file, size_t length)
{
    static const char beginning[] = "{\"kind\":\"";
    const char *start = here(file), *at = start;
    for (int tries = 0; length > 0 && tries < SAVED_BAD_LINES_MAX; tries++) {
        struct json_saved within;
        at = memmem(at + 1, length - (size_t)(at + 1 - start), beginning, sizeof beginning - 1);
        if (at == NULL)
            break;
        bool good = json_saved_read(&within, at, length - (size_t)(at - start), true) || within.is_line;
        json_saved_clear(&within);
        if (good)
            return (size_t)(at - start);
    }
    return 0;
}

/* Whether the line of `length` bytes is the end of the file, and nothing ends it. */
static bool is_unended(const struct saved_file *file, size_t length)
{
    return file->ended && file->problem == NULL && unused(file) == length;
}

/* A value of several lines. */
static enum saved_item read_document(struct saved_file *file, struct json_saved *saved,
                                     struct input_error *error)
{
    while (unused(file) <= SAVED_VALUE_MAX_BYTES && read_more(file))
        continue;
    if (unused(file) > SAVED_VALUE_MAX_BYTES)
        return too_large(file, error);
    bool good = json_saved_read(saved, here(file), unused(file), false);
    if (!saved->is_json)
        return give_up(file, file->line + saved->line - 1, error, text_copy(saved->problem));
    use(file, saved->used_bytes);
    return good ? SAVED_VALUE : bad(file, 0, error, text_copy(saved->problem));
}

/* Whether the line is a brace alone, as the first of what --format json writes is: a document may come after
 * lines. */
static bool begins_document(const struct saved_file *file, size_t length)
{
    return *here(file) == '{' && (length == 1 || (length == 2 && here(file)[1] == '\r'));
}

/* A line that was being written when the run ended; it is told at the end. */
static enum saved_item torn_line(struct saved_file *file, size_t length)
{
    file->torn = file->open = true;
    use(file, length);
    return SAVED_VALUE;
}

static enum saved_item read_value(struct saved_file *file, struct json_saved *saved,
                                  struct input_error *error)
{
    size_t length = line_length(file, 0);
    if (length > SAVED_VALUE_MAX_BYTES)
        return too_large(file, error);
    bool good = json_saved_read_line(saved, file->parts, here(file), length, true);
    if (saved->is_line) {
        file->by_kinds = true;
        file->open = !saved->has_summary;
    }
    if (good) {
        file->by_lines = true;
        use(file, length);
        return SAVED_VALUE;
    }
    if (file->by_kinds && !saved->is_json && is_unended(file, length)) {
        json_saved_clear(saved);
        return torn_line(file, length);
    }
    size_t torn = saved->is_json ? 0 : line_within(file, length);
    if (torn > 0)
        return bad_line(file, torn, "a line was cut off here, and is left out; the one behind it is read",
                        error);
    bool by_lines = file->by_lines && !begins_document(file, length);
    if (saved->is_json || by_lines || next_line_is_good(file, length)) {
        file->by_lines = true;
        return bad_line(file, length, saved->problem, error);
    }
    json_saved_clear(saved);
    return read_document(file, saved, error);
}

static enum saved_item cut(const struct saved_file *file, struct input_error *error)
{
    bad(file, file->torn ? file->line : 0, error,
        text_copy(file->torn ? "the file was cut off in this line, which is left out; what came behind it is "
                               "unknown"
                             : "the file was cut off: its last line, the summary, is missing; what came "
                               "behind the others is unknown"));
    return SAVED_CUT;
}

enum saved_item saved_file_next(struct saved_file *file, struct json_saved *saved, struct input_error *error)
{
    *saved = (struct json_saved){0};
    *error = (struct input_error){0};
    if (file->over)
        return SAVED_END;
    if (find_value(file))
        return read_value(file, saved, error);
    file->over = true;
    if (file->problem != NULL)
        return bad(file, 0, error, text_copy(file->problem));
    return file->open ? cut(file, error) : SAVED_END;
}
