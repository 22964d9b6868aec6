/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the whole run could reach from here. */
#include "facts/reach.h"

enum answer reach_blocked(const struct reach *reach)
{
    if (reach->networks_reached > 0)
        return ANSWER_NO;
    bool same = reach->how != NULL;
    return same && reach->networks_blocked >= REACH_ENOUGH_NETWORKS ? ANSWER_YES : ANSWER_UNKNOWN;
}
