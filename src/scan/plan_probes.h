/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Probes the endpoints of a target's plan at the same time. */
#ifndef MAILSONDE_SCAN_PLAN_PROBES_H
#define MAILSONDE_SCAN_PLAN_PROBES_H

#include "facts/report.h"
#include "plan/plan.h"
#include "scan/probe_loops.h"

#include <stdbool.h>

struct plan_probes_options {
    const struct probe_loops *loops;
    bool by_name;                /* as for endpoint_cache_probe() */
    void (*done)(void *context); /* called after each endpoint, in the loop of the run */
    void *context;
};

/* Probes all entries of the plan at once, waits for them, and adds their endpoints to the report. Where ports
 * wait for places of their address, those that begin with TLS come last: most checks are those of STARTTLS,
 * which so begin earlier, and a slow server is done with sooner. */
void plan_probes_run(struct fiber *fiber, const struct plan *plan, const struct plan_probes_options *options,
                     struct report *report);

#endif
