/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All targets of a run, one after the other. */
#include "discover/target_source.h"

#include "discover/target.h"
#include "facts/list.h"
#include "facts/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 2048, FILE_NAME_SHOWN_BYTES = 200 };

struct target_source {
    const char *const *words;
    size_t count;
    size_t next;
    bool as_host;
    FILE *file; /* that lines are being read from; NULL between files */
    char *file_shown;
    uint64_t line;
};

enum line_end { LINE_WHOLE, LINE_TOO_LONG, LINE_HAS_NUL, LINE_NONE };

struct target_source *target_source_new(const char *const *words, size_t count, bool as_host)
{
    struct target_source *source = allocate(1, sizeof *source);
    source->words = words;
    source->count = count;
    source->as_host = as_host;
    return source;
}

static void close_file(struct target_source *source)
{
    if (source->file != NULL && source->file != stdin)
        fclose(source->file);
    source->file = NULL;
    text_replace(&source->file_shown, NULL);
}

void target_source_free(struct target_source *source)
{
    if (source == NULL)
        return;
    close_file(source);
    free(source);
}

/* Opens `name`; the error line when that fails. */
static char *open_file(struct target_source *source, const char *name)
{
    bool is_stdin = strcmp(name, "-") == 0;
    char *shown =
        is_stdin ? text_copy("standard input") : text_from_wire(name, strlen(name), FILE_NAME_SHOWN_BYTES);
    FILE *file = is_stdin ? stdin : fopen(name, "re");
    if (file == NULL) {
        char *error = text_format("\"@%s\": cannot read the file: %s", shown, strerror(errno));
        free(shown);
        return error;
    }
    source->file = file;
    source->file_shown = shown;
    source->line = 0;
    return NULL;
}

/* Reads one line without its end into `line`; what is too long is read over. */
static enum line_end read_line(FILE *file, char line[static LINE_MAX_BYTES])
{
    size_t length = 0;
    enum line_end end = LINE_WHOLE;
    int c = getc(file);
    if (c == EOF)
        return LINE_NONE;
    for (; c != EOF && c != '\n'; c = getc(file)) {
        if (c == '\0')
            end = LINE_HAS_NUL;
        if (length < LINE_MAX_BYTES - 1)
            line[length++] = (char)c;
        else if (end == LINE_WHOLE)
            end = LINE_TOO_LONG;
    }
    line[length] = '\0';
    return end;
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

static char *read_error(struct target_source *source)
{
    if (!ferror(source->file))
        return NULL;
    return text_format("%s:%llu: cannot read on: %s", source->file_shown, (unsigned long long)source->line,
                       strerror(errno));
}

static char *parse_line(struct target_source *source, const char *word, enum line_end end,
                        struct target *target)
{
    char *problem = end == LINE_TOO_LONG  ? text_copy("the line is too long for a target")
                    : end == LINE_HAS_NUL ? text_copy("the line has a NUL byte; is this a text file?")
                                          : target_parse(word, source->as_host, target);
    if (problem == NULL)
        return NULL;
    char *error = text_format("%s:%llu: %s", source->file_shown, (unsigned long long)source->line, problem);
    free(problem);
    return error;
}

/* The next target of the open file; TARGET_END at its end, the file then closed. */
static enum target_step next_line(struct target_source *source, struct target *target, char **error)
{
    char line[LINE_MAX_BYTES];
    for (;;) {
        enum line_end end = read_line(source->file, line);
        if (end == LINE_NONE) {
            *error = read_error(source);
            close_file(source);
            return *error != NULL ? TARGET_BAD : TARGET_END;
        }
        source->line++;
        char *start = line;
        if (source->line == 1 && has_byte_order_mark(line))
            start += 3;
        const char *word = end == LINE_WHOLE ? trim_line(start) : start;
        if (word[0] == '\0' && end == LINE_WHOLE)
            continue;
        *error = parse_line(source, word, end, target);
        return *error != NULL ? TARGET_BAD : TARGET_READ;
    }
}

enum target_step target_source_next(struct target_source *source, struct target *target, char **error)
{
    *error = NULL;
    for (;;) {
        if (source->file != NULL) {
            enum target_step step = next_line(source, target, error);
            if (step != TARGET_END)
                return step;
        }
        if (source->next == source->count)
            return TARGET_END;
        const char *word = source->words[source->next++];
        bool is_file = word[0] == '@' && word[1] != '\0';
        if (is_file || strcmp(word, "-") == 0)
            *error = open_file(source, is_file ? word + 1 : word);
        else if ((*error = target_parse(word, source->as_host, target)) == NULL)
            return TARGET_READ;
        if (*error != NULL)
            return TARGET_BAD;
    }
}
