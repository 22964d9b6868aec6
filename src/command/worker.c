/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "worker". Its options are those of "scan", which it calls with them. */
#include "command/worker.h"

#include "base/list.h"
#include "broker/worker.h"
#include "command/fleet.h"
#include "command/option_table.h"
#include "command/output.h"
#include "command/run.h"

#include <stdlib.h>
#include <string.h>

struct worker_job {
    const struct options *options;
    const struct broker_urls *urls;
};

/* --- how the scan is called --- */

/* Whether the word "--NAME=VALUE" is one for the scan; --user has done its part. */
static bool is_for_scan(const char *word)
{
    char *name = text_copy_bytes(word + 2, strcspn(word + 2, "="));
    const struct option *option = option_by_name(name);
    bool is = option != NULL && (option->commands & 1U << COMMAND_SCAN) != 0 && option_is_setting(option)
              && strcmp(name, "user") != 0;
    free(name);
    return is;
}

static void append_number(struct text_list *words, const char *name, int64_t number)
{
    char *word = text_format("--%s=%lld", name, (long long)number);
    text_list_append(words, word);
    free(word);
}

/* A part of what all workers together may do: at least one, and no limit stays none. */
static int64_t part_of(int64_t whole, int64_t workers)
{
    return whole == 0 || whole >= workers ? whole / workers : 1;
}

/* What comes later replaces what came before. */
static void append_parts(struct text_list *words, const struct options *options)
{
    append_number(words, "max-connections-per-address",
                  part_of(options->max_connections_per_address, options->workers));
    append_number(words, "connection-budget", part_of(options->connection_budget, options->workers));
    if (options->spacing_ms > 0) {
        int64_t longest_ms = option_by_name("spacing")->maximum;
        int64_t spacing_ms = options->spacing_ms > longest_ms / options->workers
                                 ? longest_ms
                                 : options->spacing_ms * options->workers;
        char *word =
            text_format("--spacing=%lld.%03d", (long long)(spacing_ms / 1000), (int)(spacing_ms % 1000));
        text_list_append(words, word);
        free(word);
    }
}

/* The arguments, of which the last one is NULL; the list owns the texts. */
static char **scan_arguments(const struct options *options, bool hosts, struct text_list *words)
{
    text_list_append(words, "mailsonde");
    text_list_append(words, "scan");
    text_list_append(words, "--no-config");
    for (size_t i = 0; i < options->words.count; i++)
        if (is_for_scan(options->words.items[i]))
            text_list_append(words, options->words.items[i]);
    if (options->workers > 1)
        append_parts(words, options);
    if (hosts && !options->host)
        text_list_append(words, "--host");
    text_list_append(words, "--no-progress");
    text_list_append(words, "--format=jsonl");
    text_list_append(words, "-");
    char **arguments = allocate(words->count + 1, sizeof *arguments);
    memcpy(arguments, words->items, words->count * sizeof *arguments);
    return arguments;
}

/* --- the command --- */

static void enter_sandbox(void *context)
{
    const struct worker_job *job = context;
    struct text_list input_files = {0};
    fleet_enter_sandbox(job->options, job->urls, &input_files, NULL);
    text_list_free(&input_files);
}

static void tell(void *context, const char *line)
{
    const struct worker_job *job = context;
    fleet_tell(job->options, line);
}

static enum exit_status status_of(const struct worker_job *job, const struct worker_end *end)
{
    if (end->error != NULL) {
        output_complain(end->error);
        return EXIT_STATUS_USAGE;
    }
    char *line = text_format("%zu target%s scanned", end->targets, end->targets == 1 ? "" : "s");
    fleet_tell(job->options, line);
    free(line);
    return end->signal != 0 ? exit_status_of_signal(end->signal) : EXIT_STATUS_CLEAN;
}

static enum exit_status run(const struct options *options, const struct broker_urls *urls)
{
    struct worker_job job = {.options = options, .urls = urls};
    if (!run_is_identified(options)) { /* its scans have no end of targets */
        char *problem = text_format("worker: %s", run_who_scans);
        output_complain(problem);
        free(problem);
        return EXIT_STATUS_USAGE;
    }
    struct text_list domains = {0}, hosts = {0};
    char **domain_arguments = scan_arguments(options, false, &domains);
    char **host_arguments = scan_arguments(options, true, &hosts);
    struct worker_end end;
    worker_run(&(struct worker_options){.urls = urls,
                                        .programs = {.domains = domain_arguments, .hosts = host_arguments},
                                        .places = (size_t)options->max_targets,
                                        .until_empty = options->until_empty,
                                        .context = &job,
                                        .ready = enter_sandbox,
                                        .tell = tell},
               &end);
    enum exit_status status = status_of(&job, &end);
    free(end.error);
    free(domain_arguments);
    free(host_arguments);
    text_list_free(&domains);
    text_list_free(&hosts);
    return status;
}

enum exit_status worker_command(const struct options *options)
{
    struct broker_urls urls;
    enum exit_status status = EXIT_STATUS_USAGE;
    if (fleet_read_urls(options, &urls))
        status = run(options, &urls);
    broker_urls_free(&urls);
    return status;
}
