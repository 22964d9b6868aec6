/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "diff": what has changed between two saved runs. */
#ifndef MAILSONDE_COMMAND_DIFF_H
#define MAILSONDE_COMMAND_DIFF_H

#include "command/exit_status.h"
#include "command/options.h"

enum exit_status diff_command(const struct options *options);

#endif
