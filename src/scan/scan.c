/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of many targets. */
#include "scan/scan.h"

#include "config.h"

#include "base/held_signals.h"
#include "base/list.h"
#include "base/text.h"
#include "discover/caa.h"
#include "discover/exclusion_file.h"
#include "discover/input_file.h"
#include "discover/records.h"
#include "discover/relaying.h"
#include "discover/target_source.h"
#include "facts/shapes.h"
#include "net/fiber_watch.h"
#include "net/group.h"
#include "scan/clock_doubt.h"
#include "scan/connect_names.h"
#include "scan/control.h"
#include "scan/dane_matches.h"
#include "scan/helo_name.h"
#include "scan/journey.h"
#include "scan/name_checks.h"
#include "scan/path_cache.h"
#include "scan/plan_probes.h"
#include "scan/policy_cache.h"
#include "scan/reach_watch.h"
#include "scan/seen_targets.h"
#include "scan/ticker.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A report is not held back for longer: the targets that could tell may be words that nobody types. */
enum { HELD_MS = 60 * 1000 };

/* So many times --max-time may a target wait for its turn behind others. */
enum { TURNS_MAX = 3 };

/* Of address space for each target under way: some five fibers with their stacks, a TLS session, its facts.
 */
enum { TARGET_BYTES = 2 * 1024 * 1024 };

enum { CA_FILE_MAX_BYTES = 16 * 1024 * 1024 };

struct scan {
    const struct scan_options *options;
    const struct scan_events *events;
    struct target_source *source;
    struct records *records;
    struct exclusions *exclusions; /* NULL: none */
    char *ca_file;                 /* as it can be read twice; NULL for the system's trust */
    int ca_descriptor;
    char *helo_name;
    struct vantage vantage; /* borrows its texts, and owns its lists */
    struct plan_options plan;
    struct probe_options probe;
    struct allowances *allowances;
    struct fiber_pool *pool;
    struct resolver *resolver;
    struct https *https;
    struct mta_sts_options mta_sts;
    struct policy_cache *policies;
    struct probe_loops loops;
    struct path_cache *paths;
    struct connect_to_list connect_to;
    struct group targets; /* that are under way */
    struct scan_progress progress;
    struct controls *controls;
    struct reach_watch *reach;
    struct journeys journeys;
    struct seen_targets *seen;
    struct ticker ticker;
    struct scan_end *end;
};

static void tell_progress(struct scan *scan, const struct fiber *fiber, const char *target)
{
    if (scan->events->progress == NULL)
        return;
    scan->progress.now_ms = fiber_now_ms(fiber);
    scan->progress.last = target;
    scan->events->progress(scan->events->context, &scan->progress);
}

