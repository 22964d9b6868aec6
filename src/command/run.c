/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the user asked for, made into a run, and its reports into a file: what "scan" and "path" have in
 * common. */
#include "command/run.h"

#include "assess/vantage/providers.h"
#include "base/address.h"
#include "base/list.h"
#include "command/report_store.h"
#include "command/resume.h"
#include "command/sandbox.h"
#include "command/service_status.h"
#include "facts/run.h"
#include "infer/run_summary.h"
#include "scan/target_count.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Descriptors that are not for connections: standard ones, the event loop's, DNS sockets, files. */
enum { DESCRIPTORS_RESERVED = 320 }; /* but no more than three quarters of all */

/* Beyond it those who are scanned are to know by whom. */
enum { ANONYMOUS_TARGETS_MAX = 1000 };

/* Of --max-connections. */
enum { MAX_CONNECTIONS = 1000000 };

/* For the answer to QUIT, after which nothing depends on it. */
enum { QUIT_MS = 5000 };

/* What is left of PROBE_ENOUGH_MS is for questions about TLS, which the same server may answer at once. */
enum { DRIP_MS = PROBE_ENOUGH_MS - 1500 };

/* Of pauses after refusals, and of refusals before a server is left alone. What lingers at a server after its
 * connection has ended is gone after the first pause: Exim's processes do so for half a second. */
enum { FIRST_PAUSE_MS = 1000, PAUSE_MAX_MS = 60 * 1000, PAUSES_MAX = 3, REFUSALS_MAX = 4 };

/* Of spacing once a server has refused one, and of the time that it may refuse again and again. */
enum { SLOW_MS = 100, SLOW_MAX_MS = 1000, PATIENCE_MS = 5 * 60 * 1000 };

/* One run, and what became of it. */
struct run_job {
    const struct options *options;
    enum exit_status (*judge)(void *context, const struct report *report);
    void *judge_context;
    struct output *output;
    struct report_store *store; /* NULL: none */
    enum exit_status status;
    enum service_state state;
    struct run_summary summary; /* of what the run could reach */
    int64_t targets;            /* as target_count() */
    size_t undecided;           /* of their reports */
};

static void fail(struct run_job *job, char *problem)
{
    output_complain(problem);
    free(problem);
    job->status = EXIT_STATUS_USAGE;
}

static void judge_report(struct run_job *job, struct report *report)
{
    enum exit_status status = job->judge(job->judge_context, report);
    job->status = exit_status_worse(job->status, status);
    job->undecided += status == EXIT_STATUS_INCONCLUSIVE;
    service_status_add(&job->state, job->options, report, status);
    run_summary_reach(&job->summary, &report->vantage);
    report_store_take(job->store, report, status);
}

static void begin_report(void *context, const struct target *target)
{
    struct run_job *job = context;
    output_begun(job->output, target);
}

static void *make_report(void *context, const struct report *report)
{
    const struct run_job *job = context;
    return output_make(job->output, report);
}

static void note_report(void *context, struct report *report, void *made)
{
    struct run_job *job = context;
    judge_report(job, report);
    output_made(job->output, made);
}

static bool write_report(void *context, void *made)
{
    struct run_job *job = context;
    return output_write(job->output, made);
}

static bool take_input_error(void *context, const struct input_error *error)
{
    struct run_job *job = context;
    job->status = exit_status_worse(job->status, EXIT_STATUS_USAGE);
    return output_input_error(job->output, error);
}

static void take_repeated(void *context, const struct target *target)
{
    struct run_job *job = context;
    output_repeated(job->output, target);
}

static void show_progress(void *context, const struct scan_progress *progress)
{
    struct run_job *job = context;
    int64_t left_out = (int64_t)progress->targets_left_out;
    output_progress(
        job->output,
        &(struct output_progress){.now_ms = progress->now_ms,
                                  .done = progress->endpoints_done,
                                  .total = progress->endpoints_begun,
                                  .count = {.done = progress->targets_done,
                                            .total = job->targets >= left_out ? job->targets - left_out : -1,
                                            .endpoints = progress->endpoints_probed,
                                            .undecided = job->undecided},
                                  .last = progress->last});
}

/* The demo's servers are in the same process, and began before. */
static bool uses_sandbox(const struct options *options)
{
    return !options->no_sandbox && options->command != COMMAND_DEMO;
}

void run_enter_sandbox(const struct options *options, const struct text_list *folders,
                       const struct text_list *input_files)
{
    if (!uses_sandbox(options))
        return;
    char *missing =
        sandbox_enter(&(struct sandbox_options){.output_folders = folders, .input_files = input_files});
    if (missing != NULL && options->verbose) {
        char *line = text_format("sandbox: %s", missing);
        output_complain(line);
        free(line);
    }
    free(missing);
}

