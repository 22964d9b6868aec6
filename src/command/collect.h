/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "collect": the results of workers into a file. */
#ifndef MAILSONDE_COMMAND_COLLECT_H
#define MAILSONDE_COMMAND_COLLECT_H

#include "command/exit_status.h"
#include "command/options.h"

enum exit_status collect_command(const struct options *options);

#endif
