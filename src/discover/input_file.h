/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads files that the user names as a whole, up to a limit: the name may be that of a device that never
 * ends. */
#ifndef MAILSONDE_DISCOVER_INPUT_FILE_H
#define MAILSONDE_DISCOVER_INPUT_FILE_H

#include <stddef.h>

/* The file's bytes with a NUL after them, which the caller frees. NULL when it cannot be read or has more
 * than `max_bytes`: *error is then one line, safe for a terminal, which the caller frees. */
char *input_file_read(const char *name, size_t max_bytes, size_t *length, char **error);

/* A name under which the file, of at most `max_bytes`, can be read more than once: a pipe is copied into
 * memory, held by *descriptor (-1 for none; the caller closes it). NULL as above; the caller frees. */
char *input_file_settle(const char *name, size_t max_bytes, int *descriptor, char **error);

#endif
