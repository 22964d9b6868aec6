/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads what earlier runs have finished. */
#include "command/resume.h"

#include "base/compression.h"
#include "base/input_stream.h"
#include "base/list.h"
#include "base/text.h"
#include "command/file_place.h"
#include "command/output.h"
#include "command/report_file.h"
#include "facts/shapes.h"
#include "report/json_finished.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_BYTES = 256 * 1024, LINE_MAX_BYTES = 256 * 1024 * 1024 };

/* A file that is read line by line. */
struct lines {
    int descriptor;
    struct input_stream *stream;
    char *bytes; /* with room for a NUL behind them */
    size_t room;
    size_t begin; /* of what is not used yet */
    size_t end;
    size_t searched; /* behind `begin`, without a newline */
    char *problem;   /* why it was not read to its end; NULL: it was */
};

static char *complain(const char *path, const char *what)
{
    char *shown = report_file_shown(path);
    char *line = text_format("%s: %s", shown, what);
    free(shown);
    return line;
}

/* --- lines --- */

static bool lines_open(struct lines *lines, const char *path)
{
    *lines = (struct lines){.descriptor = open(path, O_RDONLY | O_CLOEXEC)};
    if (lines->descriptor < 0)
        return false;
    lines->stream = input_stream_new(lines->descriptor, path);
    return true;
}

static void lines_close(struct lines *lines)
{
    close(lines->descriptor);
    input_stream_free(lines->stream);
    free(lines->bytes);
    free(lines->problem);
}

static void make_room(struct lines *lines)
{
    if (lines->begin > 0) {
        memmove(lines->bytes, lines->bytes + lines->begin, lines->end - lines->begin);
        lines->end -= lines->begin;
        lines->begin = 0;
    }
    if (lines->room - lines->end > BLOCK_BYTES)
        return;
    lines->room = 2 * lines->room + 2 * BLOCK_BYTES;
    char *more = realloc(lines->bytes, lines->room);
    if (more == NULL)
        out_of_memory();
    lines->bytes = more;
}

