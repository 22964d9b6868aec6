/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "explain". */
#ifndef MAILSONDE_COMMAND_EXPLAIN_H
#define MAILSONDE_COMMAND_EXPLAIN_H

#include "command/exit_status.h"
#include "command/options.h"

/* Writes the catalogue's entries that `options` names to standard output; if it names none, one line for
 * every entry. */
enum exit_status explain_command(const struct options *options);

#endif
