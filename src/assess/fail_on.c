/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which findings count for the exit status. */
#include "assess/fail_on.h"

#include <stdlib.h>

static int least_severity(const struct fail_on *fail_on, const struct finding *finding)
{
    for (size_t i = 0; i < fail_on->finding_count; i++)
        if (fail_on->findings[i].id == finding->id)
            return fail_on->findings[i].severity;
    return fail_on->by_role[finding->role];
}

bool fail_on_counts(const struct fail_on *fail_on, const struct finding *finding)
{
    return finding->accepted == NULL && (int)finding->severity >= least_severity(fail_on, finding);
}

void fail_on_free(struct fail_on *fail_on)
{
    free(fail_on->findings);
    *fail_on = (struct fail_on){0};
}
