/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "history": runs that were kept, assessed by today's rules, each compared with the one before.
 */
#include "command/history.h"

#include "base/list.h"
#include "command/document_output.h"
#include "command/judging.h"
#include "command/output.h"
#include "command/run.h"
#include "command/saved_reports.h"
#include "compare/timeline.h"

#include <stdlib.h>

/* Runs that are shown where --last does not say how many. */
enum { RUNS = 20 };

struct history_job {
    const struct options *options;
    struct judging judging;
    struct history *history;
    struct timeline timeline;
    enum exit_status status;
};

static void fail(struct history_job *job, char *problem)
{
    output_complain(problem);
    free(problem);
    job->status = EXIT_STATUS_USAGE;
}

/* NULL for a run that cannot be used, which is told. */
static struct portrait *read_run(struct history_job *job, const struct history_entry *entry)
{
    char *problem = NULL;
    struct portrait *portrait = saved_reports_kept(job->history, entry->id, &job->judging.policy, &problem);
    if (portrait == NULL)
        fail(job, problem);
    return portrait;
}

/* Newest first, so each is compared with the next; one more than is shown is read for that. */
static void list_runs(struct history_job *job, const char *target)
{
    struct history_runs runs;
    char *problem = NULL;
    size_t shown = job->options->last > 0 ? (size_t)job->options->last : RUNS;
    if (!history_runs_of(job->history, target, shown + 1, &runs, &problem))
        fail(job, problem);
    else if (runs.count == 0)
        fail(job, text_format("%s: has no run of \"%s\"", history_shown(job->history), target));
    struct portrait *portrait = runs.count > 0 ? read_run(job, &runs.entries[0]) : NULL;
    for (size_t i = 0; i < runs.count && i < shown; i++) {
        struct portrait *before = i + 1 < runs.count ? read_run(job, &runs.entries[i + 1]) : NULL;
        if (portrait != NULL)
            timeline_add(&job->timeline, portrait, before)->exit_status = runs.entries[i].exit_status;
        portrait_free(portrait);
        portrait = before;
    }
    portrait_free(portrait);
    history_runs_free(&runs);
}

static void list_target(struct history_job *job, const struct history_entry *entry)
{
    struct history_runs runs;
    char *problem = NULL;
    if (!history_runs_of(job->history, entry->target, 2, &runs, &problem)) {
        fail(job, problem);
        return;
    }
    struct portrait *portrait = runs.count > 0 ? read_run(job, &runs.entries[0]) : NULL;
    struct portrait *before = runs.count > 1 ? read_run(job, &runs.entries[1]) : NULL;
    if (portrait != NULL) {
        struct timeline_run *run = timeline_add(&job->timeline, portrait, before);
        run->runs = entry->id; /* of history_targets() */
        run->exit_status = runs.entries[0].exit_status;
    }
    portrait_free(portrait);
    portrait_free(before);
    history_runs_free(&runs);
}

static void list_targets(struct history_job *job)
{
    struct history_runs targets;
    char *problem = NULL;
    if (!history_targets(job->history, &targets, &problem))
        fail(job, problem);
    for (size_t i = 0; i < targets.count; i++)
        list_target(job, &targets.entries[i]);
    history_runs_free(&targets);
}

static void write_timeline(FILE *out, enum output_format format, const struct report_options *look,
                           const void *document)
{
    if (format == FORMAT_JSON)
        timeline_json(out, document);
    else
        timeline_text(out, look, document);
}

static const struct document_kind timeline_kind = {.what = "runs", .write = write_timeline};

static void enter_sandbox(const struct history_job *job, const struct document_output *output)
{
    struct text_list folders = document_output_folders(output);
    char *folder = history_folder(job->history);
    text_list_append(&folders, folder);
    free(folder);
    run_enter_sandbox(job->options, &folders, NULL);
    text_list_free(&folders);
}

static void list(struct history_job *job, struct document_output *output)
{
    enter_sandbox(job, output);
    if (job->options->operands.count > 0)
        list_runs(job, job->options->operands.items[0]);
    else
        list_targets(job);
    if (job->timeline.run_count == 0)
        return;
    enum exit_status written = document_output_write(output, &job->timeline);
    if (written != EXIT_STATUS_CLEAN)
        job->status = written;
}

static void run(struct history_job *job)
{
    char *problem = NULL;
    struct document_output *output = document_output_open(job->options, &timeline_kind, &problem);
    if (output != NULL)
        job->history = history_open(job->options->store, HISTORY_READ, NULL, &problem);
    if (job->history == NULL)
        fail(job, problem);
    else
        list(job, output);
    history_close(job->history);
    document_output_close(output);
}

enum exit_status history_command(const struct options *options)
{
    struct history_job job = {.options = options, .status = EXIT_STATUS_CLEAN};
    if (judging_read(&job.judging, options))
        run(&job);
    else
        job.status = EXIT_STATUS_USAGE;
    shape_clear(&timeline_shape, &job.timeline);
    judging_free(&job.judging);
    return job.status;
}
