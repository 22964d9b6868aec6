/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One target of a run, from its name to its report. */
#include "config.h"

#include "base/list.h"
#include "base/text.h"
#include "discover/caa.h"
#include "discover/relaying.h"
#include "facts/shapes.h"
#include "scan/clock_doubt.h"
#include "scan/connect_names.h"
#include "scan/dane_matches.h"
#include "scan/name_checks.h"
#include "scan/scan_state.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A report is not held back for longer: the targets that could tell may be words that nobody types. */
enum { HELD_MS = 60 * 1000 };

static void tell_progress(struct scan *scan, const struct fiber *fiber, const char *target)
{
    if (scan->events->progress == NULL)
        return;
    scan->progress.now_ms = fiber_now_ms(fiber);
    scan->progress.last = target;
    scan->events->progress(scan->events->context, &scan->progress);
}

/* For whom an endpoint is probed. */
struct probed_for {
    struct scan *scan;
    const struct fiber *fiber;
    const char *target;
};

static void count_endpoint(void *context)
{
    const struct probed_for *who = context;
    who->scan->progress.endpoints_done++;
    tell_progress(who->scan, who->fiber, who->target);
}

static void probe_all(struct scan *scan, struct fiber *fiber, const struct plan *plan, bool by_name,
                      struct report *report)
{
    struct probed_for who = {.scan = scan, .fiber = fiber, .target = report->target.word};
    scan->progress.endpoints_begun += plan->count;
    plan_probes_run(fiber, plan,
                    &(struct plan_probes_options){
                        .loops = &scan->loops, .by_name = by_name, .done = count_endpoint, .context = &who},
                    report);
}

static void begin_report(struct scan *scan, struct target *target, struct report *report)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    report->schema_version = REPORT_SCHEMA_VERSION;
    report->mailsonde_version = text_copy(PACKAGE_VERSION);
    report->started_at_unix_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    report->started_at = text_time(now.tv_sec);
    report->target = *target;
    shape_copy(&vantage_shape, &report->vantage, &scan->vantage);
}

/* Traces the ways to all that the plan would have probed. */
static void trace_all(struct scan *scan, struct fiber *fiber, const struct plan *probes,
                      struct report *report)
{
    struct path_plan plan;
    path_plan_all(probes, &plan);
    path_cache_trace(scan->paths, fiber, &plan, report);
    path_plan_free(&plan);
}

/* Traces the ways on which something was met with. */
static void trace_blocked(struct scan *scan, struct fiber *fiber, struct report *report)
{
    struct path_plan plan;
    path_plan_blocked(report, &plan);
    path_cache_trace(scan->paths, fiber, &plan, report);
    path_plan_free(&plan);
}

/* The way through, for one target. */
static void examine(struct scan *scan, struct fiber *fiber, struct journey *journey)
{
    struct report *report = &journey->report;
    struct plan plan;
    routes_discover(fiber, scan->resolver, &scan->options->routes, report);
    /* A trace is about ways, not about policies. */
    struct policy_slot *policies =
        scan->options->trace_all ? NULL : policy_cache_begin(scan->policies, fiber, report);
    if (!scan->options->trace_all && scan->probe.relay_to != NULL)
        relaying_look_up(fiber, scan->resolver, scan->probe.relay_from, scan->probe.relay_to, report);
    tell_progress(scan, fiber, report->target.word);

    plan_make(report, &scan->plan, &plan);
    connect_names_add(report, &plan);
    report_index_make(report);
    report->bounds.endpoints_left_out = (int64_t)plan.left_out;
    if (scan->options->trace_all)
        trace_all(scan, fiber, &plan, report);
    else
        probe_all(scan, fiber, &plan, false, report);
    plan_free(&plan);

    plan_follow_up(report, &scan->plan, &plan);
    report->bounds.endpoints_left_out += (int64_t)plan.left_out;
    probe_all(scan, fiber, &plan, true, report);
    plan_free(&plan);
    journeys_note(&scan->journeys, journey);
    if (!scan->options->no_path)
        trace_blocked(scan, fiber, report);
    name_checks_complete(report);
    dane_matches_complete(fiber, report, scan->probe.tls.trust);
    policy_cache_wait(scan->policies, fiber, policies, report);
    if (!scan->options->trace_all && scan->probe.depth == DEPTH_DEEP)
        caa_look_up(fiber, scan->resolver, report);
    controls_wait(scan->controls, fiber);
}

