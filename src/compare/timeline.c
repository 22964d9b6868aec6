/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs in a list. */
#include "compare/timeline.h"

#include "base/list.h"
#include "base/shape_table.h"
#include "compare/change_words.h"
#include "compare/compare.h"
#include "facts/words.h"
#include "report/json_out.h"
#include "report/level_words.h"
#include "report/page_table.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct field timeline_run_fields[] = {
    VALUE(timeline_run, TEXT, target, "Name of the target, with the port if it has one."),
    VALUE(timeline_run, TEXT, started_at, "When it was scanned (RFC 3339, UTC)."),
    WORD(timeline_run, delivery, delivery_words, "Whether mail gets there."),
    WORD(timeline_run, inbound, inbound_level_words, "Level of inbound mail."),
    WORD(timeline_run, submission, submission_level_words, "Level of submission."),
    VALUE(timeline_run, INTEGER, errors,
          "Errors, as the text of a report counts them: what is the same at several places is one."),
    VALUE(timeline_run, INTEGER, warnings, "Warnings, counted so."),
    VALUE(timeline_run, INTEGER, infos, "Notes."),
    VALUE(timeline_run, INTEGER, unknown, "What is undecided."),
    VALUE(timeline_run, INTEGER, exit_status, "Of the report when it was made."),
    NUMBER(timeline_run, runs, "Runs of the target, in a list of targets; else null."),
    INDEX(timeline_run, worse,
          "Changes for the worse since the run before; null: there is none, as for the next three."),
    INDEX(timeline_run, better, "Changes for the better."),
    INDEX(timeline_run, open, "Changes of which nobody can tell."),
    INDEX(timeline_run, neither, "Other changes."),
    VALUE(timeline_run, TEXT, changed, "The changes in words, or null."),
};
static SHAPE(timeline_run, "One run of one target, as it is judged today.");

static const struct field timeline_fields[] = {
    VALUE(timeline, INTEGER, schema_version, "Version of this format."),
    PART(timeline, LIST, runs, timeline_run, "Newest first; targets by name."),
};
SHAPE(timeline, "Runs that were kept.");

/* "1 worse, 2 other: new: The certificate has expired [certificate-expired]"; the caller frees. */
static char *words_of(const struct target_changes *target)
{
    char *counts = change_counts(target->worse, target->open, target->better, target->neither);
    if (target->change_count == 0) {
        free(counts);
        return text_copy("nothing");
    }
    char *worst = change_words(&target->changes[0]);
    char *words = text_format("%s; %s", counts, worst);
    free(worst);
    free(counts);
    return words;
}

static void add_changes(struct timeline_run *run, const struct portrait *portrait,
                        const struct portrait *before)
{
    struct changes changes = {0};
    compare_target(&changes, before, portrait);
    const struct target_changes *target = &changes.targets[0];
    run->worse = target->worse;
    run->better = target->better;
    run->open = target->open;
    run->neither = target->neither;
    run->changed = words_of(target);
    shape_clear(&changes_shape, &changes);
}

struct timeline_run *timeline_add(struct timeline *timeline, const struct portrait *portrait,
                                  const struct portrait *before)
{
    struct timeline_run *run = list_append(&timeline->runs, &timeline->run_count, sizeof *timeline->runs);
    *run = (struct timeline_run){.target = text_copy(portrait->target),
                                 .started_at = text_copy(portrait->started_at),
                                 .delivery = portrait->delivery,
                                 .inbound = portrait->inbound,
                                 .submission = portrait->submission,
                                 .errors = portrait->errors,
                                 .warnings = portrait->warnings,
                                 .infos = portrait->infos,
                                 .unknown = portrait->unknown,
                                 .worse = -1,
                                 .better = -1,
                                 .open = -1,
                                 .neither = -1};
    timeline->schema_version = CHANGES_SCHEMA_VERSION;
    if (before != NULL)
        add_changes(run, portrait, before);
    return run;
}

void timeline_json(FILE *out, const struct timeline *timeline)
{
    json_out_object(out, &timeline_shape, timeline, JSON_LAYOUT_INDENTED, 0);
    putc('\n', out);
}

/* --- for people --- */

enum column { COLUMN_RUN, COLUMN_DELIVERY, COLUMN_INBOUND, COLUMN_SUBMISSION, COLUMN_COUNTS, COLUMN_COUNT };

enum { LEAST_COLUMNS = 16 };

static enum mark mark_of(const struct timeline_run *run)
{
    return run->errors > 0     ? MARK_BAD
           : run->warnings > 0 ? MARK_WARNING
           : run->unknown > 0  ? MARK_UNSURE
                               : MARK_GOOD;
}

/* A list of targets has their names; one of runs has their times. */
static char *run_text(const struct timeline_run *run)
{
    return run->runs == 0 ? change_minute(run->started_at) : text_copy(run->target);
}

/* "3 runs, last 2026-11-30 10:00; 1 worse; new: ..."; NULL for nothing. The caller frees. */
static char *note_text(const struct timeline_run *run)
{
    if (run->runs == 0)
        return run->changed == NULL ? NULL : text_format("changed: %s", run->changed);
    char *minute = change_minute(run->started_at);
    char *text =
        text_format("%" PRId64 " run%s, last %s%s%s", run->runs, run->runs == 1 ? "" : "s", minute,
                    run->changed == NULL ? "" : "; changed: ", run->changed == NULL ? "" : run->changed);
    free(minute);
    return text;
}

static void add_row(struct page_table *table, const struct timeline_run *run)
{
    char *cells[COLUMN_COUNT] = {[COLUMN_RUN] = run_text(run),
                                 [COLUMN_DELIVERY] = text_copy(level_words_delivery(run->delivery)),
                                 [COLUMN_INBOUND] = text_copy(level_words_inbound(run->inbound)),
                                 [COLUMN_SUBMISSION] = text_copy(level_words_submission(run->submission)),
                                 [COLUMN_COUNTS] = text_format("%" PRId64 "/%" PRId64 "/%" PRId64,
                                                               run->errors, run->warnings, run->unknown)};
    page_table_row(table);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        page_table_cell(table, i,
                        &(struct page_cell){.sign = i == COLUMN_RUN ? &page_marks[mark_of(run)] : NULL,
                                            .style = i == COLUMN_RUN ? STYLE_STRONG : STYLE_PLAIN,
                                            .text = cells[i]});
        free(cells[i]);
    }
    char *note = note_text(run);
    if (note != NULL)
        page_table_note(table, note);
    free(note);
}

void timeline_text(FILE *out, const struct report_options *options, const struct timeline *timeline)
{
    static const char *const headings[COLUMN_COUNT] = {[COLUMN_RUN] = "run",
                                                       [COLUMN_DELIVERY] = "delivery",
                                                       [COLUMN_INBOUND] = "inbound",
                                                       [COLUMN_SUBMISSION] = "submission",
                                                       [COLUMN_COUNTS] = "err/warn/?"};
    struct page page = page_on(out, options);
    struct page_table *table = page_table_new(&page, 0, 0);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        page_table_column(
            table, &(struct page_column){.kind = i == COLUMN_RUN ? PAGE_COLUMN_GROWING : PAGE_COLUMN_FREE,
                                         .heading = headings[i],
                                         .style = STYLE_DIM,
                                         .least = i == COLUMN_RUN ? LEAST_COLUMNS : 0});
    for (size_t i = 0; i < timeline->run_count; i++)
        add_row(table, &timeline->runs[i]);
    page_table_write(table);
    page_table_free(table);
}
