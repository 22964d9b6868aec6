/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mailsonde: read the command line, run one command, say how it ended. */
#include "command/allocator.h"
#include "command/assess.h"
#include "command/collect.h"
#include "command/command_table.h"
#include "command/demo.h"
#include "command/diff.h"
#include "command/enqueue.h"
#include "command/exit_status.h"
#include "command/expect.h"
#include "command/explain.h"
#include "command/generate.h"
#include "command/history.h"
#include "command/input_guard.h"
#include "command/option_value.h"
#include "command/options.h"
#include "command/path.h"
#include "command/scan.h"
#include "command/service_status.h"
#include "command/settings.h"
#include "command/standard_streams.h"
#include "command/sysconfdir.h"
#include "command/usage.h"
#include "command/user.h"
#include "command/worker.h"
#include "tls/library.h"

#include <stdio.h>
#include <stdlib.h>

static enum exit_status complain(const char *problem)
{
    fprintf(stderr, "mailsonde: %s\n", problem);
    return EXIT_STATUS_USAGE;
}

static enum exit_status run_help(const struct options *options)
{
    usage_write(stdout,
                options->operands.count > 0 ? command_by_name(options->operands.items[0]) : COMMAND_COUNT);
    return EXIT_STATUS_CLEAN;
}

static enum exit_status run_version(const struct options *options)
{
    (void)options;
    usage_write_version(stdout);
    return EXIT_STATUS_CLEAN;
}

static enum exit_status run_generate(const struct options *options)
{
    return generate_write(stdout, options->operands.items[0]) ? EXIT_STATUS_CLEAN
                                                              : complain("no such part of the documentation");
}

/* Which files the options are from, for who wonders. */
static void name_files(const struct options *options)
{
    for (size_t i = 0; i < options->config_files.count && options->verbose; i++) {
        char *quoted = option_value_quote(options->config_files.items[i]);
        fprintf(stderr, "mailsonde: options were read from %s\n", quoted);
        free(quoted);
    }
}

/* A plugin says on standard output why there is no report. */
static void tell_monitoring(const char *problem)
{
    enum { SHOWN_BYTES = 500 };
    char *text =
        service_text(problem != NULL ? problem : "nothing was looked at, see standard error", SHOWN_BYTES);
    printf("MAILSONDE %s - %s\n", words_name(&service_state_words, SERVICE_UNKNOWN), text);
    free(text);
}

int main(int argc, char **argv)
{
    static enum exit_status (*const run[COMMAND_COUNT])(const struct options *options) = {
        [COMMAND_SCAN] = scan_command,     [COMMAND_PATH] = path_command,
        [COMMAND_ASSESS] = assess_command, [COMMAND_DEMO] = demo_command,
        [COMMAND_EXPECT] = expect_command, [COMMAND_EXPLAIN] = explain_command,
        [COMMAND_DIFF] = diff_command,     [COMMAND_HISTORY] = history_command,
        [COMMAND_HELP] = run_help,         [COMMAND_VERSION] = run_version,
        [COMMAND_GENERATE] = run_generate, [COMMAND_ENQUEUE] = enqueue_command,
        [COMMAND_WORKER] = worker_command, [COMMAND_COLLECT] = collect_command,
    };
    struct options options;
    char *problem = NULL;
    enum exit_status status = EXIT_STATUS_USAGE;
    allocator_begin();
    char *printed = standard_streams_begin();
    bool monitored = service_status_asked_for(argc, argv);
    if (!tls_library_begin())
        return service_status_number(complain("GnuTLS cannot be initialized: is its library intact?"),
                                     monitored);
    if (!options_parse(argc, argv, &options, &problem)
        || !settings_add(&options, environ, SYSCONFDIR "/mailsonde/config", &problem))
        complain(problem);
    else if ((problem = input_guard_problem(&options)) != NULL)
        complain(problem);
    else if (options.user != NULL && (problem = user_become(options.user)) != NULL)
        complain(problem);
    else {
        name_files(&options);
        status = run[options.command](&options);
    }
    monitored = monitored || service_status_wanted(&options);
    if (monitored && status != EXIT_STATUS_CLEAN && status < EXIT_STATUS_SERVICE)
        tell_monitoring(problem);
    status = standard_streams_end(printed, status);
    free(problem);
    options_free(&options);
    return service_status_number(status, monitored);
}
