/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Restricts the files that the process can reach, with Landlock. Uses bare system calls, since glibc has no
 * wrappers. */
#ifndef MAILSONDE_COMMAND_SANDBOX_FILES_H
#define MAILSONDE_COMMAND_SANDBOX_FILES_H

#include "command/sandbox.h"

/* Leaves access only to the files that sandbox_enter() names. "No new privileges" has to be set before. NULL,
 * or why it failed; the caller frees. */
char *sandbox_restrict_files(const struct sandbox_options *options);

#endif
