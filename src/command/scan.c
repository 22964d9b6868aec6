/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "scan". */
#include "command/scan.h"

#include "command/run.h"

static enum exit_status judge(const struct options *options, const struct report *report)
{
    static const enum exit_status of_assessment[] = {
        [0] = EXIT_STATUS_CLEAN, [1] = EXIT_STATUS_FOUND, [3] = EXIT_STATUS_INCONCLUSIVE};
    return of_assessment[assess_exit(report, (enum severity)options->fail_on)];
}

enum exit_status scan_command(const struct options *options)
{
    struct scan_options run = run_options(options);
    return run_reports(options, &run, judge);
}
