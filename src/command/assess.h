/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "assess". */
#ifndef MAILSONDE_COMMAND_ASSESS_H
#define MAILSONDE_COMMAND_ASSESS_H

#include "command/exit_status.h"
#include "command/options.h"

/* Assesses the reports in the files that `options` names from their facts, ignoring the findings stored in
 * them, and writes them as a scan does. The status is that of a scan with these facts, or EXIT_STATUS_USAGE
 * if something in a file cannot be used: one line on standard error says what, and the rest is still
 * assessed. */
enum exit_status assess_command(const struct options *options);

#endif
