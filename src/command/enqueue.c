/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "enqueue". */
#include "command/enqueue.h"

#include "base/list.h"
#include "broker/enqueue.h"
#include "command/fleet.h"
#include "command/output.h"
#include "command/run.h"
#include "scan/mail_keys.h"

#include <stdlib.h>

struct enqueue_job {
    const struct options *options;
    const struct broker_urls *urls;
    struct mail_keys *keys; /* NULL: they are not found */
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
    fleet_enter_sandbox(job->options, job->urls, &input_files, NULL);
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

static void find_keys(void *context, const char *const *words, size_t count, char **keys)
{
    const struct enqueue_job *job = context;
    mail_keys_look_up(job->keys, words, count, keys);
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

static void run(struct enqueue_job *job)
{
    const struct options *options = job->options;
    struct enqueue_end end;
    bool complete =
        enqueue_run(&(struct enqueue_options){.urls = job->urls,
                                              .run = options->run_name,
                                              .words = (const char *const *)options->operands.items,
                                              .word_count = options->operands.count,
                                              .words_are_hosts = options->host,
                                              .context = job,
                                              .find_keys = job->keys != NULL ? find_keys : NULL,
                                              .ready = enter_sandbox,
                                              .input_error = take_input_error,
                                              .tell = tell},
                    &end);
    tell_end(job, &end, complete);
    free(end.error);
}

enum exit_status enqueue_command(const struct options *options)
{
    struct broker_urls urls;
    struct enqueue_job job = {.options = options, .urls = &urls, .status = EXIT_STATUS_USAGE};
    struct scan_options scan = run_options(options);
    char *error = NULL;
    if (!fleet_read_urls(options, &urls)) {
        broker_urls_free(&urls);
        return EXIT_STATUS_USAGE;
    }
    if (options->by_mx)
        job.keys = mail_keys_new(&scan, &error);
    if (error != NULL) {
        output_complain(error);
    } else {
        job.status = EXIT_STATUS_CLEAN;
        run(&job);
    }
    free(error);
    mail_keys_free(job.keys);
    broker_urls_free(&urls);
    return job.status;
}
