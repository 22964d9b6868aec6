/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where reports go. */
#include "command/output.h"

#include "config.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"
#include "command/exit_status.h"
#include "command/report_file.h"
#include "report/progress.h"
#include "report/report_writer.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

struct output {
    struct report_file *file;
    struct report_writer *writer;
    struct progress progress;
    bool shows_progress;
    bool begun; /* some target was */
    size_t repeated_count;
    int64_t began_ms;
};

void output_complain(const char *problem)
{
    fprintf(stderr, "mailsonde: %s\n", problem);
}

static bool locale_is_utf8(void)
{
    return setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int terminal_columns(int descriptor)
{
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 0;
}

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* As many of a target's word are in its report. */
enum { WORD_MAX_BYTES = 1024 };

/* Text wider than this is hard to read, however wide the terminal. */
enum { COLUMNS_MAX = 110 };

static struct report_options look_of(const struct options *options, bool several, int descriptor)
{
    bool terminal = isatty(descriptor) != 0;
    int columns = (int)options->width_columns;
    if (columns == 0 && terminal) {
        columns = terminal_columns(descriptor);
        columns = columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
    }
    return (struct report_options){.columns = columns,
                                   .utf8 = !options->ascii && locale_is_utf8(),
                                   .colour = options_use_color(options, terminal, getenv("NO_COLOR")),
                                   .many = several,
                                   .verbose = options->verbose,
                                   .quiet = options->quiet};
}

struct output *output_open(const struct options *options, bool several, char **error)
{
    struct report_file *file =
        report_file_open(options->output_file, output_format_is_lines(options->format), error);
    if (file == NULL)
        return NULL;
    struct output *output = allocate(1, sizeof *output);
    struct report_options look = look_of(options, several, report_file_descriptor(file));
    output->file = file;
    output->writer = report_writer_new(options->format, report_file_stream(file), &look);
    output->shows_progress = !options->no_progress && isatty(STDERR_FILENO) != 0;
    output->progress =
        (struct progress){.out = stderr, .columns = terminal_columns(STDERR_FILENO), .utf8 = look.utf8};
    output->began_ms = clock_ms();
    return output;
}

char *output_folder(const struct output *output)
{
    return report_file_folder(output->file);
}

static void write_plainly(void *context, const char *bytes, size_t length)
{
    report_file_write(context, bytes, length);
}

/* Memory is out for good: what is finished is written, and a document is made whole. A run of which no target
 * was begun leaves the file that is there. */
static void break_off(void *context)
{
    struct output *output = context;
    const struct plain_out out = {.write = write_plainly, .context = output->file};
    if (report_writer_break_off(output->writer, clock_ms() - output->began_ms, EXIT_STATUS_USAGE, &out)
        && output->begun)
        report_file_commit(output->file);
}

bool output_begin(struct output *output)
{
    char *now = text_time(time(NULL));
    memory_set_last_words(break_off, output);
    bool written = report_writer_begin(output->writer, PACKAGE_VERSION, now);
    free(now);
    return written;
}

void output_given(struct output *output, const char *word)
{
    char *shown = text_from_wire(word, strlen(word), WORD_MAX_BYTES);
    report_writer_given(output->writer, shown);
    free(shown);
}

void output_begun(struct output *output, const struct target *target)
{
    output->begun = true;
    report_writer_begun(output->writer, target->word);
}

bool output_report(struct output *output, const struct report *report)
{
    if (output->shows_progress)
        progress_clear(&output->progress);
    output->begun = true;
    return report_writer_report(output->writer, report);
}

struct kept_report *output_keep(struct output *output, const struct report *report)
{
    return report_writer_keep(output->writer, report);
}

bool output_kept(struct output *output, struct kept_report *kept)
{
    if (output->shows_progress)
        progress_clear(&output->progress);
    return report_writer_kept(output->writer, kept);
}

bool output_input_error(struct output *output, const struct input_error *error)
{
    if (output->shows_progress)
        progress_clear(&output->progress);
    char *place = error->source == NULL ? NULL
                  : error->line > 0     ? text_format("%s:%lld: ", error->source, (long long)error->line)
                                        : text_format("%s: ", error->source);
    char *line = text_format("%s%s", place != NULL ? place : "", error->problem);
    output_complain(line);
    free(line);
    free(place);
    return report_writer_input_error(output->writer, error);
}

/* A list that repeats itself for ever fills no log. */
enum { REPEATED_TOLD_MAX = 100 };

void output_repeated(struct output *output, const struct target *target)
{
    output->repeated_count++;
    if (output->shows_progress && output->repeated_count <= REPEATED_TOLD_MAX + 1)
        progress_clear(&output->progress);
    if (output->repeated_count <= REPEATED_TOLD_MAX) {
        char *line =
            text_format("\"%s\" names a target that was given before; it is scanned once", target->word);
        output_complain(line);
        free(line);
    } else if (output->repeated_count == REPEATED_TOLD_MAX + 1) {
        output_complain("more targets were given before; they are counted and no longer named");
    }
    report_writer_repeated(output->writer, target->word);
}

bool output_end(struct output *output, const struct run_end *end)
{
    if (output->shows_progress)
        progress_clear(&output->progress);
    return report_writer_end(output->writer, clock_ms() - output->began_ms, end);
}

bool output_commit(struct output *output)
{
    return report_file_commit(output->file);
}

int output_error(const struct output *output)
{
    return report_file_error(output->file);
}

char *output_problem(const struct output *output)
{
    return report_file_problem(output->file);
}

void output_progress(struct output *output, int64_t now_ms, size_t done, size_t total, const char *text)
{
    if (output->shows_progress)
        progress_update(&output->progress, now_ms, done, total, text);
}

void output_close(struct output *output)
{
    if (output == NULL)
        return;
    memory_set_last_words(NULL, NULL);
    report_writer_free(output->writer);
    report_file_close(output->file);
    free(output);
}
