/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "collect". */
#include "command/collect.h"

#include "base/list.h"
#include "broker/collect.h"
#include "command/fleet.h"
#include "command/output.h"

#include <stdlib.h>

struct collect_job {
    const struct options *options;
    const struct broker_urls *urls;
};

static void enter_sandbox(void *context)
{
    const struct collect_job *job = context;
    struct text_list input_files = {0};
    fleet_enter_sandbox(job->options, job->urls, &input_files, NULL);
    text_list_free(&input_files);
}

static void tell(void *context, const char *line)
{
    const struct collect_job *job = context;
    fleet_tell(job->options, line);
}

static char *count_words(const struct collect_end *end)
{
    char *unfinished = end->unfinished == 0
                           ? text_copy("")
                           : text_format("; %zu could not be scanned: see the lines of the kind "
                                         "\"unfinished\"",
                                         end->unfinished);
    size_t found = end->targets + end->unfinished;
    char *twice =
        end->signal == 0 && end->enqueued > found ? text_format(
            "; the lists had %zu, so some of their targets were in them more than once", end->enqueued)
                                                  : text_copy("");
    char *words = text_format("%zu target%s in the file%s%s", end->targets,
                              end->targets == 1 ? " is" : "s are", unfinished, twice);
    free(unfinished);
    free(twice);
    return words;
}

static enum exit_status status_of(const struct collect_job *job, const struct collect_end *end)
{
    if (end->error != NULL) {
        output_complain(end->error);
        return EXIT_STATUS_USAGE;
    }
    char *line = count_words(end);
    fleet_tell(job->options, line);
    free(line);
    return end->signal != 0      ? exit_status_of_signal(end->signal)
           : end->unfinished > 0 ? EXIT_STATUS_INCONCLUSIVE
                                 : EXIT_STATUS_CLEAN;
}

enum exit_status collect_command(const struct options *options)
{
    struct broker_urls urls;
    struct collect_job job = {.options = options, .urls = &urls};
    struct collect_end end = {0};
    enum exit_status status = EXIT_STATUS_USAGE;
    if (fleet_read_urls(options, &urls)) {
        collect_run(&(struct collect_options){.urls = &urls,
                                              .path = options->output_file,
                                              .follow = options->follow,
                                              .context = &job,
                                              .ready = enter_sandbox,
                                              .tell = tell},
                    &end);
        status = status_of(&job, &end);
    }
    free(end.error);
    broker_urls_free(&urls);
    return status;
}