/* Keeps what the target has cost. Nothing is asked for it any more. */
static void close_allowance(struct scan *scan, const struct journey *journey, struct bounds *bounds)
{
    struct allowance allowance = allowances_of(scan->allowances, journey->target);
    allowances_close(scan->allowances, journey->target);
    resolver_forget_target(scan->resolver, journey->target);
    bounds->endpoints_max = scan->options->endpoints_max;
    bounds->connections_max = allowance.max[ALLOWANCE_CONNECTION];
    bounds->connections = allowance.spent[ALLOWANCE_CONNECTION];
    bounds->connections_left_out = allowance.denied[ALLOWANCE_CONNECTION];
    bounds->queries_max = allowance.max[ALLOWANCE_QUERY];
    bounds->queries = allowance.spent[ALLOWANCE_QUERY];
    bounds->queries_left_out = allowance.denied[ALLOWANCE_QUERY];
    bounds->time_max_ms = scan->options->time_max_ms;
}

/* Judges, and makes what is to be written. In any loop. */
static void judge(struct fiber *fiber, void *argument)
{
    struct journey *journey = argument;
    const struct scan *scan = journey->context;
    (void)fiber;
    assess_report(&journey->report, &scan->options->policy);
    journey->made = scan->events->reports.make(scan->events->context, &journey->report);
}

/* Adds to a report what the run says, and has it judged. */
static void conclude(struct scan *scan, struct fiber *fiber, struct journey *journey)
{
    struct report *report = &journey->report;
    const char *why_not;
    report->vantage.root_key = resolver_root_key(scan->resolver, &why_not);
    text_replace(&report->vantage.root_key_detail, text_copy(why_not));
    report->vantage.clock = resolver_clock(scan->resolver);
    clock_doubt_tell(report);
    reach_watch_tell(scan->reach, report);
    controls_tell(scan->controls, report);
    probe_loops_compute(&scan->loops, fiber, judge, journey);
    scan->events->reports.note(scan->events->context, report, journey->made);
}

/* What ran out of time for another target that shares an endpoint is as little known here. */
static enum report_end end_of(const struct fiber *fiber, const struct report *report)
{
    enum fiber_cut cut = fiber_cut_of(fiber);
    bool out_of_time = cut == FIBER_OUT_OF_TIME;
    bool out_of_memory = cut == FIBER_OUT_OF_MEMORY;
    for (size_t i = 0; i < report->endpoint_count; i++)
        out_of_time = out_of_time || endpoint_is_out_of_time(&report->endpoints[i]);
    return cut == FIBER_INTERRUPTED ? REPORT_INTERRUPTED
           : out_of_memory          ? REPORT_MEMORY_RAN_OUT
           : out_of_time            ? REPORT_TIME_RAN_OUT
                                    : REPORT_COMPLETE;
}

static void free_report(void *argument)
{
    struct report *report = argument;
    shape_clear(&report_shape, report);
    free(report);
}

/* Of a report that has been made into text nothing is needed, and there is much to free. */
static void dispose_of_report(const struct scan *scan, struct journey *journey)
{
    struct report *report = allocate(1, sizeof *report);
    *report = journey->report;
    memset(&journey->report, 0, sizeof journey->report);
    probe_loops_dispose(&scan->loops, free_report, report);
}

static void run_target(struct fiber *fiber, void *argument)
{
    struct journey *journey = argument;
    struct scan *scan = journey->context;
    struct report *report = &journey->report;
    int64_t began_ms = fiber_now_ms(fiber);
    fiber_set_target(fiber, journey->target);
    if (scan->options->time_max_ms > 0)
        fiber_set_time_limit(fiber, began_ms + scan->options->time_max_ms);
    examine(scan, fiber, journey);
    close_allowance(scan, journey, &report->bounds);
    report->ended = end_of(fiber, report);
    if (report->ended == REPORT_INTERRUPTED)
        text_list_append(&scan->end->unfinished, report->target.word);
    report->elapsed_ms = fiber_now_ms(fiber) - began_ms;
    journeys_hold(&scan->journeys, journey, fiber, fiber_now_ms(fiber) + HELD_MS);
    char *word = text_copy(report->target.word);
    conclude(scan, fiber, journey);
    scan->progress.targets_done++;
    tell_progress(scan, fiber, word);
    free(word);
    dispose_of_report(scan, journey);
    if (!journeys_finish(&scan->journeys, journey, fiber, scan->events->reports.write, scan->events->context))
        fiber_pool_cut(scan->pool);
}

void scan_target_begin(struct scan *scan, struct target *target)
{
    struct journey *journey = journeys_begin(&scan->journeys);
    const int64_t max[ALLOWANCE_KINDS] = {[ALLOWANCE_CONNECTION] = scan->options->connections_max,
                                          [ALLOWANCE_QUERY] = scan->options->queries_max};
    journey->context = scan;
    journey->target = allowances_open(scan->allowances, max);
    begin_report(scan, target, &journey->report);
    scan->progress.targets_begun++;
    if (scan->events->begun != NULL)
        scan->events->begun(scan->events->context, &journey->report.target);
    group_spawn(&scan->targets, scan->pool, run_target, journey);
}
