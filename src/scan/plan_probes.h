/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The endpoints that a plan has for one target, probed side by side. */
#ifndef MAILSONDE_SCAN_PLAN_PROBES_H
#define MAILSONDE_SCAN_PLAN_PROBES_H

#include "facts/report.h"
#include "plan/plan.h"
#include "scan/endpoint_cache.h"

#include <stdbool.h>

struct plan_probes_options {
    struct endpoint_cache *cache;
    bool by_name;                                     /* as endpoint_cache_probe() has it */
    void (*done)(void *context, struct fiber *fiber); /* one more is, in a fiber of its own */
    void *context;
};

/* Probes all entries of the plan at once, waits for them, and adds their endpoints to the report. Where ports
 * wait for places of their address, those that begin with TLS come last: most checks are those of STARTTLS,
 * which so begin earlier, and a slow server is done with sooner. */
void plan_probes_run(struct fiber *fiber, const struct plan *plan, const struct plan_probes_options *options,
                     struct report *report);

#endif
