/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the whole run could not reach, and why. */
#include "infer/reach_blocked.h"

enum answer reach_blocked(const struct reach *reach)
{
    if (reach->networks_reached > 0)
        return ANSWER_NO;
    if (failure_is_some(&reach->how) && reach->networks_blocked > 0
        && reach->organizations_blocked >= REACH_ENOUGH_ORGANIZATIONS)
        return ANSWER_YES;
    int64_t enough = failure_is_some(&reach->how) ? REACH_ENOUGH_NETWORKS : REACH_ENOUGH_NETWORKS_UNLIKE;
    return reach->networks_blocked >= enough ? ANSWER_YES : ANSWER_UNKNOWN;
}
