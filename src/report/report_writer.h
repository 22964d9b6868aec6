/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way out for reports, whatever the format.
 *
 * A run is begun, its reports are written as their targets finish, words that were no target are handed in at
 * any time, and the end is told. Whatever happens on the way, a run that is ended leaves a valid document. */
#ifndef MAILSONDE_REPORT_REPORT_WRITER_H
#define MAILSONDE_REPORT_REPORT_WRITER_H

#include "facts/run.h"
#include "report/formats.h"
#include "report/plain_out.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct report_writer;

/* The layout of a report for people; other formats ignore it. Zeroed: plain ASCII at 80 columns. */
struct report_options {
    int columns;                         /* of a line; 0 for 80 */
    bool utf8;                           /* marks and names beyond ASCII */
    bool colour;                         /* ANSI colours */
    bool quiet;                          /* only the headline of each report */
    bool many;                           /* there may be several targets: an overview of them comes first */
    bool verbose;                        /* what holds, certificates, timings and transcripts too */
    bool full;                           /* of JSON: everything in place */
    const struct run_settings *settings; /* how the program was called; borrowed until the writer is there */
    size_t number; /* of the report among those of the run, from 1, in the order of the targets: set by the
                      writer for each */
    /* Whether a finding that does not hold counts for the exit status; NULL: all do but the accepted. */
    bool (*counts)(const void *context, const struct finding *finding);
    const void *counts_context; /* borrowed */
    bool counts_alone; /* for monitoring a warning that does not count is none: --fail-on was given */
};

/* A writer to `out`, which stays the caller's and must outlive it. */
struct report_writer *report_writer_new(enum output_format format, FILE *out,
                                        const struct report_options *options);

/* Each of these hands what it writes to `out` in one fwrite(), and returns false when `out` has failed, errno
 * saying why. */

/* To be called first. `started_at` (RFC 3339) is when the run began. */
bool report_writer_begin(struct report_writer *writer, const char *mailsonde_version, const char *started_at);

/* The next word that the user gave; copied. Should the run break off before it comes to it, it is named. */
void report_writer_given(struct report_writer *writer, const char *word);

/* A target of that word was begun, in the order of the reports: should the run break off, it is named. */
void report_writer_begun(struct report_writer *writer, const char *word);

/* Writes one report and hands it to the system at once. */
bool report_writer_report(struct report_writer *writer, const struct report *report);

/* Makes of a finished report what report_writer_kept() writes when its turn has come. From any thread, for
 * several reports at once. */
struct kept_report;
struct kept_report *report_writer_keep(struct report_writer *writer, const struct report *report);
bool report_writer_kept(struct report_writer *writer, struct kept_report *kept);

/* In place of report_writer_kept(), where nothing can be written any more. */
void report_writer_forget(struct report_writer *writer, struct kept_report *kept);

/* Records an entry that is not a target; it is copied. Formats with a record for it write it at once. */
bool report_writer_input_error(struct report_writer *writer, const struct input_error *error);

/* Counts an entry that repeats a target. */
void report_writer_repeated(struct report_writer *writer, const char *word);

/* To be called last. */
bool report_writer_end(struct report_writer *writer, int64_t elapsed_ms, const struct run_end *end);

/* In place of the end, where there is no memory: writes to `out` what was kept, and then what makes a whole
 * document, which names the targets that were begun and have no report, and
 * the words that the run had not come to, a list that was being read among them. Nothing is allocated. From
 * any thread; the others write nothing any more. True when something had been begun. */
bool report_writer_break_off(struct report_writer *writer, int64_t elapsed_ms, int64_t exit_status,
                             const struct plain_out *out);

/* The summary of what was written so far. */
const struct run_summary *report_writer_summary(const struct report_writer *writer);

void report_writer_free(struct report_writer *writer);

#endif
