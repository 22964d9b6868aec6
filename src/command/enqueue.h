/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "enqueue": targets into the queues of a broker. */
#ifndef MAILSONDE_COMMAND_ENQUEUE_H
#define MAILSONDE_COMMAND_ENQUEUE_H

#include "command/exit_status.h"
#include "command/options.h"

enum exit_status enqueue_command(const struct options *options);

#endif
