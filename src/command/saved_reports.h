/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saved reports as portraits, assessed by today's rules: what "diff" and "history" compare. */
#ifndef MAILSONDE_COMMAND_SAVED_REPORTS_H
#define MAILSONDE_COMMAND_SAVED_REPORTS_H

#include "assess/assess.h"
#include "command/exit_status.h"
#include "compare/portrait_set.h"
#include "history/history.h"

#include <stdbool.h>

/* Adds the reports of the file; "-" is standard input. What cannot be used is one line on standard error and
 * makes *status worse: a file that was cut off inconclusive, all else an error. False where there is no
 * report in it, which was told. */
bool saved_reports_read(const char *name, const struct policy *policy, struct portrait_set *set,
                        enum exit_status *status);

/* The portrait of a run that is kept; NULL where it cannot be used, with a line in *problem, which the caller
 * frees. */
struct portrait *saved_reports_kept(struct history *history, int64_t id, const struct policy *policy,
                                    char **problem);

#endif
