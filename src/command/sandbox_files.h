/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which files the process can still reach: Landlock, by bare system calls, since glibc has none. */
#ifndef MAILSONDE_COMMAND_SANDBOX_FILES_H
#define MAILSONDE_COMMAND_SANDBOX_FILES_H

#include "command/sandbox.h"

/* Leaves the files that sandbox_enter() names. "No new privileges" is set before. NULL, or why it was not
 * done; the caller frees. */
char *sandbox_restrict_files(const struct sandbox_options *options);

#endif
