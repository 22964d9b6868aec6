/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options that are not on the command line: those of the environment and of configuration files.
 *
 * The order of precedence is: the command line, the environment (MAILSONDE_DEPTH=deep), the user's file
 * ($XDG_CONFIG_HOME/mailsonde/config, by default ~/.config/mailsonde/config), the system's
 * (/etc/mailsonde/config). --config names a file in place of the last two, --no-config leaves them out. An
 * option that may be repeated is taken from one of these places, with all its values there.
 *
 * All that stands in these places is checked, used or not. What the command does not take is not used, nor
 * what other options that take precedence leave no use for. */
#ifndef MAILSONDE_COMMAND_SETTINGS_H
#define MAILSONDE_COMMAND_SETTINGS_H

#include "command/options.h"

#include <stdbool.h>

/* Adds the settings of `environment` (as environ) and of the files, `system_file` among them, to what
 * options_parse() found, and settles the options. False for what cannot be read or understood, with one line
 * in *problem that says what, where and what to do, which the caller frees. */
bool settings_add(struct options *options, char *const *environment, const char *system_file, char **problem);

#endif
