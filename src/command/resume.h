/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Going on with an earlier run (--resume): what it has finished is left out, and the lines of --format jsonl
 * may go into the same file.
 *
 * Lines reach FILE.partial as they come (command/report_file.h), so a run that was killed has left that, and
 * one that ended in order has left FILE. Whoever names FILE means what is there. */
#ifndef MAILSONDE_COMMAND_RESUME_H
#define MAILSONDE_COMMAND_RESUME_H

#include "command/options.h"
#include "scan/seen_targets.h"

#include <stdbool.h>

/* Whether the output goes on with a file of --resume; *partial: with its FILE.partial, named by itself. */
bool resume_goes_on(const struct options *options, const struct output_choice *output, bool *partial);

/* NULL, or why the files of --resume cannot be gone on with: one that is not there and is no output, or that
 * is not of --format jsonl. To be called before any output is opened; the caller frees. */
char *resume_problem(const struct options *options);

/* The targets that the files say are finished, once the outputs are opened; NULL without --resume. What they
 * say is told on standard error, but with --quiet. On failure NULL with one line in *error, which the caller
 * frees. */
struct seen_targets *resume_read(const struct options *options, char **error);

#endif
