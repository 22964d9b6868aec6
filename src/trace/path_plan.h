/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chooses the addresses and ports to trace. Pure. */
#ifndef MAILSONDE_TRACE_PATH_PLAN_H
#define MAILSONDE_TRACE_PATH_PLAN_H

#include "facts/report.h"
#include "plan/plan.h"

#include <stddef.h>
#include <stdint.h>

struct path_plan_port {
    int64_t port;      /* as the report shows it */
    int64_t dial_port; /* the port that packets are sent to: the same, unless --connect-to gives another */
};

/* One address to trace, with those of its ports that are sent to the same address. Owns its texts. */
struct path_plan_entry {
    char *address;                /* as in the report and in the path: report_path() looks it up by this */
    char *dial_address;           /* the address that packets are sent to */
    struct path_plan_port *ports; /* in the order of sending */
    size_t port_count;
};

struct path_plan {
    struct path_plan_entry *entries;
    size_t count;
};

/* Addresses traced for one target: the paths to further addresses mostly show the same. */
enum { PATH_PLAN_ADDRESSES_MAX = 4 };

/* After probing: the addresses that have a port worth a trace, in the order of the report (MX hosts by
 * preference first), at most PATH_PLAN_ADDRESSES_MAX. A port is worth a trace if
 *
 * - it has to answer (infer/promise.h), and could not be connected to, or was reset or closed before a
 *   greeting;
 * - the target is a host or an address, and the port is one for mail that timed out or got an ICMP error;
 * - it was connected to, or has to answer, and answered in less than a third of the time of the other ports
 *   of the address, and at least 5 ms earlier: the machine that answered may be nearer than the host;
 * - it is port 25 and shows another server than the other ports of its address (server_identity_contrast()),
 *   or shows other software and no STARTTLS.
 *
 * Not traced: what this machine itself refused to send (STOP_LOCAL), since the cause is known; and loopback,
 * which has no path. The ports of the address that answered are traced too, since they show the distance of
 * the host; the blocked ones send first, because a router answers few packets in a row. */
void path_plan_blocked(const struct report *report, struct path_plan *plan);

/* For a trace without probing: every address, with every port that is in `probes`. */
void path_plan_all(const struct plan *probes, struct path_plan *plan);

void path_plan_free(struct path_plan *plan);

#endif
