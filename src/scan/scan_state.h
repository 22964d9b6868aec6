/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run of many targets has: for the files scan*.c alone. */
#ifndef MAILSONDE_SCAN_SCAN_STATE_H
#define MAILSONDE_SCAN_SCAN_STATE_H

#include "discover/records.h"
#include "discover/target_source.h"
#include "net/group.h"
#include "scan/control.h"
#include "scan/journey.h"
#include "scan/path_cache.h"
#include "scan/plan_probes.h"
#include "scan/policy_cache.h"
#include "scan/reach_watch.h"
#include "scan/scan.h"
#include "scan/seen_targets.h"
#include "scan/ticker.h"

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

/* Begins a target, which becomes the run's, in a fiber of its own: looks up, probes, judges, and hands over
 * the report (scan_target.c). */
void scan_target_begin(struct scan *scan, struct target *target);

/* The fiber of a run: begins targets as long as there are any, as many at once as it may have, and waits for
 * the last (scan_feed.c). `argument` is the scan. */
void scan_feed(struct fiber *fiber, void *argument);

#endif
