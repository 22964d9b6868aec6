/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run of many targets. */
#include "scan/scan.h"

#include "base/held_signals.h"
#include "base/list.h"
#include "discover/exclusion_file.h"
#include "discover/input_file.h"
#include "scan/helo_name.h"
#include "scan/scan_state.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* So many times --max-time may a target wait for its turn behind others. */
enum { TURNS_MAX = 3 };

enum { CA_FILE_MAX_BYTES = 16 * 1024 * 1024 };

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
    fiber_spawn(scan->pool, scan_feed, scan);
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
