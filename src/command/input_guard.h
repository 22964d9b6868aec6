/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run reads, it does not write over. */
#ifndef MAILSONDE_COMMAND_INPUT_GUARD_H
#define MAILSONDE_COMMAND_INPUT_GUARD_H

#include "command/options.h"

/* NULL, or which output would take the place of a file that the options name to be read: a list of targets,
 * saved reports, records, expectations, a profile, keys and certificates, a configuration, the file of
 * --store. Only files are looked at, not devices and pipes. The caller frees the text. */
char *input_guard_problem(const struct options *options);

#endif
