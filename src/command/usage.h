/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The commands "help" and "version". */
#ifndef MAILSONDE_COMMAND_USAGE_H
#define MAILSONDE_COMMAND_USAGE_H

#include "command/options.h"

#include <stdio.h>

/* Writes what --help shows: all of it for COMMAND_COUNT, else the part of one command. No line is longer than
 * 80 columns. */
void usage_write(FILE *stream, enum command about);

/* Writes `label` and `text` beside it, folded at 80 columns. */
void usage_paragraph(FILE *stream, const char *label, const char *text);

/* Writes the version and the licence. */
void usage_write_version(FILE *stream);

#endif
