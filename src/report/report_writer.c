/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats by name, and what all of them share: the header of the run, its count, its input errors. */
#include "report/report_writer.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "infer/run_summary.h"
#include "report/format.h"
#include "report/kept_reports.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const struct report_format *const formats[OUTPUT_FORMAT_COUNT] = {
#define FORMAT_ENTRY(NAME, word, about) [FORMAT_##NAME] = &report_format_##word,
    REPORT_FORMATS(FORMAT_ENTRY)
#undef FORMAT_ENTRY
};

static const char *const format_list[OUTPUT_FORMAT_COUNT] = {
#define FORMAT_WORD(NAME, word, about) [FORMAT_##NAME] = #word,
    REPORT_FORMATS(FORMAT_WORD)
#undef FORMAT_WORD
};
const struct words output_format_words = {.words = format_list, .count = OUTPUT_FORMAT_COUNT};

/* What break_off() reads is changed with the lock in hand, in steps each of which leaves it whole: an
 * allocation in between may fail. The thread whose allocation that is may have the lock already. */
struct report_writer {
    const struct report_format *format;
    FILE *out;
    struct report_options options;
    struct run run; /* without its reports */
    struct overview overview;
    char *held; /* the reports so far, where the overview comes before them */
    size_t held_bytes;
    bool holds;
    char *before[2]; /* what stands before a report: the first, another */
    bool another;    /* something was written of one */
    void *gathered;
    struct line_ids *lines_written; /* NULL: no format of lines */
    pthread_mutex_t lock;
    bool begun;
    bool ended;
    struct kept_reports kept;
    struct text_list given;      /* words of the user */
    size_t given_at;             /* the first of them that nothing has come of yet */
    struct text_list unfinished; /* room for the words of all */
    size_t unfinished_room;
};

/* Beyond this the reports are written as they come, and the overview after them. */
enum { HELD_MAX_BYTES = 4 << 20 };

bool output_format_is_lines(enum output_format format)
{
    return formats[format]->lines != NULL;
}

struct report_writer *report_writer_new(enum output_format format, FILE *out,
                                        const struct report_options *options)
{
    struct report_writer *writer = allocate(1, sizeof *writer);
    writer->format = formats[format];
    writer->out = out;
    writer->options = *options;
    writer->run.schema_version = REPORT_SCHEMA_VERSION;
    if (options->settings != NULL)
        shape_copy(&run_settings_shape, &writer->run.settings, options->settings);
    writer->options.settings = NULL;
    if (writer->format->gathering != NULL)
        writer->gathered = allocate(1, writer->format->gathering->size);
    if (writer->format->lines != NULL)
        writer->lines_written = line_ids_new();
    writer->holds = writer->format->overview != NULL && options->many && !options->quiet;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&writer->lock, &recursive);
    pthread_mutexattr_destroy(&recursive);
    return writer;
}

/* What one call writes, until all of it is there. */
struct part {
    FILE *stream;
    char *text;
    size_t length;
};

static void part_begin(struct part *part)
{
    *part = (struct part){0};
    part->stream = open_memstream(&part->text, &part->length);
    if (part->stream == NULL)
        out_of_memory();
}

static void part_end(struct part *part)
{
    if (fclose(part->stream) != 0)
        out_of_memory();
}

/* Hands bytes to the system; with the lock in hand. */
static bool deliver(struct report_writer *writer, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, writer->out) == length && fflush(writer->out) == 0
           && !ferror(writer->out);
}

static bool part_deliver(struct report_writer *writer, struct part *part)
{
    part_end(part);
    pthread_mutex_lock(&writer->lock);
    bool written = deliver(writer, part->text, part->length);
    pthread_mutex_unlock(&writer->lock);
    int error = errno;
    free(part->text);
    errno = error;
    return written;
}

static char *text_before(const struct report_writer *writer, bool first)
{
    struct part part;
    part_begin(&part);
    if (writer->format->before != NULL)
        writer->format->before(part.stream, &writer->options, first);
    part_end(&part);
    return part.text;
}

bool report_writer_begin(struct report_writer *writer, const char *mailsonde_version, const char *started_at)
{
    text_replace(&writer->run.mailsonde_version, text_copy(mailsonde_version));
    text_replace(&writer->run.started_at, text_copy(started_at));
    for (int another = 0; another < 2; another++)
        writer->before[another] = text_before(writer, another == 0);
    struct part part;
    part_begin(&part);
    if (writer->format->begin != NULL)
        writer->format->begin(part.stream, &writer->options, &writer->run);
    pthread_mutex_lock(&writer->lock);
    bool written = part_deliver(writer, &part);
    writer->begun = true;
    pthread_mutex_unlock(&writer->lock);
    return written;
}

/* For one word more among those that are not finished. */
static void make_room(struct report_writer *writer)
{
    if (writer->kept.count + writer->given.count < writer->unfinished_room)
        return;
    size_t room = writer->unfinished_room > 0 ? 2 * writer->unfinished_room : 16;
    char **fresh = allocate(room, sizeof *fresh);
    free(writer->unfinished.items);
    writer->unfinished.items = fresh;
    writer->unfinished_room = room;
}

