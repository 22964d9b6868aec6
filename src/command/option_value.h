/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks the values of options and stores them. */
#ifndef MAILSONDE_COMMAND_OPTION_VALUE_H
#define MAILSONDE_COMMAND_OPTION_VALUE_H

#include "command/option_table.h"
#include "command/options.h"

#include <stdbool.h>

/* Reads `text` as the argument of `option` (of a flag: yes, no, or NULL for yes) into *options. What was
 * there before is replaced, or added to where the option may be repeated. False leaves in *problem what is
 * wrong with the text, which the caller frees. */
bool option_value_set(const struct option *option, struct options *options, const char *text, char **problem);

/* `text` between quotation marks, safe for a terminal and shortened if it is long; the caller frees. */
char *option_value_quote(const char *text);

#endif
