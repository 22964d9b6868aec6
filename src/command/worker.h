/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "worker": scans what waits in the queues of a broker. */
#ifndef MAILSONDE_COMMAND_WORKER_H
#define MAILSONDE_COMMAND_WORKER_H

#include "command/exit_status.h"
#include "command/options.h"

enum exit_status worker_command(const struct options *options);

#endif
