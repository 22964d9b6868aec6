/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a target, or the last run of each target, in a list: what "mailsonde history" shows. */
#ifndef MAILSONDE_COMPARE_TIMELINE_H
#define MAILSONDE_COMPARE_TIMELINE_H

#include "base/shape.h"
#include "compare/portrait.h"
#include "report/report_writer.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One run, as it is judged today. */
struct timeline_run {
    char *target;
    char *started_at;
    enum delivery delivery;
    enum inbound_level inbound;
    enum submission_level submission;
    int64_t errors; /* findings that fail, by severity; and those that are unknown */
    int64_t warnings;
    int64_t infos;
    int64_t unknown;
    int64_t exit_status; /* of the report when it was made */
    int64_t runs;        /* of the target, in a list of targets; else 0 */
    int64_t worse;       /* changes since the run before, by direction; -1: there is none */
    int64_t better;
    int64_t open;
    int64_t neither;
    char *changed; /* the same in words, the worst change in front; NULL likewise */
};

struct timeline {
    int64_t schema_version;
    struct timeline_run *runs; /* newest first; targets by name */
    size_t run_count;
};

extern const struct shape timeline_shape;

/* Appends a run; `before` is the run before it, NULL for none. */
struct timeline_run *timeline_add(struct timeline *timeline, const struct portrait *portrait,
                                  const struct portrait *before);

/* A table for people. */
void timeline_text(FILE *out, const struct report_options *options, const struct timeline *timeline);

/* One document (timeline_shape). */
void timeline_json(FILE *out, const struct timeline *timeline);

#endif
