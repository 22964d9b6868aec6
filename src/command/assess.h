/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "assess". */
#ifndef MAILSONDE_COMMAND_ASSESS_H
#define MAILSONDE_COMMAND_ASSESS_H

#include "command/exit_status.h"
#include "command/options.h"

/* Judges the reports in the files that `options` names by their facts, whatever findings are in there, and
 * writes them as a scan does. The status is that of a scan with these facts; EXIT_STATUS_USAGE where
 * something in a file cannot be used: one line on standard error says what, and the rest is judged all the
 * same. */
enum exit_status assess_command(const struct options *options);

#endif
