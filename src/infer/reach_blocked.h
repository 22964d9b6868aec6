/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether failures to reach servers are caused at this end. */
#ifndef MAILSONDE_INFER_REACH_BLOCKED_H
#define MAILSONDE_INFER_REACH_BLOCKED_H

#include "facts/reach.h"

/* The numbers of blocked networks that cannot be a coincidence if none was reached: if all failed in the same
 * way, and if they did not. The third number is for hosts of different organizations that all failed in the
 * same way, even in one network: mail hosts that accept no connection are rare, and networks that block port
 * 25 are not. */
enum { REACH_ENOUGH_NETWORKS = 3, REACH_ENOUGH_NETWORKS_UNLIKE = 6, REACH_ENOUGH_ORGANIZATIONS = 3 };

/* Whether the cause is at this end: no if one was reached; yes if enough networks, or the hosts of enough
 * organizations, are blocked in the same way. */
enum answer reach_blocked(const struct reach *reach);

#endif