void report_writer_given(struct report_writer *writer, const char *word)
{
    pthread_mutex_lock(&writer->lock);
    make_room(writer);
    text_list_append(&writer->given, word);
    pthread_mutex_unlock(&writer->lock);
}

/* Something has come of the word. What is not found came of a list, which there may be more of. */
static void come_to(struct report_writer *writer, const char *word)
{
    for (size_t i = writer->given_at; word != NULL && i < writer->given.count; i++)
        if (text_same(writer->given.items[i], word)) {
            writer->given_at = i + 1;
            return;
        }
}

static struct kept_report *add(struct report_writer *writer, const char *word)
{
    pthread_mutex_lock(&writer->lock);
    make_room(writer);
    struct kept_report *kept = kept_reports_add(&writer->kept, word);
    pthread_mutex_unlock(&writer->lock);
    return kept;
}

void report_writer_begun(struct report_writer *writer, const char *word)
{
    add(writer, word);
    come_to(writer, word);
}

/* The target that the report is of; a fresh one where nobody said that it was begun. */
static struct kept_report *begun(struct report_writer *writer, const struct report *report)
{
    pthread_mutex_lock(&writer->lock);
    struct kept_report *kept = kept_reports_find(&writer->kept, report->target.word);
    pthread_mutex_unlock(&writer->lock);
    return kept != NULL ? kept : add(writer, report->target.word);
}

static void make_text(struct report_writer *writer, const struct report_options *options,
                      const struct report *report, struct part *part)
{
    const struct report_gathering *gathering = writer->format->gathering;
    part_begin(part);
    if (gathering == NULL) {
        writer->format->report(part->stream, options, report);
    } else {
        pthread_mutex_lock(&writer->lock);
        gathering->report(part->stream, options, report, writer->gathered);
        pthread_mutex_unlock(&writer->lock);
    }
    part_end(part);
}

static struct report_lines make_report(struct report_writer *writer, size_t number,
                                       const struct report *report)
{
    struct report_options options = writer->options;
    options.number = number;
    if (writer->format->lines != NULL)
        return writer->format->lines(&options, report, writer->lines_written);
    struct part part;
    make_text(writer, &options, report, &part);
    return (struct report_lines){.text = part.text, .length = part.length};
}

struct kept_report *report_writer_keep(struct report_writer *writer, const struct report *report)
{
    struct kept_report *kept = begun(writer, report);
    struct run_summary *summary = &writer->run.summary;
    if (writer->format->overview != NULL && writer->options.many)
        overview_add(&kept->overview, report, kept->number);
    struct report_lines lines = make_report(writer, kept->number, report);
    pthread_mutex_lock(&writer->lock);
    kept->lines = lines;
    kept_reports_finish(&writer->kept, kept);
    for (size_t i = 0; i < report->finding_count; i++)
        run_summary_count(summary, &report->findings[i]);
    run_summary_reach(summary, &report->vantage);
    pthread_mutex_unlock(&writer->lock);
    return kept;
}

static bool deliver_held(struct report_writer *writer)
{
    bool written = deliver(writer, writer->held, writer->held_bytes);
    int error = errno;
    free(writer->held);
    writer->held = NULL;
    writer->held_bytes = 0;
    writer->holds = false;
    errno = error;
    return written;
}

/* Adds to what is kept for later; false when it became too much and could not be written. */
static bool hold(struct report_writer *writer, const char *before, const struct kept_report *kept)
{
    size_t length = strlen(before);
    char *grown = realloc(writer->held, writer->held_bytes + length + kept->lines.length);
    if (grown == NULL)
        out_of_memory();
    for (size_t i = 0; i < length; i++) /* without its end */
        grown[writer->held_bytes + i] = before[i];
    memcpy(grown + writer->held_bytes + length, kept->lines.text, kept->lines.length);
    writer->held = grown;
    writer->held_bytes += length + kept->lines.length;
    return writer->held_bytes <= HELD_MAX_BYTES || deliver_held(writer);
}

/* What stands before the report; nothing where nothing is written of it. */
static const char *text_before_kept(struct report_writer *writer, const struct kept_report *kept)
{
    const char *before = kept->lines.length > 0 ? writer->before[writer->another] : "";
    writer->another = writer->another || kept->lines.length > 0;
    return before;
}

bool report_writer_kept(struct report_writer *writer, struct kept_report *kept)
{
    if (kept->overview.count > 0) {
        struct overview *overview = &writer->overview;
        struct overview_row *row = list_append(&overview->rows, &overview->count, sizeof *row);
        *row = kept->overview.rows[0];
        kept->overview.count = 0;
    }
    pthread_mutex_lock(&writer->lock);
    if (writer->lines_written != NULL)
        report_lines_settle(&kept->lines, writer->lines_written);
    const char *before = text_before_kept(writer, kept);
    bool written = writer->holds ? hold(writer, before, kept)
                                 : deliver(writer, before, strlen(before))
                                       && deliver(writer, kept->lines.text, kept->lines.length);
    int error = errno;
    writer->run.summary.reports++;
    kept_reports_drop(&writer->kept, kept);
    pthread_mutex_unlock(&writer->lock);
    kept_report_free(kept);
    errno = error;
    return written;
}

