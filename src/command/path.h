/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "path". */
#ifndef MAILSONDE_COMMAND_PATH_H
#define MAILSONDE_COMMAND_PATH_H

#include "command/exit_status.h"
#include "command/options.h"

/* Traces the way to every mail port of the targets that `options` names, and writes their reports. The status
 * is EXIT_STATUS_CLEAN where the host answered on each of them, be it with a refusal; EXIT_STATUS_FOUND where
 * the way to one ends before the host or the host's network rejects it; EXIT_STATUS_INCONCLUSIVE where that
 * cannot be told of one and no other is blocked. */
enum exit_status path_command(const struct options *options);

#endif
