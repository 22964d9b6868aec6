/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shared part of the commands that work through targets. */
#ifndef MAILSONDE_COMMAND_RUN_H
#define MAILSONDE_COMMAND_RUN_H

#include "command/exit_status.h"
#include "command/options.h"
#include "command/output.h"
#include "scan/scan.h"

/* The scan's options, from those of the command line; all that they point to is borrowed. If the user gave no
 * number of connections, the limit on open files sets it. */
struct scan_options run_options(const struct options *options);

/* How much of each server's TLS is tested: who wants no connection beyond what each port needs wants none for
 * questions about TLS. */
enum tls_depth run_depth(const struct options *options);

/* Runs the scan and writes the reports to the output of `options`. If it cannot begin, one line on standard
 * error says why. The status is the worst of those that `judge` gives for each assessed report, and of those
 * for targets that were not understood and for what this machine refused. */
enum exit_status run_reports(const struct options *options, const struct scan_options *run,
                             enum exit_status (*judge)(void *context, const struct report *report),
                             void *context);

/* Enters the sandbox, unless the options or the command exclude it; with -v, standard error names the parts
 * that could not be set up. In the `folders` files are renamed and removed later; `input_files` are read
 * (NULL: none). */
void run_enter_sandbox(const struct options *options, const struct text_list *folders,
                       const struct text_list *input_files);

/* Whether those who are scanned can find out by whom, and how to stop it: what is asked for beyond 1,000
 * targets. A trace says no EHLO. */
bool run_is_identified(const struct options *options);

/* What to do where it is not. */
extern const char run_who_scans[];

#endif
