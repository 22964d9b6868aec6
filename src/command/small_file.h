/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are read whole, at the start, because they are small. */
#ifndef MAILSONDE_COMMAND_SMALL_FILE_H
#define MAILSONDE_COMMAND_SMALL_FILE_H

#include <stddef.h>

/* The bytes of the file, *length of them and a NUL, which the caller frees. NULL when it cannot be read or is
 * longer than a megabyte (EFBIG): errno says why. */
char *small_file_read(const char *path, size_t *length);

#endif
