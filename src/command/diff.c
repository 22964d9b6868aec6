/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "diff": two files of saved reports, or the last runs of --store, compared. Both sides are
 * assessed by today's rules, so a change of mailsonde is no change of the domain. */
#include "command/diff.h"

#include "assess/fail_on.h"
#include "base/list.h"
#include "command/document_output.h"
#include "command/judging.h"
#include "command/option_value.h"
#include "command/output.h"
#include "command/run.h"
#include "command/saved_reports.h"
#include "compare/changes_format.h"
#include "compare/compare.h"

#include <stdlib.h>

/* Targets that one line names. */
enum { NAMES_MAX = 8 };

struct diff_job {
    const struct options *options;
    struct judging judging;
    struct history *history; /* NULL: two files are compared */
    struct portrait_set before;
    struct portrait_set after;
    enum exit_status status;
};

static void fail(struct diff_job *job, char *problem)
{
    output_complain(problem);
    free(problem);
    job->status = EXIT_STATUS_USAGE;
}

/* --- two files --- */

/* What only one side has may be in the part of the other that could not be read. */
static void leave_out(struct portrait_set *set, const struct portrait_set *partial, const char *name)
{
    struct text_list left_out = portrait_set_keep_common(set, partial);
    if (left_out.count > 0) {
        char *quoted = option_value_quote(name);
        char *names = text_list_join_first(&left_out, NAMES_MAX);
        char *line = text_format("%s: not compared, since not all of it could be read: %s", quoted, names);
        output_complain(line);
        free(line);
        free(names);
        free(quoted);
    }
    text_list_free(&left_out);
}

static bool read_files(struct diff_job *job)
{
    const struct text_list *names = &job->options->operands;
    enum exit_status read[2] = {EXIT_STATUS_CLEAN, EXIT_STATUS_CLEAN};
    bool some = saved_reports_read(names->items[0], &job->judging.policy, &job->before, &read[0])
                && saved_reports_read(names->items[1], &job->judging.policy, &job->after, &read[1]);
    job->status = exit_status_worse(job->status, exit_status_worse(read[0], read[1]));
    if (some && read[0] != EXIT_STATUS_CLEAN)
        leave_out(&job->after, &job->before, names->items[0]);
    if (some && read[1] != EXIT_STATUS_CLEAN)
        leave_out(&job->before, &job->after, names->items[1]);
    return some && job->before.count + job->after.count > 0;
}

/* --- the last runs --- */

/* NULL, which is told, for a run that cannot be read. */
static struct portrait *read_run(struct diff_job *job, int64_t id)
{
    char *problem = NULL;
    struct portrait *portrait = saved_reports_kept(job->history, id, &job->judging.policy, &problem);
    if (portrait == NULL)
        fail(job, problem);
    return portrait;
}

/* Both or neither: a run that cannot be read is none that was not there. */
static void read_pair(struct diff_job *job, const struct history_entry *before,
                      const struct history_entry *after)
{
    struct portrait *one = read_run(job, before->id);
    struct portrait *other = read_run(job, after->id);
    if (one != NULL && other != NULL) {
        portrait_set_add(&job->before, one);
        portrait_set_add(&job->after, other);
        return;
    }
    fail(job, text_format("%s: the runs of \"%s\" cannot be compared", history_shown(job->history),
                          after->target));
    portrait_free(one);
    portrait_free(other);
}

/* The last run of the target, and the one so many runs before it. One that has no such run is told, and it is
 * no fault of a list of targets. */
static void read_target(struct diff_job *job, const char *target, bool asked_for)
{
    struct history_runs runs;
    char *problem = NULL;
    size_t back = (size_t)job->options->last;
    if (!history_runs_of(job->history, target, back + 1, &runs, &problem)) {
        fail(job, problem);
    } else if (runs.count == back + 1) {
        read_pair(job, &runs.entries[back], &runs.entries[0]);
    } else if (asked_for) {
        fail(job, text_format("%s: has %zu run%s of \"%s\", and %zu are needed", history_shown(job->history),
                              runs.count, runs.count == 1 ? "" : "s", target, back + 1));
    }
    history_runs_free(&runs);
}

static bool read_history(struct diff_job *job)
{
    struct history_runs targets = {0};
    char *problem = NULL;
    const struct text_list *asked = &job->options->operands;
    for (size_t i = 0; i < asked->count; i++)
        read_target(job, asked->items[i], true);
    if (asked->count == 0 && !history_targets(job->history, &targets, &problem))
        fail(job, problem);
    for (size_t i = 0; i < targets.count; i++)
        read_target(job, targets.entries[i].target, false);
    history_runs_free(&targets);
    portrait_set_settle(&job->before);
    portrait_set_settle(&job->after);
    if (job->after.count == 0 && job->status == EXIT_STATUS_CLEAN)
        fail(job, text_format("%s: no target has so many runs", history_shown(job->history)));
    return job->after.count > 0;
}

/* --- both --- */

static void write_changes(FILE *out, enum output_format format, const struct report_options *look,
                          const void *document)
{
    if (format == FORMAT_JSON)
        changes_json(out, document);
    else if (format == FORMAT_MARKDOWN)
        changes_markdown(out, document);
    else
        changes_text(out, look, document);
}

static const struct document_kind changes_kind = {.what = "changes", .write = write_changes};

/* By --fail-on, as the finding that it is, or would be. */
static bool counts(const void *context, const struct change *change)
{
    const struct options *options = context;
    const struct finding finding = {
        .id = change->finding, .role = change->role, .severity = change->severity};
    return fail_on_counts(&options->fail_on, &finding);
}

static void compare(struct diff_job *job, struct document_output *output)
{
    struct changes changes = {0};
    portrait_set_compare(&job->before, &job->after, &changes);
    compare_finish(&changes, counts, job->options);
    job->status = exit_status_worse(job->status, (enum exit_status)changes.summary.exit_status);
    changes.summary.exit_status = (int64_t)job->status;
    enum exit_status written = document_output_write(output, &changes);
    if (written != EXIT_STATUS_CLEAN)
        job->status = written;
    shape_clear(&changes_shape, &changes);
}

static void enter_sandbox(const struct diff_job *job, const struct document_output *output)
{
    struct text_list folders = document_output_folders(output);
    if (job->history != NULL) {
        char *folder = history_folder(job->history);
        text_list_append(&folders, folder);
        free(folder);
    }
    run_enter_sandbox(job->options, &folders, job->history == NULL ? &job->options->operands : NULL);
    text_list_free(&folders);
}

static void run(struct diff_job *job)
{
    char *problem = NULL;
    struct document_output *output = document_output_open(job->options, &changes_kind, &problem);
    if (output == NULL) {
        fail(job, problem);
        return;
    }
    if (job->options->last > 0)
        job->history = history_open(job->options->store, HISTORY_READ, NULL, &problem);
    if (problem != NULL) {
        fail(job, problem);
    } else {
        enter_sandbox(job, output);
        if (job->history != NULL ? read_history(job) : read_files(job))
            compare(job, output);
    }
    history_close(job->history);
    document_output_close(output);
}

enum exit_status diff_command(const struct options *options)
{
    struct diff_job job = {.options = options, .status = EXIT_STATUS_CLEAN};
    if (judging_read(&job.judging, options))
        run(&job);
    else
        job.status = EXIT_STATUS_USAGE;
    portrait_set_free(&job.before);
    portrait_set_free(&job.after);
    judging_free(&job.judging);
    return job.status;
}
