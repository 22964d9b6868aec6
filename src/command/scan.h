/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The command "scan". */
#ifndef MAILSONDE_COMMAND_SCAN_H
#define MAILSONDE_COMMAND_SCAN_H

#include "command/exit_status.h"
#include "command/options.h"
#include "scan/scan.h"

/* Scans the targets that `options` names and writes their reports. What keeps it from beginning is said in
 * one line on standard error. */
enum exit_status scan_command(const struct options *options);

/* The same, with targets and scan options from `run`; policy and report options are those of `options`. */
enum exit_status scan_with(const struct options *options, const struct scan_options *run);

#endif