static void enter_sandbox(void *context)
{
    const struct run_job *job = context;
    const struct text_list *words = &job->options->operands;
    struct text_list input_files = {0};
    for (size_t i = 0; i < words->count; i++)
        if (words->items[i][0] == '@')
            text_list_append(&input_files, words->items[i] + 1);
    struct text_list folders = output_folders(job->output);
    report_store_folder(job->store, &folders);
    run_enter_sandbox(job->options, &folders, &input_files);
    text_list_free(&folders);
    text_list_free(&input_files);
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
    size_t files = limit.rlim_cur < MAX_CONNECTIONS ? (size_t)limit.rlim_cur : MAX_CONNECTIONS;
    size_t quarter = files / 4 > 0 ? files / 4 : 1;
    return files > DESCRIPTORS_RESERVED + quarter ? files - DESCRIPTORS_RESERVED : quarter;
}

/* What the user asked for, as far as there are descriptors for it. */
static size_t connections(const struct options *options)
{
    size_t allowed = connections_allowed();
    size_t wanted = (size_t)options->max_connections;
    return wanted > 0 && wanted < allowed ? wanted : allowed;
}

enum tls_depth run_depth(const struct options *options)
{
    if (options->intrusive == INTRUSIVE_NONE && !options_was_given(options, "depth"))
        return DEPTH_QUICK;
    return options->depth;
}

static struct pace pace(const struct options *options)
{
    int64_t retry_ms = options->retry_after_ms;
    return (struct pace){
        .begun_max = options->connection_budget,
        .spacing_ms = options->spacing_ms,
        .first_pause_ms = retry_ms < FIRST_PAUSE_MS ? retry_ms : FIRST_PAUSE_MS,
        .pause_ms = retry_ms,
        .pause_max_ms = PAUSE_MAX_MS,
        .pauses_max_ms = PAUSES_MAX * retry_ms,
        .refusals_max = REFUSALS_MAX,
        .slow_ms = SLOW_MS,
        .slow_max_ms = SLOW_MAX_MS,
        .patience_ms = PATIENCE_MS,
    };
}

static struct probe_options probe_options(const struct options *options)
{
    return (struct probe_options){
        .dial.timeout_ms = options->connect_timeout_ms,
        .silence_ms = options->silence_ms,
        .intrusive = options->intrusive,
        .relay_from = options->relay_from,
        .relay_to = options->relay_to,
        .depth = run_depth(options),
        .drip_ms = run_depth(options) == DEPTH_DEEP ? 0 : DRIP_MS,
        .retry_after_ms = options->retry_after_ms > 0 ? options->retry_after_ms : -1,
        .smtp = {.greeting_ms = options->greeting_timeout_ms,
                 .command_ms = options->command_timeout_ms,
                 .quit_ms = QUIT_MS},
        .tls = {.timeout_ms = options->tls_timeout_ms},
    };
}

/* A deep survey is many questions. */
static int64_t time_max_ms(const struct options *options)
{
    enum { DEEP_MS = 300 * 1000 };
    bool given = options_was_given(options, "max-time");
    return !given && run_depth(options) == DEPTH_DEEP ? DEEP_MS : options->max_time_ms;
}

/* Lines are written as they come, whatever the others wait for, unless the user wants an order. */
static bool needs_order(const struct options *options)
{
    if (options->ordered)
        return true;
    for (size_t i = 0; i < options->outputs.count; i++)
        if (!output_format_is_lines(options->outputs.items[i].format))
            return true;
    return false;
}

/* A file of targets counts as several. */
static bool are_several(const char *const *words, size_t count)
{
    return count > 1 || (count == 1 && (words[0][0] == '@' || strcmp(words[0], "-") == 0));
}

/* One target is as soon done with one. */
static size_t threads(const struct options *options)
{
    const struct text_list *words = &options->operands;
    bool several = are_several((const char *const *)words->items, words->count);
    return options->threads == 0 && !several ? 1 : (size_t)options->threads;
}

bool run_is_identified(const struct options *options)
{
    return options->contact != NULL && (options->helo_name != NULL || options->command == COMMAND_PATH);
}

const char run_who_scans[] = "first say who scans, with --helo NAME (of this machine, in DNS) and --contact "
                             "TEXT (a web page or mail address "
                             "of the operator), best in the configuration file";

