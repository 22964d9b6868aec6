/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run of the program: the reports of its targets, and what is said once. */
#ifndef MAILSONDE_FACTS_RUN_H
#define MAILSONDE_FACTS_RUN_H

#include "facts/loop_stalls.h"
#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word the user gave that is no target. */
struct input_error {
    char *source; /* the file's name, "-" for standard input; NULL for the command line */
    int64_t line; /* in the source, from 1; 0 for the command line, and for the source as a whole */
    char *word;
    char *problem;
};

/* How a run ended. */
struct run_end {
    struct loop_stalls stalls;
    bool complete;
    const struct text_list *unfinished; /* words that were not looked at to the end; NULL for none */
    int64_t exit_status;                /* of the program */
};

/* How the program was called. Texts are NULL where the command has nothing to do with them. */
struct run_settings {
    char *command;
    struct text_list
        options;         /* "--ports=25,465", by their long names: from the command line, then the others */
    char *depth;         /* of the TLS survey */
    char *resolver;      /* as given, or "system"; NULL where no server is asked */
    char *dnssec;        /* the mode of --dnssec */
    char *dnssec_anchor; /* the file of --trust-anchor, or "system" */
    char *trust_anchors; /* the file of --ca-file, or "system" */
    struct text_list profiles; /* as given */
};

struct run_summary {
    bool complete;               /* false when the run was cut short */
    struct text_list unfinished; /* words that were not looked at to the end */
    int64_t elapsed_ms;
    int64_t longest_stall_ms; /* as struct loop_stalls */
    int64_t stalls;
    int64_t reports;
    int64_t errors; /* findings that fail, by severity */
    int64_t warnings;
    int64_t infos;
    int64_t unknown;
    int64_t holds;
    int64_t accepted; /* findings that fail or are unknown, and that the user accepts: in none of the above */
    int64_t input_errors;
    int64_t repeated;                     /* words that named a target again */
    int64_t exit_status;                  /* of the program */
    enum answer egress_blocked_over_ipv4; /* whether this end kept the run from port 25 */
    enum answer egress_blocked_over_ipv6;
};

struct run {
    int64_t schema_version;
    char *mailsonde_version;
    char *started_at; /* RFC 3339, UTC */
    struct run_settings settings;
    struct report *reports;
    size_t report_count;
    struct input_error *input_errors;
    size_t input_error_count;
    struct run_summary summary;
};

#endif
