/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "enqueue". */
#include "command/enqueue.h"

#include "base/list.h"
#include "broker/enqueue.h"
#include "command/fleet.h"
#include "command/output.h"

#include <stdlib.h>

struct enqueue_job {
    const struct options *options;
    const struct broker_url *url;
    enum exit_status status;
};

static void enter_sandbox(void *context)
{
    const struct enqueue_job *job = context;
    const struct text_list *words = &job->options->operands;
    struct text_list input_files = {0};
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i][0] == '@')
            text_list_append(&input_files, words->items[i] + 1);
    fleet_enter_sandbox(job->options, job->url, &input_files, NULL);
    text_list_free(&input_files);
}

static void take_input_error(void *context, const struct input_error *error)
{
    struct enqueue_job *job = context;
    job->status = EXIT_STATUS_USAGE;
    char *place = error->source == NULL ? text_copy("")
                  : error->line > 0     ? text_format("%s:%lld: ", error->source, (long long)error->line)
                                        : text_format("%s: ", error->source);
    char *line = text_format("%s%s", place, error->problem);
    output_complain(line);
    free(line);
    free(place);
}

static void tell(void *context, const char *line)
{
    const struct enqueue_job *job = context;
    fleet_tell(job->options, line);
}

static void tell_end(struct enqueue_job *job, const struct enqueue_end *end, bool complete)
{
    if (end->error != NULL) {
        output_complain(end->error);
        job->status = EXIT_STATUS_USAGE;
        return;
    }
    const char *rest = complete ? "" : "; the list was not read to its end: enqueue it again";
    char *line = text_format("%zu target%s of the run %s %s in the queue%s", end->targets,
                             end->targets == 1 ? "" : "s", job->options->run_name,
                             end->targets == 1 ? "is" : "are", rest);
    fleet_tell(job->options, line);
    free(line);
    if (end->signal != 0)
        job->status = exit_status_of_signal(end->signal);
}

enum exit_status enqueue_command(const struct options *options)
{
    struct broker_url url;
    struct enqueue_job job = {.options = options, .url = &url, .status = EXIT_STATUS_CLEAN};
    struct enqueue_end end;
    if (!fleet_read_url(options, &url)) {
        broker_url_free(&url);
        return EXIT_STATUS_USAGE;
    }
    bool complete =
        enqueue_run(&(struct enqueue_options){.url = &url,
                                              .run = options->run_name,
                                              .words = (const char *const *)options->operands.items,
                                              .word_count = options->operands.count,
                                              .words_are_hosts = options->host,
                                              .context = &job,
                                              .ready = enter_sandbox,
                                              .input_error = take_input_error,
                                              .tell = tell},
                    &end);
    tell_end(&job, &end, complete);
    free(end.error);
    broker_url_free(&url);
    return job.status;
}
