/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "history": the runs that --store has kept. */
#ifndef MAILSONDE_COMMAND_HISTORY_H
#define MAILSONDE_COMMAND_HISTORY_H

#include "command/exit_status.h"
#include "command/options.h"

enum exit_status history_command(const struct options *options);

#endif
