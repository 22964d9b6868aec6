/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes reports to a file or to standard output in the chosen format, and a progress line to the terminal.
 */
#ifndef MAILSONDE_COMMAND_OUTPUT_H
#define MAILSONDE_COMMAND_OUTPUT_H

#include "command/options.h"
#include "facts/run.h"
#include "report/report_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

/* One line on standard error. */
void output_complain(const char *problem);

/* Opens the file that `options` names, or standard output. NULL when that fails; *error is one line about it,
 * which the caller frees. `options` is borrowed. `several`: there may be more than one report. */
struct output *output_open(const struct options *options, bool several, char **error);

/* As report_file_folder(). */
char *output_folder(const struct output *output);

/* Each returns false if the output has failed: output_problem() says why. If memory runs out after
 * output_begin(), the finished reports are written and the document is completed. */
bool output_begin(struct output *output);
bool output_report(struct output *output, const struct report *report);
bool output_kept(struct output *output, struct kept_report *kept);
bool output_input_error(struct output *output, const struct input_error *error);

/* As report_writer_given(), of whatever bytes, report_writer_begun() and report_writer_keep(). */
void output_given(struct output *output, const char *word);
void output_begun(struct output *output, const struct target *target);
struct kept_report *output_keep(struct output *output, const struct report *report);

/* Notes that a target was given more than once. */
void output_repeated(struct output *output, const struct target *target);

bool output_end(struct output *output, const struct run_end *end);

/* Moves the file to its final name, once the report has ended. A run that never began changes nothing. */
bool output_commit(struct output *output);

/* The errno of the failure, 0 for none; and one line about it, which the caller frees. */
int output_error(const struct output *output);
char *output_problem(const struct output *output);

/* Shows the progress of the run, if standard error is a terminal. `now_ms` is of any monotonic clock. */
void output_progress(struct output *output, int64_t now_ms, size_t done, size_t total, const char *text);

/* Takes NULL. */
void output_close(struct output *output);

#endif
