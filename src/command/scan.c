/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "scan". */
#include "command/scan.h"

#include "command/output.h"
#include "command/profile_file.h"
#include "command/run.h"

#include <stdlib.h>

enum exit_status scan_status(const struct options *options, const struct report *report)
{
    static const enum exit_status of_assessment[] = {
        [0] = EXIT_STATUS_CLEAN, [1] = EXIT_STATUS_FOUND, [3] = EXIT_STATUS_INCONCLUSIVE};
    return of_assessment[assess_exit(report, options->fail_on)];
}

enum exit_status scan_command(const struct options *options)
{
    struct scan_options run = run_options(options);
    return scan_with(options, &run);
}

enum exit_status scan_with(const struct options *options, const struct scan_options *run)
{
    enum exit_status status = EXIT_STATUS_USAGE;
    struct profile_set profiles;
    char *problem = NULL;
    if (profile_set_read(&profiles, &options->profiles, &problem)) {
        struct scan_options judged = *run;
        judged.policy.profiles = profiles.profiles;
        judged.policy.profile_count = profiles.count;
        status = run_reports(options, &judged, scan_status);
    } else {
        output_complain(problem);
        free(problem);
    }
    profile_set_free(&profiles);
    return status;
}
