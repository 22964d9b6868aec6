/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The formats by name, and what all of them share: the header of the run, its count, its input errors. */
#include "report/report_writer.h"

#include "base/list.h"
#include "facts/shapes.h"
#include "infer/run_summary.h"
#include "report/format.h"

#include <errno.h>
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
const struct words output_format_words = {format_list, OUTPUT_FORMAT_COUNT};

struct report_writer {
    const struct report_format *format;
    FILE *out;
    struct report_options options;
    struct run run; /* without its reports */
    struct overview overview;
    char *held; /* the reports so far, where the overview comes before them */
    size_t held_bytes;
    bool holds;
};

/* Beyond this the reports are written as they come, and the overview after them. */
enum { HELD_MAX_BYTES = 4 << 20 };

bool output_format_is_lines(enum output_format format)
{
    return formats[format]->lines;
}

struct report_writer *report_writer_new(enum output_format format, FILE *out,
                                        const struct report_options *options)
{
    struct report_writer *writer = allocate(1, sizeof *writer);
    writer->format = formats[format];
    writer->out = out;
    writer->options = *options;
    writer->run.schema_version = REPORT_SCHEMA_VERSION;
    writer->holds = writer->format->overview != NULL && options->many && !options->quiet;
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

static bool part_deliver(struct report_writer *writer, struct part *part)
{
    if (fclose(part->stream) != 0)
        out_of_memory();
    bool written = fwrite(part->text, 1, part->length, writer->out) == part->length;
    written = written && fflush(writer->out) == 0 && !ferror(writer->out);
    int error = errno;
    free(part->text);
    errno = error;
    return written;
}

bool report_writer_begin(struct report_writer *writer, const char *mailsonde_version, const char *started_at)
{
    text_replace(&writer->run.mailsonde_version, text_copy(mailsonde_version));
    text_replace(&writer->run.started_at, text_copy(started_at));
    struct part part;
    part_begin(&part);
    if (writer->format->begin != NULL)
        writer->format->begin(part.stream, &writer->options, &writer->run);
    return part_deliver(writer, &part);
}

static bool deliver_held(struct report_writer *writer)
{
    bool written = fwrite(writer->held, 1, writer->held_bytes, writer->out) == writer->held_bytes;
    written = written && fflush(writer->out) == 0 && !ferror(writer->out);
    int error = errno;
    free(writer->held);
    writer->held = NULL;
    writer->held_bytes = 0;
    writer->holds = false;
    errno = error;
    return written;
}

/* Keeps what `part` has for later; false when what was kept became too much and could not be written. */
static bool hold(struct report_writer *writer, struct part *part)
{
    if (fclose(part->stream) != 0)
        out_of_memory();
    char *grown = realloc(writer->held, writer->held_bytes + part->length);
    if (grown == NULL)
        out_of_memory();
    memcpy(grown + writer->held_bytes, part->text, part->length);
    writer->held = grown;
    writer->held_bytes += part->length;
    free(part->text);
    return writer->held_bytes <= HELD_MAX_BYTES || deliver_held(writer);
}

bool report_writer_report(struct report_writer *writer, const struct report *report)
{
    if (writer->format->overview != NULL && writer->options.many)
        overview_add(&writer->overview, report);
    struct part part;
    part_begin(&part);
    writer->format->report(part.stream, &writer->options, &writer->run, report);
    writer->run.summary.reports++;
    for (size_t i = 0; i < report->finding_count; i++)
        run_summary_count(&writer->run.summary, &report->findings[i]);
    run_summary_reach(&writer->run.summary, &report->vantage);
    return writer->holds ? hold(writer, &part) : part_deliver(writer, &part);
}

bool report_writer_input_error(struct report_writer *writer, const struct input_error *error)
{
    struct run *run = &writer->run;
    shape_copy(&input_error_shape,
               list_append(&run->input_errors, &run->input_error_count, sizeof *run->input_errors), error);
    run->summary.input_errors++;
    struct part part;
    part_begin(&part);
    if (writer->format->input_error != NULL)
        writer->format->input_error(part.stream, error);
    return part_deliver(writer, &part);
}

void report_writer_repeated(struct report_writer *writer)
{
    writer->run.summary.repeated++;
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
    if (writer->format->end != NULL)
        writer->format->end(part.stream, &writer->options, &writer->run);
    return part_deliver(writer, &part);
}

const struct run_summary *report_writer_summary(const struct report_writer *writer)
{
    return &writer->run.summary;
}

void report_writer_free(struct report_writer *writer)
{
    if (writer == NULL)
        return;
    shape_clear(&run_shape, &writer->run);
    overview_free(&writer->overview);
    free(writer->held);
    free(writer);
}
