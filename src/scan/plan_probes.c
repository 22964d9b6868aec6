/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The endpoints of a plan, each in a fiber. */
#include "scan/plan_probes.h"

#include "base/list.h"
#include "net/group.h"

#include <stdlib.h>

struct probe_job {
    const struct plan_probes_options *options;
    const struct plan_entry *entry;
    struct endpoint endpoint;
};

static void run_job(struct fiber *fiber, void *argument)
{
    struct probe_job *job = argument;
    const struct plan_probes_options *options = job->options;
    endpoint_cache_probe(options->cache, fiber, job->entry, options->by_name, &job->endpoint);
    options->done(options->context, fiber);
}

/* Begins the probes of all entries that are to begin with TLS, or of the others. */
static void begin(struct group *group, struct fiber *fiber, struct probe_job *jobs, size_t count,
                  bool implicit_tls)
{
    for (size_t i = 0; i < count; i++)
        if ((jobs[i].entry->expected == MODE_IMPLICIT_TLS) == implicit_tls)
            group_spawn(group, fiber_pool_of(fiber), run_job, &jobs[i]);
}

void plan_probes_run(struct fiber *fiber, const struct plan *plan, const struct plan_probes_options *options,
                     struct report *report)
{
    struct group group = {0};
    struct probe_job *jobs = allocate(plan->count, sizeof *jobs);
    for (size_t i = 0; i < plan->count; i++)
        jobs[i] = (struct probe_job){.options = options, .entry = &plan->entries[i]};
    begin(&group, fiber, jobs, plan->count, false);
    begin(&group, fiber, jobs, plan->count, true);
    group_wait(&group, fiber);
    for (size_t i = 0; i < plan->count; i++) {
        struct endpoint *endpoint =
            list_append(&report->endpoints, &report->endpoint_count, sizeof *report->endpoints);
        *endpoint = jobs[i].endpoint;
    }
    report_index_make(report);
    free(jobs);
}
