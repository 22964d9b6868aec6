/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collects from all reports of a run what can be reached from this machine, and writes the result into each
 * of them. Pure. */
#ifndef MAILSONDE_SCAN_REACH_WATCH_H
#define MAILSONDE_SCAN_REACH_WATCH_H

#include "facts/report.h"

#include <stdbool.h>

struct reach_watch;

/* reach_watch_free() takes NULL. */
struct reach_watch *reach_watch_new(void);
void reach_watch_free(struct reach_watch *watch);

/* What may be wrong at this end, as bits of a set. */
enum reach_question {
    REACH_RELAY_OVER_IPV4 = 1 << 0, /* port 25 */
    REACH_RELAY_OVER_IPV6 = 1 << 1,
    REACH_OVER_IPV4 = 1 << 2, /* any port */
    REACH_OVER_IPV6 = 1 << 3,
    REACH_RELAY_IDENTITY = 1 << 4, /* a single server answers for all servers on port 25 (relay_identity.h) */
};
enum { REACH_QUESTION_COUNT = 5 };

/* Adds what the report, all of whose endpoints have been probed, could reach and what not, and returns the
 * questions that it leaves in doubt: it could not reach something, or reached something odd, and cannot tell
 * by itself whose fault that is. For port 25 the failures that count are those of hosts that have reason to
 * serve it: MX hosts, and hosts that the user named, whose refusals count only where it was for that port.
 * One target alone does not make up what it takes to call this end blocked: its networks beyond a few count
 * as failed. */
unsigned reach_watch_note(struct reach_watch *watch, const struct report *report);

/* Adds a connection that --control asked for, if it was made. That it was not is no more than the report's
 * own vantage says: it may have failed for want of a family, a name, or the place itself. */
void reach_watch_note_control(struct reach_watch *watch, const struct control *control);

/* Whether the run can decide all questions of `doubt`: for each it has seen a success, or enough failures. */
bool reach_watch_decided(const struct reach_watch *watch, unsigned doubt);

/* The questions for which enough failures and no success were seen, so that the fault seems to be at this
 * end. A target that is still being examined may change this. */
unsigned reach_watch_amiss(const struct reach_watch *watch);

/* Fills vantage.relay_over_ipv4 and its like. */
void reach_watch_tell(const struct reach_watch *watch, struct report *report);

#endif
