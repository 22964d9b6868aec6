/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether it is this end that keeps the run from what it could not reach. */
#ifndef MAILSONDE_INFER_REACH_BLOCKED_H
#define MAILSONDE_INFER_REACH_BLOCKED_H

#include "facts/reach.h"

/* So many blocked networks, and not one that was reached, are no coincidence: when all failed in one way, and
 * when they did not. So are hosts of so many organizations that all failed in one way, even if they share a
 * network: who has a mail host and lets nobody in is rare, and networks that block port 25 are not. */
enum { REACH_ENOUGH_NETWORKS = 3, REACH_ENOUGH_NETWORKS_UNLIKE = 6, REACH_ENOUGH_ORGANIZATIONS = 3 };

/* Whether it is this end that keeps the run from all of them: no where something was reached, yes where
 * enough networks, or the hosts of enough organizations, are blocked in one and the same way. */
enum answer reach_blocked(const struct reach *reach);

#endif
