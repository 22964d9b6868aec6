/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "path". */
#ifndef MAILSONDE_COMMAND_PATH_H
#define MAILSONDE_COMMAND_PATH_H

#include "command/exit_status.h"
#include "command/options.h"

/* Traces the path to every mail port of the targets that `options` names, and writes their reports. The
 * status is EXIT_STATUS_CLEAN if the host answered on every port, with a refusal too; EXIT_STATUS_FOUND if a
 * path ends before the host, or the host's network rejects the packets; EXIT_STATUS_INCONCLUSIVE if a path is
 * undecided and none is blocked. */
enum exit_status path_command(const struct options *options);

#endif
