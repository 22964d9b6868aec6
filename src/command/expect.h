/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "expect". */
#ifndef MAILSONDE_COMMAND_EXPECT_H
#define MAILSONDE_COMMAND_EXPECT_H

#include "command/exit_status.h"
#include "command/options.h"

/* Writes to standard output a file of expectations that the saved reports in the file of --from meet. What is
 * wrong with that file is told on standard error. */
enum exit_status expect_command(const struct options *options);

#endif
