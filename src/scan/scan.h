/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run: which target is resolved, probed, assessed and reported when.
 *
 *     target ──> discover ──> plan ──> probe ──> assess ──> on_report
 *
 * Each target has a fiber of its own, and each of its endpoints another; so everything that can wait together
 * does. */
#ifndef MAILSONDE_SCAN_SCAN_H
#define MAILSONDE_SCAN_SCAN_H

#include "assess/assess.h"
#include "discover/resolver.h"
#include "discover/routes.h"
#include "facts/run.h"
#include "plan/plan.h"
#include "probe/probe.h"
#include "scan/report_taker.h"
#include "scan/seen_targets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The progress of a run. */
struct scan_progress {
    size_t targets_begun;
    size_t targets_done;
    size_t targets_left_out; /* because they are finished */
    size_t endpoints_begun;
    size_t endpoints_done;
    size_t endpoints_probed; /* each once, whoever wants it */
    int64_t now_ms;
    const char
        *last; /* the target of the latest event; borrowed. NULL: there was none, but a second is over */
};

/* Callbacks of a run, called in its thread. Those that may be NULL say so. */
struct scan_events {
    void *context;
    /* A target was begun; in the order of reports. May be NULL. */
    void (*begun)(void *context, const struct target *target);
    /* A finished report; false ends the run, since no further report is wanted. */
    struct report_taker reports;
    /* A word that is not a target; false as above. */
    bool (*input_error)(void *context, const struct input_error *error);
    /* A word that names a target again; it is examined only once. */
    void (*repeated)(void *context, const struct target *target);
    /* Something was done, or a second is over. May be NULL. */
    void (*progress)(void *context, const struct scan_progress *progress);
    /* All is read and set up, and nothing was sent yet. Only files of targets are read later. May be NULL. */
    void (*ready)(void *context);
};

struct scan_options {
    const char *const *words; /* targets, @FILE and -, as in discover/target_source.h */
    size_t word_count;
    bool words_are_hosts;
    const struct seen_targets *finished; /* targets to be left out; NULL: none */
    bool in_order;                       /* reports in the order of the targets, not of finishing */

    const char *records_file; /* NULL: none */
    const char *ca_file;      /* NULL: the system's CA certificates */
    const char *contact;      /* of the operator; NULL: not said */
    size_t targets_max;       /* the run ends before a further one; 0: no limit */
    const char *helo_name;    /* NULL: this host's full name, or else its address */

    struct resolver_options resolver; /* its records are loaded by the run */
    struct routes_options routes;
    bool ipv4;
    bool ipv6;
    const struct connect_to_list *connect_to; /* names in it are resolved by the run */
    const struct text_list *controls;         /* HOST:PORT, as in scan/control.h; NULL: none */
    const struct text_list *exclusion_files;  /* discover/exclusion_file.h; NULL: none */
    bool no_mta_sts;                          /* MTA-STS is not looked up */
    int64_t mta_sts_timeout_ms;               /* for one policy */
    struct probe_options probe;               /* its helo_name, trust, time and budget are made by the run */
    bool no_path;                             /* no path is traced (trace/path_plan.h) */
    bool trace_all;    /* every path is traced and nothing is probed: reports have no endpoints */
    int64_t hop_limit; /* of traces; 0 for TRACE_HOP_LIMIT */
    struct policy policy;

    enum provider_id cloud; /* the cloud provider of this machine, as given by the user */

    int64_t endpoints_max;   /* of one target; 0: no limit, as for the next two */
    int64_t connections_max; /* for one target */
    int64_t queries_max;     /* to the resolver, for one target */
    int64_t time_max_ms;     /* for one target; 0: no limit */
    size_t threads;          /* 0: one for each processor */
    size_t max_targets;      /* at once */
    size_t max_connections;  /* at once, in the run */
    size_t max_connections_per_address;
    struct pace pace; /* of connections to one address */
};

/* How a run ended. */
struct scan_end {
    char *error;                 /* why it could not begin, one line, safe for a terminal; NULL if it began */
    bool too_many;               /* there were more than targets_max */
    int signal;                  /* the signal that ended it; 0 for none */
    struct text_list unfinished; /* as run_summary.unfinished */
    struct loop_stalls stalls;
};

/* Scans all targets. The first SIGINT, SIGTERM or SIGHUP cuts the run off (fiber_pool_cut()): each target
 * that was begun is reported with what is known of it, and no other is begun; the second ends the program.
 * False when not all targets were looked at to the end. `end` is filled, and freed with scan_end_free(). All
 * that the options point to is borrowed. */
bool scan_run(const struct scan_options *options, const struct scan_events *events, struct scan_end *end);
void scan_end_free(struct scan_end *end);

#endif
