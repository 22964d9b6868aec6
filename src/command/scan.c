/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "scan": what the user asked for, made into a run, and its reports into a file. */
#include "command/scan.h"

#include "command/output.h"
#include "facts/list.h"
#include "scan/scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Descriptors that are not for connections: standard ones, the event loop's, DNS sockets, files. */
enum { DESCRIPTORS_RESERVED = 64 };

/* For the answer to QUIT, after which nothing depends on it. */
enum { QUIT_MS = 5000 };

/* Of pauses after refusals, and of refusals before a server is left alone. */
enum { PAUSE_MAX_MS = 60 * 1000, REFUSALS_MAX = 3 };

/* One run of the command, and what became of it. */
struct scan_job {
    const struct options *options;
    struct output *output;
    enum exit_status status;
};

static void fail(struct scan_job *job, char *problem)
{
    output_complain(problem);
    free(problem);
    job->status = EXIT_STATUS_USAGE;
}

static bool take_report(void *context, const struct report *report)
{
    struct scan_job *job = context;
    static const enum exit_status of_assessment[] = {
        [0] = EXIT_STATUS_CLEAN, [1] = EXIT_STATUS_FOUND, [3] = EXIT_STATUS_INCONCLUSIVE};
    enum severity fail_on = (enum severity)job->options->fail_on;
    job->status = exit_status_worse(job->status, of_assessment[assess_exit(report, fail_on)]);
    return output_report(job->output, report);
}

static bool take_input_error(void *context, const struct input_error *error)
{
    struct scan_job *job = context;
    job->status = exit_status_worse(job->status, EXIT_STATUS_USAGE);
    return output_input_error(job->output, error);
}

static void show_progress(void *context, const struct scan_progress *progress)
{
    struct scan_job *job = context;
    output_progress(job->output, progress->now_ms, progress->endpoints_done, progress->endpoints_begun,
                    progress->last);
}

/* As many connections as this process may have files open; the soft limit is raised to the hard one first. */
static size_t connections_allowed(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return DESCRIPTORS_RESERVED;
    if (limit.rlim_cur < limit.rlim_max) {
        rlim_t soft = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = soft;
    }
    return limit.rlim_cur > 2 * DESCRIPTORS_RESERVED ? (size_t)limit.rlim_cur - DESCRIPTORS_RESERVED
                                                     : DESCRIPTORS_RESERVED;
}

/* Who wants no connection beyond what each port needs wants none for questions about TLS. */
static enum tls_depth depth(const struct options *options)
{
    if (options->intrusive == INTRUSIVE_NONE && !options_was_given(options, "depth"))
        return DEPTH_QUICK;
    return (enum tls_depth)options->depth;
}

static struct budget_pace pace(const struct options *options)
{
    struct budget_pace pace = {.begun_max = options->connection_budget, .spacing_ms = options->spacing_ms};
    if (options->shared_address)
        return pace;
    pace.pause_ms = options->retry_after_ms;
    pace.pause_max_ms = PAUSE_MAX_MS;
    pace.refusals_max = REFUSALS_MAX;
    return pace;
}

static struct probe_options probe_options(const struct options *options)
{
    return (struct probe_options){
        .dial.timeout_ms = options->connect_timeout_ms,
        .silence_ms = options->silence_ms,
        .intrusive = (enum intrusiveness)options->intrusive,
        .depth = depth(options),
        .retry_after_ms = options->retry_after_ms > 0 ? options->retry_after_ms : -1,
        .smtp = {.greeting_ms = options->greeting_timeout_ms,
                 .command_ms = options->command_timeout_ms,
                 .quit_ms = QUIT_MS},
        .tls = {.timeout_ms = options->tls_timeout_ms},
    };
}

static struct scan_options scan_options(const struct options *options)
{
    return (struct scan_options){
        .words = (const char *const *)options->operands.items,
        .word_count = options->operands.count,
        .words_are_hosts = options->host,
        .in_order = options->format != FORMAT_JSON_LINES,
        .records_file = options->records_file,
        .ca_file = options->ca_file,
        .helo_name = options->helo_name,
        .resolver = {.server = options->resolver.given,
                     .offline = options->offline,
                     .dnssec = (enum dnssec_mode)options->dnssec,
                     .trust_anchor = options->trust_anchor,
                     .records_signed = options->records_signed,
                     .timeout_ms = options->dns_timeout_ms,
                     .tries = (int)options->dns_tries},
        .routes = {.ports = options->ports.items,
                   .port_count = options->ports.count,
                   .only_these_ports = options_was_given(options, "ports"),
                   .submission_hosts = options->submission_hosts},
        .ipv4 = options->ipv4,
        .ipv6 = options->ipv6,
        .connect_to = &options->connect_to,
        .no_mta_sts = options->no_mta_sts,
        .mta_sts_timeout_ms = options->mta_sts_timeout_ms,
        .probe = probe_options(options),
        .policy = policy_default,
        .max_targets = (size_t)options->max_targets,
        .max_connections =
            options->max_connections > 0 ? (size_t)options->max_connections : connections_allowed(),
        .pace = pace(options),
        .max_connections_per_address = (size_t)options->max_connections_per_address,
    };
}

enum exit_status scan_command(const struct options *options)
{
    struct scan_job job = {.options = options, .status = EXIT_STATUS_CLEAN};
    struct scan_options run = scan_options(options);
    struct scan_events events = {
        .context = &job, .report = take_report, .input_error = take_input_error, .progress = show_progress};
    char *error = NULL;
    job.output = output_open(options, &error);
    if (job.output == NULL) {
        fail(&job, error);
        return job.status;
    }
    bool complete = output_begin(job.output) && scan_run(&run, &events, &error);
    if (error != NULL)
        fail(&job, error);
    else if (!complete)
        job.status = exit_status_worse(job.status, EXIT_STATUS_INCONCLUSIVE);
    if (!output_end(job.output, complete))
        fail(&job, text_format("the report could not be written: %s", strerror(errno)));
    output_close(job.output);
    return job.status;
}