struct scan_options run_options(const struct options *options)
{
    return (struct scan_options){
        .words = (const char *const *)options->operands.items,
        .word_count = options->operands.count,
        .words_are_hosts = options->host,
        .in_order = needs_order(options),
        .records_file = options->records_file,
        .ca_file = options->ca_file,
        .helo_name = options->helo_name,
        .contact = options->contact,
        .targets_max = run_is_identified(options) ? 0 : ANONYMOUS_TARGETS_MAX,
        .resolver = {.server = options->resolver,
                     .offline = options->offline,
                     .dnssec = options->dnssec,
                     .trust_anchor = options->trust_anchor,
                     .records_signed = options->records_signed,
                     .timeout_ms = options->dns_timeout_ms,
                     .tries = (int)options->dns_tries},
        .routes = {.ports = options->ports.items,
                   .port_count = options->ports.count,
                   .only_these_ports = options_was_given(options, "ports"),
                   .submission_hosts = options->submission_hosts,
                   .addresses = options->addresses},
        .ipv4 = options->ipv4,
        .ipv6 = options->ipv6,
        .connect_to = &options->connect_to,
        .exclusion_files = &options->exclusion_files,
        .no_mta_sts = options->no_mta_sts,
        .mta_sts_timeout_ms = options->mta_sts_timeout_ms,
        .probe = probe_options(options),
        .policy = policy_default,
        .no_path = options->no_path,
        .hop_limit = options->hop_limit,
        .controls = &options->controls,
        .cloud = options->cloud,
        .endpoints_max = options->max_endpoints,
        .connections_max = options->max_connections_per_target,
        .queries_max = options->max_queries,
        .time_max_ms = time_max_ms(options),
        .threads = threads(options),
        .max_targets = (size_t)options->max_targets,
        .max_connections = connections(options),
        .pace = pace(options),
        .max_connections_per_address = (size_t)options->max_connections_per_address,
    };
}

/* What the end of a run adds to the status of its reports. */
static void judge_end(struct run_job *job, const struct scan_end *end, bool complete)
{
    if (end->signal != 0)
        job->status = exit_status_of_signal(end->signal);
    else if (end->error != NULL)
        fail(job, text_copy(end->error));
    else if (end->too_many)
        fail(job,
             text_format("more than 1,000 targets: the run ends, and --resume goes on; %s", run_who_scans));
    /* Where this end keeps the run from port 25, what was not found does not mean that it is not there. */
    else if (!complete || run_summary_egress_blocked(&job->summary))
        job->status = exit_status_worse(job->status, EXIT_STATUS_INCONCLUSIVE);
}

/* Whether all targets are addresses, which need no DNS. */
static bool only_addresses(const struct scan_options *run)
{
    struct ip_address address;
    int64_t port;
    for (size_t i = 0; i < run->word_count; i++)
        if (!address_parse_with_port(run->words[i], &address, &port))
            return false;
    return true;
}

enum exit_status run_reports(const struct options *options, const struct scan_options *run,
                             enum exit_status (*judge)(void *context, const struct report *report),
                             void *context)
{
    struct run_job job = {
        .options = options, .judge = judge, .judge_context = context, .status = EXIT_STATUS_CLEAN};
    struct scan_events events = {.context = &job,
                                 .begun = begin_report,
                                 .reports = {.make = make_report, .note = note_report, .write = write_report},
                                 .input_error = take_input_error,
                                 .repeated = take_repeated,
                                 .progress = show_progress,
                                 .ready = enter_sandbox};
    char *error = NULL;
    if (run->resolver.offline && run->records_file == NULL && !only_addresses(run)) {
        fail(&job, text_copy("--offline asks no DNS server: give the records with --records FILE"));
        return job.status;
    }
    job.targets = target_count(run->words, run->word_count);
    if (run->targets_max > 0 && job.targets > (int64_t)run->targets_max) {
        fail(&job, text_format("more than 1,000 targets: %s", run_who_scans));
        return job.status;
    }
    error = resume_problem(options);
    if (error == NULL)
        job.output = output_open(options, are_several(run->words, run->word_count), &error);
    if (job.output == NULL) {
        fail(&job, error);
        return job.status;
    }
    struct seen_targets *finished = resume_read(options, &error);
    if (error != NULL) {
        fail(&job, error);
        output_close(job.output);
        return job.status;
    }
    if (!report_store_open(options, &job.store, &error)) {
        fail(&job, error);
        output_close(job.output);
        return job.status;
    }
    struct scan_end end = {0};
    if (uses_sandbox(options))
        sandbox_prepare();
    bool written = output_begin(job.output);
    for (size_t i = 0; i < run->word_count; i++)
        output_given(job.output, run->words[i]);
    struct scan_options rest = *run;
    rest.finished = finished;
    bool complete = written && scan_run(&rest, &events, &end);
    judge_end(&job, &end, complete);
    if (report_store_close(job.store) != EXIT_STATUS_CLEAN && end.signal == 0)
        job.status = EXIT_STATUS_USAGE;
    job.status = service_status_of_run(job.state, options, job.status);
    struct run_end told = {.stalls = end.stalls,
                           .complete = complete,
                           .unfinished = &end.unfinished,
                           .exit_status = service_status_number(job.status, false)};
    if (written)
        output_end(job.output, &told);
    if (written && end.error == NULL)
        output_commit(job.output);
    if (output_status(job.output) != EXIT_STATUS_CLEAN)
        job.status = service_status_of_run(job.state, options, output_status(job.output));
    scan_end_free(&end);
    seen_targets_free(finished);
    output_close(job.output);
    return job.status;
}