void report_writer_forget(struct report_writer *writer, struct kept_report *kept)
{
    pthread_mutex_lock(&writer->lock);
    kept_reports_drop(&writer->kept, kept);
    pthread_mutex_unlock(&writer->lock);
    kept_report_free(kept);
}

bool report_writer_report(struct report_writer *writer, const struct report *report)
{
    return report_writer_kept(writer, report_writer_keep(writer, report));
}

bool report_writer_input_error(struct report_writer *writer, const struct input_error *error)
{
    struct run *run = &writer->run;
    pthread_mutex_lock(&writer->lock);
    shape_copy(&input_error_shape,
               list_append(&run->input_errors, &run->input_error_count, sizeof *run->input_errors), error);
    run->summary.input_errors++;
    if (error->source == NULL)
        come_to(writer, error->word);
    pthread_mutex_unlock(&writer->lock);
    struct part part;
    part_begin(&part);
    if (writer->format->input_error != NULL)
        writer->format->input_error(part.stream, error);
    return part_deliver(writer, &part);
}

void report_writer_repeated(struct report_writer *writer, const char *word)
{
    writer->run.summary.repeated++;
    come_to(writer, word);
}

bool report_writer_end(struct report_writer *writer, int64_t elapsed_ms, const struct run_end *end)
{
    struct run_summary *summary = &writer->run.summary;
    summary->elapsed_ms = elapsed_ms;
    summary->longest_stall_ms = end->stalls.longest_ms;
    summary->stalls = end->stalls.count;
    summary->complete = end->complete;
    summary->exit_status = end->exit_status;
    for (size_t i = 0; end->unfinished != NULL && i < end->unfinished->count; i++)
        text_list_append(&summary->unfinished, end->unfinished->items[i]);
    struct part part;
    part_begin(&part);
    if (writer->overview.count > 1 && !writer->options.quiet)
        writer->format->overview(part.stream, &writer->options, &writer->overview);
    if (writer->holds) {
        fwrite(writer->held, 1, writer->held_bytes, part.stream);
        writer->holds = false;
    }
    if (writer->format->gathering != NULL)
        writer->format->gathering->end(part.stream, &writer->options, &writer->run, writer->gathered);
    else if (writer->format->end != NULL)
        writer->format->end(part.stream, &writer->options, &writer->run);
    pthread_mutex_lock(&writer->lock);
    bool written = part_deliver(writer, &part);
    writer->ended = true;
    pthread_mutex_unlock(&writer->lock);
    return written;
}

static void write_kept(struct report_writer *writer, const struct plain_out *out)
{
    struct run_summary *summary = &writer->run.summary;
    struct text_list *unfinished = &writer->unfinished;
    if (writer->held_bytes > 0)
        out->write(out->context, writer->held, writer->held_bytes);
    for (const struct kept_report *kept = writer->kept.first; kept != NULL; kept = kept->next) {
        if (kept->lines.text == NULL) {
            unfinished->items[unfinished->count++] = kept->word;
            continue;
        }
        plain_out_text(out, text_before_kept(writer, kept));
        out->write(out->context, kept->lines.text, kept->lines.length);
        summary->reports++;
    }
    for (size_t i = writer->given_at; i < writer->given.count; i++)
        unfinished->items[unfinished->count++] = writer->given.items[i];
    summary->unfinished = *unfinished;
}

bool report_writer_break_off(struct report_writer *writer, int64_t elapsed_ms, int64_t exit_status,
                             const struct plain_out *out)
{
    pthread_mutex_lock(&writer->lock); /* for good */
    if (!writer->begun || writer->ended)
        return false;
    write_kept(writer, out);
    writer->run.summary.elapsed_ms = elapsed_ms;
    writer->run.summary.exit_status = exit_status;
    writer->run.summary.complete = false;
    if (writer->format->gathering != NULL)
        writer->format->gathering->break_off(out, &writer->run, writer->gathered);
    else if (writer->format->break_off != NULL)
        writer->format->break_off(out, &writer->run);
    return true;
}

const struct run_summary *report_writer_summary(const struct report_writer *writer)
{
    return &writer->run.summary;
}

void report_writer_free(struct report_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->run.summary.unfinished.items == writer->unfinished.items)
        writer->run.summary.unfinished = (struct text_list){0}; /* borrowed */
    shape_clear(&run_shape, &writer->run);
    overview_free(&writer->overview);
    kept_reports_free(&writer->kept);
    text_list_free(&writer->given);
    free(writer->unfinished.items);
    free(writer->before[0]);
    free(writer->before[1]);
    if (writer->format->gathering != NULL && writer->format->gathering->clear != NULL)
        writer->format->gathering->clear(writer->gathered);
    free(writer->gathered);
    line_ids_free(writer->lines_written);
    free(writer->held);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}
