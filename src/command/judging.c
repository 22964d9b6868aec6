/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reports are judged by. */
#include "command/judging.h"

#include "base/list.h"
#include "command/output.h"

#include <stdlib.h>

bool judging_read(struct judging *judging, const struct options *options)
{
    struct text_list problems = {0};
    char *problem = NULL;
    *judging = (struct judging){.options = options, .policy = policy_default};
    bool good = profile_set_read(&judging->profiles, &options->profiles, &problem);
    if (!good) {
        output_complain(problem);
        free(problem);
    }
    good = expectation_set_read(&judging->expected, options->expectations_file, &options->ignored, &problems)
           && good;
    for (size_t i = 0; i < problems.count; i++)
        output_complain(problems.items[i]);
    text_list_free(&problems);
    judging->policy.profiles = judging->profiles.profiles;
    judging->policy.profile_count = judging->profiles.count;
    judging->policy.expectations = &judging->expected.expectations;
    judging->use = expectation_use_begin(&judging->expected.expectations);
    return good;
}

enum exit_status judging_status(struct judging *judging, const struct report *report)
{
    static const enum exit_status of_assessment[] = {
        [0] = EXIT_STATUS_CLEAN, [1] = EXIT_STATUS_FOUND, [3] = EXIT_STATUS_INCONCLUSIVE};
    expectation_use_add(&judging->use, report);
    return of_assessment[assess_exit_by(report, &judging->options->fail_on)];
}

void judging_end(const struct judging *judging)
{
    struct text_list remarks = expectation_use_remarks(&judging->use);
    for (size_t i = 0; i < remarks.count; i++)
        output_complain(remarks.items[i]);
    text_list_free(&remarks);
}

void judging_free(struct judging *judging)
{
    expectation_use_free(&judging->use);
    profile_set_free(&judging->profiles);
    expectation_set_free(&judging->expected);
}
