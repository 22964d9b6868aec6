/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which ways are worth a trace. Pure. */
#ifndef MAILSONDE_TRACE_PATH_PLAN_H
#define MAILSONDE_TRACE_PATH_PLAN_H

#include "facts/report.h"
#include "plan/plan.h"

#include <stddef.h>
#include <stdint.h>

struct path_plan_port {
    int64_t port;      /* as the report shows it */
    int64_t dial_port; /* where packets go: the same, unless --connect-to says otherwise */
};

/* One address to trace, with all ports of it that go to the same place. Owns its texts. */
struct path_plan_entry {
    char *address;                /* as the report shows it, and the path's: report_path() finds it by that */
    char *dial_address;           /* where packets go */
    struct path_plan_port *ports; /* in the order in which they send */
    size_t port_count;
};

struct path_plan {
    struct path_plan_entry *entries;
    size_t count;
};

/* Addresses of one target; the way to the next mostly shows the same, or none is worth its packets. */
enum { PATH_PLAN_ADDRESSES_MAX = 4 };

/* After probing: the addresses that have a port worth a trace, in the order of the report (MX hosts by
 * preference first), at most PATH_PLAN_ADDRESSES_MAX. Worth it is
 *
 * - a port that has to answer (infer/promise.h) and could not be connected to, or was reset or closed before
 *   a greeting;
 * - where the target is a host or an address, a port for mail that timed out or got an ICMP error;
 * - a port that was connected to, or has to answer, and answered in less than a third of the time of the
 *   other ports of the address, by 5 ms at least: whoever answered may stand nearer than the host;
 * - a port 25 that shows somebody else than the other ports of its address (server_identity_contrast()), or
 *   something else and no STARTTLS.
 *
 * What this machine itself would not do (STOP_LOCAL) needs no packet more to be known, and on loopback there
 * is no way. Ports of the address that answered are traced along, since they show how far the host is; but
 * those that met with an obstacle send first: a router answers few packets in a row. */
void path_plan_blocked(const struct report *report, struct path_plan *plan);

/* Without probing: every address with every port that `probes` has. */
void path_plan_all(const struct plan *probes, struct path_plan *plan);

void path_plan_free(struct path_plan *plan);

#endif
