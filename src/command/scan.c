/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "scan". */
#include "command/scan.h"

#include "command/judging.h"
#include "command/run.h"

enum exit_status scan_command(const struct options *options)
{
    struct scan_options run = run_options(options);
    return scan_with(options, &run);
}

static enum exit_status judge(void *context, const struct report *report)
{
    return judging_status(context, report);
}

enum exit_status scan_with(const struct options *options, const struct scan_options *run)
{
    enum exit_status status = EXIT_STATUS_USAGE;
    struct judging judging;
    if (judging_read(&judging, options)) {
        struct scan_options judged = *run;
        judged.policy = judging.policy;
        status = run_reports(options, &judged, judge, &judging);
        judging_end(&judging);
    }
    judging_free(&judging);
    return status;
}
