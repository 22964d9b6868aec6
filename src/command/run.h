/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the commands have in common that go through targets. */
#ifndef MAILSONDE_COMMAND_RUN_H
#define MAILSONDE_COMMAND_RUN_H

#include "command/exit_status.h"
#include "command/options.h"
#include "command/output.h"
#include "scan/scan.h"

/* The options of the command line as those of a scan; all that they point to is borrowed. As many connections
 * as this process may have files open are allowed where the user has not said how many. */
struct scan_options run_options(const struct options *options);

/* Runs it and writes the reports where the options say. What keeps it from beginning is said in one line on
 * standard error. The status is the worst of what `judge` makes of each report, which is assessed, of targets
 * that could not be understood, and of what this machine refused. */
enum exit_status run_reports(const struct options *options, const struct scan_options *run,
                             enum exit_status (*judge)(const struct options *options,
                                                       const struct report *report));

/* Gives up what the run can do without, unless the options or the kind of the command want it otherwise; with
 * -v, what could not be given up is said on standard error. `input_files` are read later. */
void run_enter_sandbox(const struct options *options, const struct output *output,
                       const struct text_list *input_files);

/* Says why the output failed. Where its reader had enough, that is no fault: nobody is told, and the status
 * is that of SIGPIPE. */
enum exit_status run_output_failed(const struct output *output);

#endif
