/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where reports go. */
#include "command/output.h"

#include "config.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"
#include "command/file_place.h"
#include "command/report_file.h"
#include "command/resume.h"
#include "command/run_settings.h"
#include "command/service_status.h"
#include "facts/shapes.h"
#include "report/progress.h"
#include "report/report_writer.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* One format, and where it goes. */
struct sink {
    enum output_format format;
    struct report_file *file;
    struct report_writer *writer;
    bool failed; /* which was told */
};

struct output {
    struct sink *sinks;
    size_t count;
    struct progress progress;
    bool shows_progress; /* on a terminal */
    bool logs_progress;
    bool several;
    int64_t log_due_ms; /* 0: not known yet */
    bool ordered;       /* lines, too, are written in the order of the targets */
    bool begun;         /* some target was */
    size_t repeated_count;
    int64_t began_ms;
    int broken_off_status; /* of the program, where memory runs out */
};

/* What is to be written of a report, for each sink; NULL where it is written already. */
struct output_made {
    struct kept_report **items;
};

void output_complain(const char *problem)
{
    fprintf(stderr, "mailsonde: %s\n", problem);
}

void output_complain_of(const struct input_error *error)
{
    char *place = error->source == NULL ? NULL
                  : error->line > 0     ? text_format("%s:%lld: ", error->source, (long long)error->line)
                                        : text_format("%s: ", error->source);
    char *line = text_format("%s%s", place != NULL ? place : "", error->problem);
    output_complain(line);
    free(line);
    free(place);
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

struct report_options output_look(const struct options *options, bool several, int descriptor)
{
    bool terminal = isatty(descriptor) != 0;
    int columns = (int)options->width_columns;
    if (columns == 0 && terminal) {
        columns = terminal_columns(descriptor);
        columns = columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
    }
    struct report_options look = service_status_counting(options);
    look.columns = columns;
    look.utf8 = !options->ascii && locale_is_utf8();
    look.colour = options_use_color(options, terminal, getenv("NO_COLOR"));
    look.many = several;
    look.verbose = options->verbose;
    look.full = options->full;
    look.quiet = options->quiet;
    return look;
}

char *output_clash(const struct output_choice_list *choices)
{
    for (size_t i = 0; i < choices->count; i++)
        for (size_t n = 0; n < i; n++) {
            const struct output_choice *one = &choices->items[n], *other = &choices->items[i];
            if (!file_places_are_one(one->file, output_format_is_lines(one->format), other->file,
                                     output_format_is_lines(other->format)))
                continue;
            const char *word = words_name(&output_format_words, (int)other->format);
            char *place = report_file_shown(other->file);
            char *problem =
                text_format("%s: %s and %s would both be written there; use --format %s=FILE to write "
                            "to another file",
                            place, words_name(&output_format_words, (int)one->format), word, word);
            free(place);
            return problem;
        }
    return NULL;
}

/* As "=FILE" gives it one. */
static bool has_file_of_its_own(const struct output_choice *choice, const struct options *options)
{
    return choice->file != NULL && strcmp(choice->file, "-") != 0
           && !text_same(choice->file, options->output_file);
}

static bool open_sink(struct sink *sink, const struct output_choice *choice, const struct options *options,
                      bool several, char **error)
{
    sink->format = choice->format;
    bool partial;
    sink->file = resume_goes_on(options, choice, &partial)
                     ? report_file_go_on(choice->file, partial, error)
                     : report_file_open(choice->file, output_format_is_lines(choice->format), error);
    if (sink->file == NULL)
        return false;
    struct report_options look = output_look(options, several, report_file_descriptor(sink->file));
    struct run_settings settings = run_settings_of(options);
    look.settings = &settings;
    /* Who wants a quiet terminal wants the report in the file beside it. */
    look.quiet = look.quiet && !has_file_of_its_own(choice, options);
    sink->writer = report_writer_new(choice->format, report_file_stream(sink->file), &look);
    shape_clear(&run_settings_shape, &settings);
    return true;
}

struct output *output_open(const struct options *options, bool several, char **error)
{
    *error = output_clash(&options->outputs);
    if (*error != NULL)
        return NULL;
    struct output *output = allocate(1, sizeof *output);
    output->count = options->outputs.count;
    output->sinks = allocate(output->count, sizeof *output->sinks);
    for (size_t i = 0; i < output->count; i++)
        if (!open_sink(&output->sinks[i], &options->outputs.items[i], options, several, error)) {
            output_close(output);
            return NULL;
        }
    bool terminal = isatty(STDERR_FILENO) != 0;
    output->several = several;
    output->shows_progress = !options->no_progress && terminal;
    output->logs_progress = !options->no_progress && !options->quiet && !terminal && several;
    output->progress = (struct progress){.out = stderr,
                                         .columns = terminal_columns(STDERR_FILENO),
                                         .utf8 = !options->ascii && locale_is_utf8()};
    output->ordered = options->ordered;
    output->began_ms = clock_ms();
    output->broken_off_status = service_status_number(EXIT_STATUS_USAGE, service_status_wanted(options));
    return output;
}

struct text_list output_folders(const struct output *output)
{
    struct text_list folders = {0};
    for (size_t i = 0; i < output->count; i++) {
        char *folder = report_file_folder(output->sinks[i].file);
        if (folder != NULL)
            text_list_append(&folders, folder);
        free(folder);
    }
    return folders;
}

/* --- failures --- */

static void hide_progress(struct output *output)
{
    if (output->shows_progress)
        progress_clear(&output->progress);
}

/* Tells a failure when it happens: a run may go on for hours after it. */
static void settle(struct output *output, struct sink *sink, bool written)
{
    if (written || sink->failed)
        return;
    sink->failed = true;
    if (report_file_error(sink->file) == EPIPE)
        return;
    char *problem = report_file_problem(sink->file);
    hide_progress(output);
    output_complain(problem);
    free(problem);
}

static bool any_is_left(const struct output *output)
{
    for (size_t i = 0; i < output->count; i++)
        if (!output->sinks[i].failed)
            return true;
    return false;
}

enum exit_status output_status(const struct output *output)
{
    enum exit_status status = EXIT_STATUS_CLEAN;
    for (size_t i = 0; i < output->count; i++) {
        const struct sink *sink = &output->sinks[i];
        if (sink->failed && report_file_error(sink->file) != EPIPE)
            return EXIT_STATUS_USAGE;
        if (sink->failed)
            status = exit_status_of_signal(SIGPIPE);
    }
    return status;
}

/* --- the run --- */

static void write_plainly(void *context, const char *bytes, size_t length)
{
    report_file_write(context, bytes, length);
}

/* Memory is out for good: what is finished is written, and each document is made whole. A run of which no
 * target was begun leaves the files that are there. */
static int break_off(void *context)
{
    struct output *output = context;
    int status = output->broken_off_status;
    for (size_t i = 0; i < output->count; i++) {
        const struct sink *sink = &output->sinks[i];
        const struct plain_out out = {.write = write_plainly, .context = sink->file};
        if (report_writer_break_off(sink->writer, clock_ms() - output->began_ms, status, &out)
            && output->begun)
            report_file_commit(sink->file);
    }
    return status;
}

bool output_begin(struct output *output)
{
    char *now = text_time(time(NULL));
    memory_set_last_words(break_off, output);
    for (size_t i = 0; i < output->count; i++) {
        struct sink *sink = &output->sinks[i];
        settle(output, sink, report_writer_begin(sink->writer, PACKAGE_VERSION, now));
    }
    free(now);
    return output_status(output) == EXIT_STATUS_CLEAN;
}

void output_given(struct output *output, const char *word)
{
    char *shown = text_from_wire(word, strlen(word), WORD_MAX_BYTES);
    for (size_t i = 0; i < output->count; i++)
        report_writer_given(output->sinks[i].writer, shown);
    free(shown);
}

void output_begun(struct output *output, const struct target *target)
{
    output->begun = true;
    for (size_t i = 0; i < output->count; i++)
        report_writer_begun(output->sinks[i].writer, target->word);
}

bool output_report(struct output *output, const struct report *report)
{
    return output_write(output, output_make(output, report));
}

struct output_made *output_make(const struct output *output, const struct report *report)
{
    struct output_made *made = allocate(1, sizeof *made);
    made->items = allocate(output->count, sizeof *made->items);
    for (size_t i = 0; i < output->count; i++)
        made->items[i] = report_writer_keep(output->sinks[i].writer, report);
    return made;
}

static void write_made(struct output *output, struct output_made *made, bool lines_only)
{
    output->begun = true;
    hide_progress(output);
    for (size_t i = 0; i < output->count; i++) {
        struct sink *sink = &output->sinks[i];
        if (made->items[i] == NULL || (lines_only && !output_format_is_lines(sink->format)))
            continue;
        if (sink->failed)
            report_writer_forget(sink->writer, made->items[i]);
        else
            settle(output, sink, report_writer_kept(sink->writer, made->items[i]));
        made->items[i] = NULL;
    }
}

void output_made(struct output *output, struct output_made *made)
{
    if (!output->ordered)
        write_made(output, made, true);
}

bool output_write(struct output *output, struct output_made *made)
{
    write_made(output, made, false);
    free(made->items);
    free(made);
    return any_is_left(output);
}

bool output_input_error(struct output *output, const struct input_error *error)
{
    hide_progress(output);
    output_complain_of(error);
    for (size_t i = 0; i < output->count; i++) {
        struct sink *sink = &output->sinks[i];
        if (!sink->failed)
            settle(output, sink, report_writer_input_error(sink->writer, error));
    }
    return any_is_left(output);
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
    for (size_t i = 0; i < output->count; i++)
        report_writer_repeated(output->sinks[i].writer, target->word);
}

bool output_end(struct output *output, const struct run_end *end)
{
    hide_progress(output);
    for (size_t i = 0; i < output->count; i++) {
        struct sink *sink = &output->sinks[i];
        if (!sink->failed)
            settle(output, sink, report_writer_end(sink->writer, clock_ms() - output->began_ms, end));
    }
    return any_is_left(output);
}

void output_commit(struct output *output)
{
    for (size_t i = 0; i < output->count; i++) {
        struct sink *sink = &output->sinks[i];
        if (!sink->failed)
            settle(output, sink, report_file_commit(sink->file));
    }
}

/* A line in a log. */
static void log_progress(struct output *output, int64_t now_ms, const struct progress_count *count)
{
    enum { LOG_MS = 60 * 1000 };
    if (output->log_due_ms == 0)
        output->log_due_ms = now_ms + LOG_MS;
    if (now_ms < output->log_due_ms)
        return;
    char *line = progress_count_line(count);
    output_complain(line);
    free(line);
    output->log_due_ms = now_ms + LOG_MS;
}

void output_progress(struct output *output, const struct output_progress *progress)
{
    struct progress_count count = progress->count;
    count.elapsed_ms = clock_ms() - output->began_ms;
    for (size_t i = 0; i < output->count; i++)
        report_file_look(output->sinks[i].file);
    if (output->shows_progress && output->several)
        progress_update_count(&output->progress, progress->now_ms, &count, progress->last);
    else if (output->shows_progress && progress->last != NULL)
        progress_update(&output->progress, progress->now_ms, progress->done, progress->total, progress->last);
    else if (output->logs_progress)
        log_progress(output, progress->now_ms, &count);
}

void output_close(struct output *output)
{
    if (output == NULL)
        return;
    memory_set_last_words(NULL, NULL);
    for (size_t i = 0; i < output->count; i++) {
        report_writer_free(output->sinks[i].writer);
        report_file_close(output->sinks[i].file);
    }
    free(output->sinks);
    free(output);
}
