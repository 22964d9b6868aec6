/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hidden command "generate": writes the parts of the documentation that are made from the program's
 * tables. */
#ifndef MAILSONDE_COMMAND_GENERATE_H
#define MAILSONDE_COMMAND_GENERATE_H

#include <stdbool.h>
#include <stdio.h>

/* Writes a part: "man-commands", "man-options" or "man-exit-status" in mdoc(7), "bash-arguments",
 * "bash-commands" or "bash-options" as lines of a completion function. False for an unknown part, with
 * nothing written. */
bool generate_write(FILE *stream, const char *part);

#endif
