/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All targets of a run, one after the other. */
#include "discover/target_source.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/line_reader.h"
#include "discover/target.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_BYTES = 200 };

/* A file that has more bad lines than this is no list, and what is kept of them is bounded. */
enum { BAD_LINES_MAX = 1000 };

/* As many lines without a word let others go on before the next is read. */
enum { IDLE_LINES_MAX = 1000 };

struct target_source {
    const char *const *words;
    size_t count;
    size_t next;
    bool as_host;
    struct line_reader reader; /* of the file that lines are being read from */
    char *file_shown;
    uint64_t line;    /* 0 between files */
    size_t read;      /* words of the file so far */
    size_t bad_lines; /* of these */
};

struct target_source *target_source_new(const char *const *words, size_t count, bool as_host)
{
    struct target_source *source = allocate(1, sizeof *source);
    source->words = words;
    source->count = count;
    source->as_host = as_host;
    source->reader.descriptor = -1;
    return source;
}

static void close_file(struct target_source *source)
{
    line_reader_close(&source->reader);
    source->line = 0;
    text_replace(&source->file_shown, NULL);
}

void target_source_free(struct target_source *source)
{
    if (source == NULL)
        return;
    close_file(source);
    free(source);
}

static char *shown(const char *text)
{
    return text_from_wire(text, strlen(text), SHOWN_BYTES);
}

/* `problem` is the error's to own. */
static enum target_step bad(const struct target_source *source, const char *word, char *problem,
                            struct input_error *error)
{
    error->source = text_copy(source->file_shown);
    error->line = (int64_t)source->line;
    error->word = shown(word);
    error->problem = problem;
    return TARGET_BAD;
}

/* Begins to read `name`, or standard input for "-"; false when it cannot, errno then says why. */
static bool open_file(struct target_source *source, const char *name)
{
    if (!line_reader_open(&source->reader, name))
        return false;
    source->file_shown = shown(name);
    source->line = 0;
    source->read = source->bad_lines = 0;
    return true;
}

/* The word of a line: without comment and the white space around it; may be empty. */
static char *trim_line(char *line)
{
    static const char blank[] = " \t\r\f\v";
    for (char *c = line; *c != '\0'; c++)
        if (*c == '#' && (c == line || strchr(blank, c[-1]) != NULL)) {
            *c = '\0';
            break;
        }
    line += strspn(line, blank);
    size_t length = strlen(line);
    while (length > 0 && strchr(blank, line[length - 1]) != NULL)
        length--;
    line[length] = '\0';
    return line;
}

static bool has_byte_order_mark(const char *line)
{
    return line[0] == '\xef' && line[1] == '\xbb' && line[2] == '\xbf';
}

static char *parse_line(const struct target_source *source, const char *word, enum line_state end,
                        struct target *target)
{
    switch (end) {
    case LINE_TOO_LONG:
        return text_copy("the line is too long for a target");
    case LINE_HAS_NUL:
        return text_copy("the line has a NUL byte; is this a text file?");
    default:
        return target_parse(word, source->as_host, target);
    }
}

/* Gives up a file that is no list. */
static enum target_step give_up(struct target_source *source, char *problem, struct input_error *error)
{
    enum target_step step = bad(source, source->file_shown, problem, error);
    close_file(source);
    return step;
}

/* At the end of the file, or where it cannot be read on. */
static enum target_step end_file(struct target_source *source, struct input_error *error)
{
    enum target_step step = TARGET_END;
    if (source->reader.problem != NULL) {
        step = bad(source, source->file_shown,
                   text_format("the file cannot be read: %s", source->reader.problem), error);
    } else if (source->read == 0) {
        source->line = 0; /* it is about all of them */
        step = bad(source, source->file_shown, text_copy("the list has no target in it"), error);
    }
    close_file(source);
    return step;
}

/* The next target of the open file; TARGET_END at its end, the file then closed; TARGET_WAIT as long as none
 * has come. */
static enum target_step next_line(struct target_source *source, struct target *target,
                                  struct input_error *error)
{
    char *line = source->reader.line;
    for (size_t idle = 0; idle < IDLE_LINES_MAX; idle++) {
        enum line_state end = line_reader_next(&source->reader);
        if (end == LINE_NOT_YET)
            return TARGET_WAIT;
        if (end == LINE_ENDLESS)
            return give_up(source, text_copy("a line has no end; is this a text file?"), error);
        if (end == LINE_NONE)
            return end_file(source, error);
        source->line++;
        char *start = line;
        if (source->line == 1 && has_byte_order_mark(line))
            start += 3;
        const char *word = end == LINE_WHOLE ? trim_line(start) : start;
        if (word[0] == '\0' && end == LINE_WHOLE)
            continue;
        source->read++;
        char *problem = parse_line(source, word, end, target);
        if (problem != NULL && ++source->bad_lines > BAD_LINES_MAX) {
            free(problem);
            return give_up(
                source,
                text_format("more than %d lines are not targets; the rest is not read", BAD_LINES_MAX),
                error);
        }
        if (problem != NULL)
            return bad(source, word, problem, error);
        target->source = text_copy(source->file_shown);
        target->line = (int64_t)source->line;
        return TARGET_READ;
    }
    return TARGET_WAIT;
}

/* A word of the command line: TARGET_END when it is a file that is now open. */
static enum target_step next_word(struct target_source *source, const char *word, struct target *target,
                                  struct input_error *error)
{
    bool is_file = word[0] == '@' && word[1] != '\0';
    if (is_file || strcmp(word, "-") == 0) {
        if (open_file(source, is_file ? word + 1 : word))
            return TARGET_END;
        const char *why = strerror(errno);
        char *name = shown(word);
        char *problem = text_format("\"%s\": the file cannot be read: %s", name, why);
        free(name);
        return bad(source, word, problem, error);
    }
    char *problem = target_parse(word, source->as_host, target);
    return problem == NULL ? TARGET_READ : bad(source, word, problem, error);
}

enum target_step target_source_next(struct target_source *source, struct target *target,
                                    struct input_error *error)
{
    memset(target, 0, sizeof *target);
    memset(error, 0, sizeof *error);
    for (;;) {
        enum target_step step = TARGET_END;
        if (source->reader.descriptor >= 0)
            step = next_line(source, target, error);
        else if (source->next < source->count)
            step = next_word(source, source->words[source->next++], target, error);
        else
            return TARGET_END;
        if (step != TARGET_END)
            return step;
    }
}

int target_source_descriptor(const struct target_source *source)
{
    return source->reader.descriptor;
}

void target_source_list_rest(const struct target_source *source, struct text_list *rest)
{
    /* The file that is being read is the word before the next one. */
    size_t first = source->next - (source->reader.descriptor >= 0);
    for (size_t i = first; i < source->count; i++) {
        char *word = shown(source->words[i]);
        text_list_append(rest, word);
        free(word);
    }
}
