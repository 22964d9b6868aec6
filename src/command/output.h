/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes reports to files and to standard output in the chosen formats, and a progress line to the terminal.
 */
#ifndef MAILSONDE_COMMAND_OUTPUT_H
#define MAILSONDE_COMMAND_OUTPUT_H

#include "command/exit_status.h"
#include "command/options.h"
#include "facts/run.h"
#include "report/progress.h"
#include "report/report_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

/* One line on standard error. */
void output_complain(const char *problem);

/* The same of an input error, with its place. */
void output_complain_of(const struct input_error *error);

/* The look of a report on the descriptor, as `options` and the terminal say. */
struct report_options output_look(const struct options *options, bool several, int descriptor);

/* NULL, or one line about two formats that would be written to the same place; the caller frees. */
char *output_clash(const struct output_choice_list *choices);

/* Opens the files that `options` names, and standard output. NULL when one fails, or two formats would be
 * written to the same place; *error is one line about it, which the caller frees. `options` is borrowed,
 * until output_close(). `several`: there may be more than one report. */
struct output *output_open(const struct options *options, bool several, char **error);

/* The folders of the files, as report_file_folder(); the caller frees. */
struct text_list output_folders(const struct output *output);

/* Returns false if any output has failed: then no run should begin. If memory runs out after it, the finished
 * reports are written and each document is completed. */
bool output_begin(struct output *output);

/* Each returns false once all outputs have failed: a run goes on for those that are left. A failure is one
 * line on standard error when it happens, unless the reader closed the pipe. */
bool output_report(struct output *output, const struct report *report);
bool output_input_error(struct output *output, const struct input_error *error);

/* As report_writer_given(), of whatever bytes, and report_writer_begun(). */
void output_given(struct output *output, const char *word);
void output_begun(struct output *output, const struct target *target);

/* What is to be written of a report. It is made in any thread, of several reports at once; output_made(), in
 * the thread of the others, writes lines as they come, and output_write() the rest when the report's turn has
 * come, and frees it. The latter returns as above. */
struct output_made;
struct output_made *output_make(const struct output *output, const struct report *report);
void output_made(struct output *output, struct output_made *made);
bool output_write(struct output *output, struct output_made *made);

/* Notes that a target was given more than once. */
void output_repeated(struct output *output, const struct target *target);

/* As output_report(). */
bool output_end(struct output *output, const struct run_end *end);

/* Moves the files to their final names, once the report has ended. A run that never began changes nothing. */
void output_commit(struct output *output);

/* What the outputs add to the status of the program: EXIT_STATUS_CLEAN if none has failed, the status of
 * SIGPIPE if all that failed had a reader who closed the pipe. */
enum exit_status output_status(const struct output *output);

/* Where a run is. */
struct output_progress {
    int64_t now_ms; /* of any monotonic clock */
    size_t done;    /* endpoints, as planned for each target */
    size_t total;
    struct progress_count count; /* but for its time */
    const char *last;            /* what is done now; NULL: nothing new */
};

/* Shows the progress of the run on standard error: on a terminal, and with several targets else a line a
 * minute, unless
 * --quiet or --no-progress is given. */
void output_progress(struct output *output, const struct output_progress *progress);

/* Takes NULL. */
void output_close(struct output *output);

#endif
