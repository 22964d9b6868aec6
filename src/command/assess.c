/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "assess": saved facts in, findings out. Nobody is asked anything. */
#include "command/assess.h"

#include "assess/assess.h"
#include "base/list.h"
#include "base/text.h"
#include "command/judging.h"
#include "command/output.h"
#include "command/report_store.h"
#include "command/run.h"
#include "command/saved_file.h"
#include "command/service_status.h"
#include "facts/shapes.h"
#include "infer/run_summary.h"

#include <stdlib.h>
#include <string.h>

/* All files, and what has become of them. */
struct assess_job {
    const struct options *options;
    struct judging *judging;
    struct output *output;
    struct report_store *store; /* NULL: none */
    enum exit_status status;
    enum service_state state;
    struct run_summary summary;  /* of what the saved runs could reach */
    bool complete;               /* all saved runs were */
    struct text_list unfinished; /* of the saved runs */
    bool written;                /* false once the output has failed */
};

/* A report of nothing is no pass. */
static enum exit_status status_of(struct assess_job *job, const struct report *report)
{
    bool looked_at = report->domain != NULL || report->host_count > 0;
    return exit_status_worse(looked_at ? EXIT_STATUS_CLEAN : EXIT_STATUS_INCONCLUSIVE,
                             judging_status(job->judging, report));
}

static void take_report(struct assess_job *job, struct report *report)
{
    assess_report(report, &job->judging->policy);
    enum exit_status status = status_of(job, report);
    job->status = exit_status_worse(job->status, status);
    service_status_add(&job->state, job->options, report, status);
    report_store_add(job->store, report, status);
    run_summary_reach(&job->summary, &report->vantage);
    job->written = job->written && output_report(job->output, report);
}

static void take_input_error(struct assess_job *job, const struct input_error *error)
{
    job->status = exit_status_worse(job->status, EXIT_STATUS_USAGE);
    job->written = job->written && output_input_error(job->output, error);
}

static void take_value(struct assess_job *job, struct json_saved *saved)
{
    for (size_t i = 0; i < saved->run.report_count; i++)
        take_report(job, &saved->run.reports[i]);
    for (size_t i = 0; i < saved->run.input_error_count; i++)
        take_input_error(job, &saved->run.input_errors[i]);
    if (!saved->has_summary)
        return;
    job->complete = job->complete && saved->run.summary.complete;
    for (size_t i = 0; i < saved->run.summary.unfinished.count; i++)
        text_list_append(&job->unfinished, saved->run.summary.unfinished.items[i]);
}

/* The targets that the file would have had are not known. */
static void take_cut(struct assess_job *job, const struct input_error *error)
{
    output_complain_of(error);
    job->complete = false;
    text_list_append(&job->unfinished, error->source);
}

/* What was not looked at is no pass. */
static void complain_of_nothing(struct assess_job *job, const char *name)
{
    struct input_error error = {.source = text_from_wire(name, strlen(name), strlen(name)),
                                .problem =
                                    text_copy("there is no report in it; give a file that --format json "
                                              "or jsonl wrote")};
    take_input_error(job, &error);
    shape_clear(&input_error_shape, &error);
}

static void take_file(struct assess_job *job, const char *name)
{
    struct saved_file *file = saved_file_open(name);
    bool found = false;
    enum saved_item item = SAVED_VALUE;
    while (item != SAVED_END && job->written) {
        struct json_saved saved;
        struct input_error error;
        item = saved_file_next(file, &saved, &error);
        found = found || item == SAVED_BAD || item == SAVED_CUT || saved.run.report_count > 0;
        if (item == SAVED_VALUE)
            take_value(job, &saved);
        else if (item == SAVED_BAD)
            take_input_error(job, &error);
        else if (item == SAVED_CUT)
            take_cut(job, &error);
        json_saved_clear(&saved);
        shape_clear(&input_error_shape, &error);
    }
    if (!found && job->written)
        complain_of_nothing(job, name);
    saved_file_close(file);
}

/* What the saved runs did not see to the end, and where port 25 was blocked for them, does not mean that it
 * is not there. */
static enum exit_status status_of_end(const struct assess_job *job)
{
    bool whole = job->complete && !run_summary_egress_blocked(&job->summary);
    return exit_status_worse(job->status, whole ? EXIT_STATUS_CLEAN : EXIT_STATUS_INCONCLUSIVE);
}

static void take_files(struct assess_job *job)
{
    const struct text_list *names = &job->options->operands;
    bool begun = output_begin(job->output);
    job->written = begun;
    struct text_list folders = output_folders(job->output);
    report_store_folder(job->store, &folders);
    run_enter_sandbox(job->options, &folders, names);
    text_list_free(&folders);
    for (size_t i = 0; i < names->count; i++)
        take_file(job, names->items[i]);
    job->status = status_of_end(job);
    if (report_store_close(job->store) != EXIT_STATUS_CLEAN)
        job->status = EXIT_STATUS_USAGE;
    job->status = service_status_of_run(job->state, job->options, job->status);
    struct run_end end = {.complete = job->complete,
                          .unfinished = &job->unfinished,
                          .exit_status = service_status_number(job->status, false)};
    if (begun) {
        output_end(job->output, &end);
        output_commit(job->output);
    }
    if (output_status(job->output) != EXIT_STATUS_CLEAN)
        job->status = service_status_of_run(job->state, job->options, output_status(job->output));
}

enum exit_status assess_command(const struct options *options)
{
    struct judging judging;
    struct assess_job job = {
        .options = options, .judging = &judging, .status = EXIT_STATUS_CLEAN, .complete = true};
    char *problem = NULL;
    if (!judging_read(&judging, options)) {
        job.status = EXIT_STATUS_USAGE;
    } else if ((job.output = output_open(options, true, &problem)) == NULL) {
        output_complain(problem);
        free(problem);
        job.status = EXIT_STATUS_USAGE;
    } else if (!report_store_open(options, &job.store, &problem)) {
        output_complain(problem);
        free(problem);
        job.status = EXIT_STATUS_USAGE;
    } else {
        take_files(&job);
        judging_end(&judging);
    }
    output_close(job.output);
    text_list_free(&job.unfinished);
    judging_free(&judging);
    return job.status;
}
