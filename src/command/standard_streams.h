/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standard input, output and error, in whatever state the program gets them. */
#ifndef MAILSONDE_COMMAND_STANDARD_STREAMS_H
#define MAILSONDE_COMMAND_STANDARD_STREAMS_H

#include "command/exit_status.h"

/* To be called before anything is opened. Descriptors 0 to 2 that are closed would be given to the next file
 * or socket, which then got what is meant for the terminal: in their place stands what fails as a closed one
 * does. A write that nobody reads fails, and ends no program. What is printed to stdout is written at the
 * end. Reports have a way of their own (command/report_file.h). What is returned holds what is printed, and
 * is for standard_streams_end(). */
char *standard_streams_begin(void);

/* Writes what was printed and frees what held it; `status`, or that of the failure, which was told on
 * standard error. */
enum exit_status standard_streams_end(char *printed, enum exit_status status);

#endif
