/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The endpoints of a plan, each in a fiber. */
#include "scan/plan_probes.h"

#include "base/list.h"
#include "net/group.h"

#include <stdlib.h>

struct probe_job {
    const struct plan_probes_options *options;
    struct probe_loop *loop;
    struct fiber_pool *home; /* of the run */
    struct endpoint_request request;
};

static void tell_done(void *argument)
{
    const struct probe_job *job = argument;
    job->options->done(job->options->context);
}

static bool begin_job(struct fiber *fiber, void *argument)
{
    struct probe_job *job = argument;
    return endpoint_cache_ask(&job->request, fiber);
}

static void run_job(struct fiber *fiber, void *argument)
{
    struct probe_job *job = argument;
    endpoint_cache_probe(&job->request, fiber);
    fiber_pool_post(job->home, tell_done, job);
}

/* Appends the jobs of one loop to `list`: those that are to begin with TLS, or the others. */
static size_t list_jobs(struct probe_job *jobs, size_t count, const struct probe_loop *loop,
                        bool implicit_tls, void **list)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (jobs[i].loop == loop && (jobs[i].request.entry->expected == MODE_IMPLICIT_TLS) == implicit_tls)
            list[found++] = &jobs[i];
    return found;
}

/* All of an address begin together: which of them gets what is given once depends on all. */
static void begin(struct group *group, struct fiber *fiber, struct probe_job *jobs, size_t count,
                  const struct probe_loops *loops)
{
    void **list = allocate(count, sizeof *list);
    for (size_t i = 0; i < loops->count; i++) {
        const struct probe_loop *loop = &loops->items[i];
        size_t found = list_jobs(jobs, count, loop, false, list);
        found += list_jobs(jobs, count, loop, true, list + found);
        group_spawn_there(group, fiber, loop->pool, begin_job, run_job, list, found);
    }
    free(list);
}

void plan_probes_run(struct fiber *fiber, const struct plan *plan, const struct plan_probes_options *options,
                     struct report *report)
{
    struct group group = {0};
    struct probe_job *jobs = allocate(plan->count, sizeof *jobs);
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        struct probe_loop *loop = probe_loops_of(options->loops, entry->address);
        jobs[i] = (struct probe_job){
            .options = options,
            .loop = loop,
            .home = fiber_pool_of(fiber),
            .request = {.cache = loop->cache, .entry = entry, .by_name = options->by_name}};
    }
    begin(&group, fiber, jobs, plan->count, options->loops);
    fiber_trim_stack(fiber);
    group_wait(&group, fiber);
    for (size_t i = 0; i < plan->count; i++) {
        struct endpoint *endpoint =
            list_append(&report->endpoints, &report->endpoint_count, sizeof *report->endpoints);
        *endpoint = jobs[i].request.endpoint;
    }
    report_index_make(report);
    free(jobs);
}
