/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that the user names, read as a whole and no further than a bound: a name may be that of a device that
 * never ends. */
#ifndef MAILSONDE_DISCOVER_INPUT_FILE_H
#define MAILSONDE_DISCOVER_INPUT_FILE_H

#include <stddef.h>

/* The file's bytes with a NUL after them, which the caller frees. NULL when it cannot be read or has more
 * than `max_bytes`: *error is then one line, safe for a terminal, which the caller frees. */
char *input_file_read(const char *name, size_t max_bytes, size_t *length, char **error);

/* A name under which the file can be read again and again, and has at most `max_bytes`: a pipe is read into
 * memory, which *descriptor holds (-1 for none; the caller closes it). NULL as above; the caller frees. */
char *input_file_settle(const char *name, size_t max_bytes, int *descriptor, char **error);

#endif
