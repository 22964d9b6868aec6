/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where reports go: a file or standard output, in the format asked for, with a progress line on the terminal
 * meanwhile. */
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

/* Each is false when the output has failed: output_problem() says why. From the beginning on, should memory
 * run out for good, what is finished is written and the document is made whole. */
bool output_begin(struct output *output);
bool output_report(struct output *output, const struct report *report);
bool output_kept(struct output *output, struct kept_report *kept);
bool output_input_error(struct output *output, const struct input_error *error);

/* As report_writer_given(), of whatever bytes, report_writer_begun() and report_writer_keep(). */
void output_given(struct output *output, const char *word);
void output_begun(struct output *output, const struct target *target);
struct kept_report *output_keep(struct output *output, const struct report *report);

/* Says that a target was named again. */
void output_repeated(struct output *output, const struct target *target);

bool output_end(struct output *output, const struct run_end *end);

/* Puts the file in its place, once the report has ended. A run that never began leaves what is there. */
bool output_commit(struct output *output);

/* The errno of what failed, 0 for nothing; and one line about it, which the caller frees. */
int output_error(const struct output *output);
char *output_problem(const struct output *output);

/* Shows how far the run is, where somebody waits at a terminal. `now_ms` is any clock that goes forward. */
void output_progress(struct output *output, int64_t now_ms, size_t done, size_t total, const char *text);

/* Takes NULL. */
void output_close(struct output *output);

#endif