/* Time goes on, and nothing else need have happened. */
static void tick(void *context, int64_t now_ms)
{
    struct scan *scan = context;
    scan->progress.now_ms = now_ms;
    scan->progress.last = NULL;
    scan->progress.endpoints_probed = probe_loops_endpoints(&scan->loops);
    if (scan->events->progress != NULL)
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

static void begin_target(struct scan *scan, struct target *target)
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

/* Lets everything else go on until there is more to read. */
static void wait_for_input(struct scan *scan, struct fiber *fiber)
{
    struct fiber_watch *watch = fiber_watch_new(scan->pool, target_source_descriptor(scan->source));
    if (watch == NULL) {
        fiber_park(fiber, fiber_now_ms(fiber) + 1); /* a file, which is always ready */
        return;
    }
    fiber_wait(fiber, watch, UV_READABLE, FIBER_NEVER);
    fiber_watch_free(watch);
}

/* Whether the run may have no further target. */
static bool is_one_too_many(const struct scan *scan, const struct target *target)
{
    size_t met = scan->progress.targets_begun + scan->progress.targets_left_out;
    return scan->options->targets_max > 0 && met >= scan->options->targets_max
           && !seen_targets_have(scan->seen, target);
}

static bool read_next(struct scan *scan, struct fiber *fiber)
{
    struct target target = {0};
    struct input_error error = {0};
    switch (target_source_next(scan->source, &target, &error)) {
    case TARGET_READ:
        if (scan->options->finished != NULL && seen_targets_have(scan->options->finished, &target)) {
            scan->progress.targets_left_out++;
            shape_clear(&target_shape, &target);
        } else if (is_one_too_many(scan, &target)) {
            text_list_append(&scan->end->unfinished, target.word);
            shape_clear(&target_shape, &target);
            target_source_list_rest(scan->source, &scan->end->unfinished);
            scan->end->too_many = true;
            return false;
        } else if (seen_targets_add(scan->seen, &target)) {
            begin_target(scan, &target);
        } else {
            scan->events->repeated(scan->events->context, &target);
            shape_clear(&target_shape, &target);
        }
        return true;
    case TARGET_BAD:
        if (!scan->events->input_error(scan->events->context, &error))
            fiber_pool_cut(scan->pool);
        shape_clear(&input_error_shape, &error);
        return true;
    case TARGET_WAIT:
        wait_for_input(scan, fiber);
        return true;
    case TARGET_END:
        break;
    }
    return false;
}

/* From where this machine would have no memory for one more, no more are looked at side by side. */
static bool takes_one_more(struct journeys *journeys)
{
    if (journeys->active < journeys->max && journeys->active > 0
        && !memory_has_room((journeys->active + 1) * TARGET_BYTES))
        journeys->max = journeys->active;
    return journeys->active < journeys->max;
}

/* Begins targets as long as there are any, so many at once, and waits for the last. */
static void feed(struct fiber *fiber, void *argument)
{
    struct scan *scan = argument;
    scan->end->error = connect_names_resolve(fiber, scan->resolver, &scan->plan, scan->options->connect_to,
                                             &scan->connect_to);
    struct journeys *journeys = &scan->journeys;
    journeys->more = scan->end->error == NULL && !fiber_is_cut(fiber);
    while (journeys->more || journeys->active > 0) {
        journeys_reconsider(journeys);
        if (journeys->more && takes_one_more(journeys))
            journeys->more = read_next(scan, fiber);
        else
            group_wait_for_one(&scan->targets, fiber);
        journeys->more = journeys->more && !fiber_is_cut(fiber);
    }
    resolver_end_validation(scan->resolver);
    ticker_end(&scan->ticker);
    if (fiber_is_cut(fiber))
        target_source_list_rest(scan->source, &scan->end->unfinished);
}

static bool prepare_pool(struct scan *scan)
{
    scan->pool = fiber_pool_new();
    if (scan->pool == NULL)
        scan->end->error = text_copy("the system provides no event loop");
    else
        fiber_pool_catch_signals(scan->pool);
    return scan->pool != NULL;
}

static bool prepare_network(struct scan *scan)
{
    struct resolver_options resolver = scan->options->resolver;
    resolver.records = scan->records;
    resolver.exclusions = scan->exclusions;
    resolver.allowances = scan->allowances;
    scan->resolver = resolver_new(scan->pool, &resolver, &scan->end->error);
    return scan->resolver != NULL;
}

static bool prepare_probe(struct scan *scan)
{
    const struct scan_options *options = scan->options;
    scan->helo_name = options->helo_name != NULL ? text_copy(options->helo_name) : helo_name_of_this_host();
    scan->probe = options->probe;
    scan->probe.helo_name = scan->helo_name;
    scan->probe.tls.now_unix_s = time(NULL);
    if (options->ca_file != NULL) {
        scan->ca_file =
            input_file_settle(options->ca_file, CA_FILE_MAX_BYTES, &scan->ca_descriptor, &scan->end->error);
        if (scan->ca_file == NULL)
            return false;
    }
    scan->probe.tls.trust = tls_trust_new(scan->ca_file, &scan->end->error);
    scan->probe.budget = budget_new(options->max_connections_per_address, options->max_connections);
    budget_set_pace(scan->probe.budget, &options->pace);
    budget_set_allowances(scan->probe.budget, scan->allowances);
    budget_set_exclusions(scan->probe.budget, scan->exclusions);
    return scan->probe.tls.trust != NULL;
}

static void prepare_policies(struct scan *scan)
{
    const struct scan_options *options = scan->options;
    scan->https = https_new(scan->pool);
    scan->mta_sts = (struct mta_sts_options){
        .resolver = scan->resolver,
        .https = scan->https,
        .trust = scan->probe.tls.trust,
        .budget = scan->probe.budget,
        .connect_to = &scan->connect_to,
        .addresses = options->routes.addresses,
        .ipv4 = options->ipv4,
        .ipv6 = options->ipv6,
        .contact = options->contact,
        .now_unix_s = scan->probe.tls.now_unix_s,
        .connect_timeout_ms = scan->probe.dial.timeout_ms + scan->probe.tls.timeout_ms,
        .timeout_ms = options->mta_sts_timeout_ms,
    };
    scan->policies = policy_cache_new(scan->pool, scan->resolver,
                                      options->no_mta_sts || options->trace_all ? NULL : &scan->mta_sts);
}

static bool prepare(struct scan *scan)
{
    const struct scan_options *options = scan->options;
    scan->allowances = allowances_new();
    allowances_set_turns_max(scan->allowances, TURNS_MAX * options->time_max_ms);
    if (!prepare_pool(scan))
        return false;
    if (options->exclusion_files != NULL && options->exclusion_files->count > 0) {
        scan->exclusions = exclusion_files_load(options->exclusion_files, &scan->end->error);
        if (scan->exclusions == NULL)
            return false;
    }
    if (options->records_file != NULL) {
        scan->records = records_load(options->records_file, &scan->end->error);
        if (scan->records == NULL)
            return false;
    }
    if (!prepare_probe(scan) || !prepare_network(scan))
        return false;
    prepare_policies(scan);
    scan->vantage = (struct vantage){.helo_name = scan->helo_name,
                                     .resolver = (char *)options->resolver.server,
                                     .offline = options->resolver.offline,
                                     .trust_anchors = answer_of(tls_trust_count(scan->probe.tls.trust) > 0),
                                     .trust_anchors_detail = (char *)tls_trust_words(scan->probe.tls.trust),
                                     .cloud = options->cloud,
                                     .addresses = options->routes.addresses,
                                     .ipv4 = options->ipv4,
                                     .ipv6 = options->ipv6};
    resolver_list_servers(scan->resolver, &scan->vantage.resolvers);
    scan->plan = (struct plan_options){.addresses = options->routes.addresses,
                                       .endpoints_max = (size_t)options->endpoints_max,
                                       .ipv4 = options->ipv4,
                                       .ipv6 = options->ipv6,
                                       .connect_to = &scan->connect_to};
    scan->source = target_source_new(options->words, options->word_count, options->words_are_hosts);
    scan->seen = seen_targets_new();
    scan->reach = reach_watch_new();
    scan->journeys =
        (struct journeys){.in_order = options->in_order, .max = options->max_targets, .watch = scan->reach};
    scan->paths =
        path_cache_new(scan->pool, scan->resolver,
                       &(struct trace_options){.budget = scan->probe.budget, .hop_limit = options->hop_limit},
                       options->trace_all ? SIZE_MAX : PATH_CACHE_TRACES_MAX);
    return true;
}

static void note_control(void *context, const struct control *control)
{
    struct scan *scan = context;
    reach_watch_note_control(scan->reach, control);
    journeys_reconsider(&scan->journeys);
}

static void begin(struct scan *scan)
{
    const struct scan_options *options = scan->options;
    struct control_options control = {.resolver = scan->resolver,
                                      .budget = scan->probe.budget,
                                      .ipv4 = options->ipv4,
                                      .ipv6 = options->ipv6,
                                      .dial = options->probe.dial,
                                      .done = note_control,
                                      .context = scan};
    probe_loops_begin(&scan->loops, scan->pool, options->threads, &scan->probe,
                      options->ipv4 && options->ipv6,
                      options->time_max_ms > 0 ? options->time_max_ms : FIBER_NEVER);
    scan->controls = controls_begin(scan->pool, options->controls, &control);
    scan->ticker = (struct ticker){.tick = tick, .context = scan};
    ticker_begin(&scan->ticker, scan->pool);
    fiber_spawn(scan->pool, feed, scan);
}

static void finish(struct scan *scan)
{
    controls_free(scan->controls);
    reach_watch_free(scan->reach);
    probe_loops_free(&scan->loops);
    path_cache_free(scan->paths);
    target_source_free(scan->source);
    seen_targets_free(scan->seen);
    connect_to_list_free(&scan->connect_to);
    policy_cache_free(scan->policies);
    https_free(scan->https);
    resolver_free(scan->resolver);
    fiber_pool_free(scan->pool);
    tls_trust_free(scan->probe.tls.trust);
    budget_free(scan->probe.budget);
    allowances_free(scan->allowances);
    free(scan->helo_name);
    text_list_free(&scan->vantage.resolvers);
    records_free(scan->records);
    exclusions_free(scan->exclusions);
    free(scan->ca_file);
    if (scan->ca_descriptor >= 0)
        close(scan->ca_descriptor);
}

bool scan_run(const struct scan_options *options, const struct scan_events *events, struct scan_end *end)
{
    struct scan scan = {.options = options, .events = events, .end = end, .ca_descriptor = -1};
    bool complete = false;
    struct held_signals held;
    *end = (struct scan_end){0};
    held_signals_begin(&held);
    bool prepared = prepare(&scan);
    held_signals_end(&held);
    if (prepared) {
        if (events->ready != NULL)
            events->ready(events->context);
        begin(&scan);
        complete = fiber_pool_run(scan.pool) && end->error == NULL && !end->too_many;
        probe_loops_end(&scan.loops);
        end->stalls = crew_stalls(scan.loops.crew);
    } else if (scan.pool != NULL) {
        fiber_pool_look(scan.pool);
    }
    if (scan.pool != NULL)
        end->signal = fiber_pool_signal(scan.pool);
    finish(&scan);
    return complete;
}

void scan_end_free(struct scan_end *end)
{
    free(end->error);
    text_list_free(&end->unfinished);
}
