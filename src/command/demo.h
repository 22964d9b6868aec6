/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "demo". */
#ifndef MAILSONDE_COMMAND_DEMO_H
#define MAILSONDE_COMMAND_DEMO_H

#include "command/exit_status.h"
#include "command/options.h"

/* Starts the demo's servers on loopback and scans them with the command "scan" and options that a user could
 * give as well: targets, --records, --records-signed, --connect-to and --ca-file. The demo's domains are
 * misconfigured on purpose, so the status is EXIT_STATUS_CLEAN whatever the scan finds, unless --fail-on was
 * given. */
enum exit_status demo_command(const struct options *options);

#endif
