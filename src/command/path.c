/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "path". */
#include "command/path.h"

#include "command/run.h"
#include "infer/path_answer.h"

static enum exit_status judge(void *context, const struct report *report)
{
    static const enum exit_status of_answer[] = {[ANSWER_UNKNOWN] = EXIT_STATUS_INCONCLUSIVE,
                                                 [ANSWER_NO] = EXIT_STATUS_FOUND,
                                                 [ANSWER_YES] = EXIT_STATUS_CLEAN};
    (void)context;
    return of_answer[path_answer_of_all(report)];
}

enum exit_status path_command(const struct options *options)
{
    struct scan_options run = run_options(options);
    run.trace_all = true;
    run.no_mta_sts = true;
    run.time_max_ms = 0;
    return run_reports(options, &run, judge, NULL);
}