static bool read_more(struct lines *lines)
{
    make_room(lines);
    ssize_t got;
    do
        got = input_stream_read(lines->stream, lines->bytes + lines->end, BLOCK_BYTES);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        lines->problem = text_copy(input_stream_problem(lines->stream, errno));
    lines->end += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* The next line that ends with a newline, which a NUL replaces; NULL at the end. */
static char *lines_next(struct lines *lines, size_t *length)
{
    for (;;) {
        char *start = lines->bytes != NULL ? lines->bytes + lines->begin : NULL;
        size_t there = lines->end - lines->begin;
        char *newline =
            there > lines->searched ? memchr(start + lines->searched, '\n', there - lines->searched) : NULL;
        if (newline != NULL) {
            *newline = '\0';
            *length = (size_t)(newline - start);
            lines->begin += *length + 1;
            lines->searched = 0;
            return start;
        }
        lines->searched = there;
        if (there > LINE_MAX_BYTES) {
            lines->problem = text_copy("a line has no end");
            return NULL;
        }
        if (!read_more(lines))
            return NULL;
    }
}

/* --- which file --- */

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* FILE, or FILE.partial where that alone is there, or NULL; the caller frees. */
static char *file_of(const char *path)
{
    if (is_there(path))
        return text_copy(path);
    char *partial = file_place_partial(path);
    if (!is_there(partial))
        text_replace(&partial, NULL);
    return partial;
}

bool resume_goes_on(const struct options *options, const struct output_choice *output, bool *partial)
{
    *partial = false;
    if (output->format != FORMAT_JSONL || output->file == NULL || strcmp(output->file, "-") == 0)
        return false;
    char *beside = file_place_partial(output->file);
    bool goes_on = false;
    for (size_t i = 0; i < options->resume_files.count && !goes_on; i++) {
        const char *path = options->resume_files.items[i];
        *partial = file_places_are_one(path, false, beside, false);
        goes_on = *partial || file_places_are_one(path, false, output->file, false);
    }
    free(beside);
    return goes_on;
}

/* Whether an output makes it. */
static bool is_output(const struct options *options, const char *path)
{
    for (size_t i = 0; i < options->outputs.count; i++) {
        bool partial;
        if (resume_goes_on(options, &options->outputs.items[i], &partial) && !partial
            && file_places_are_one(path, false, options->outputs.items[i].file, false))
            return true;
    }
    return false;
}

/* What is wrong with the first line of a file that is there; an empty one is good. */
static char *first_line_problem(const char *path)
{
    static const char no_lines[] = "it has no lines of --format jsonl to go on with";
    struct lines lines;
    size_t length;
    if (!lines_open(&lines, path))
        return complain(path, strerror(errno));
    struct target target = {0};
    const char *line = lines_next(&lines, &length);
    bool ours = line == NULL ? lines.end == 0 || *lines.bytes == '{'
                             : json_finished_read(line, length, &target) != JSON_LINE_BAD;
    /* Of a frame that is torn there may be nothing to read. */
    bool damaged = line == NULL && lines.end == 0 && lines.problem != NULL
                   && strcmp(lines.problem, compression_is_other) == 0;
    char *problem = damaged ? complain(path, lines.problem) : ours ? NULL : complain(path, no_lines);
    shape_clear(&target_shape, &target);
    lines_close(&lines);
    return problem;
}

char *resume_problem(const struct options *options)
{
    char *problem = NULL;
    for (size_t i = 0; i < options->resume_files.count && problem == NULL; i++) {
        const char *path = options->resume_files.items[i];
        char *file = file_of(path);
        if (file != NULL)
            problem = first_line_problem(file);
        else if (!is_output(options, path))
            problem = complain(path, strerror(ENOENT));
        free(file);
    }
    return problem;
}

/* --- what is finished --- */

struct tally {
    struct seen_targets *finished;
    size_t bad_lines;
};

static void read_line(struct tally *tally, const char *line, size_t length)
{
    struct target target;
    switch (json_finished_read(line, length, &target)) {
    case JSON_LINE_FINISHED:
        seen_targets_add(tally->finished, &target);
        break;
    case JSON_LINE_BAD:
        tally->bad_lines += length > 0;
        break;
    case JSON_LINE_UNFINISHED:
    case JSON_LINE_OTHER:
        break;
    }
    shape_clear(&target_shape, &target);
}

static void tell(const struct options *options, const char *path, char *what)
{
    char *line = complain(path, what);
    if (!options->quiet)
        output_complain(line);
    free(line);
    free(what);
}

/* NULL, or why it cannot be read. */
static char *read_file(const struct options *options, const char *path, struct tally *tally)
{
    struct lines lines;
    size_t length, before = seen_targets_count(tally->finished);
    if (!lines_open(&lines, path))
        return complain(path, strerror(errno));
    tally->bad_lines = 0;
    for (const char *line; (line = lines_next(&lines, &length)) != NULL;)
        read_line(tally, line, length);
    tell(options, path,
         text_format("%zu targets are finished and left out", seen_targets_count(tally->finished) - before));
    if (tally->bad_lines > 0)
        tell(options, path,
             text_format("%zu lines cannot be read; their targets are scanned again", tally->bad_lines));
    if (lines.problem != NULL)
        tell(options, path, text_format("%s; what comes before counts", lines.problem));
    lines_close(&lines);
    return NULL;
}

struct seen_targets *resume_read(const struct options *options, char **error)
{
    *error = NULL;
    if (options->resume_files.count == 0)
        return NULL;
    struct tally tally = {.finished = seen_targets_new()};
    for (size_t i = 0; i < options->resume_files.count && *error == NULL; i++) {
        char *file = file_of(options->resume_files.items[i]);
        if (file != NULL)
            *error = read_file(options, file, &tally);
        free(file);
    }
    if (*error == NULL)
        return tally.finished;
    seen_targets_free(tally.finished);
    return NULL;
}
