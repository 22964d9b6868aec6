/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standard input, output and error, also if the program was started with some of them closed. */
#ifndef MAILSONDE_COMMAND_STANDARD_STREAMS_H
#define MAILSONDE_COMMAND_STANDARD_STREAMS_H

#include "command/exit_status.h"

/* To be called before anything is opened. If one of the descriptors 0 to 2 is closed, the next file or socket
 * would get its number, and with it the text meant for the terminal: the closed one is replaced by a
 * descriptor on which reads and writes fail. Writing to a pipe without a reader returns an error and does not
 * end the program. Text printed to stdout is written at the end; reports are written by
 * command/report_file.h. Returns the buffer of the printed text, for standard_streams_end(). */
char *standard_streams_begin(void);

/* Writes the printed text and frees its buffer. Returns `status`, or that of a failure to write, which was
 * reported on standard error. */
enum exit_status standard_streams_end(char *printed, enum exit_status status);

#endif
