/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files for the code that reads files. */
#ifndef MAILSONDE_TEMPORARY_FILE_H
#define MAILSONDE_TEMPORARY_FILE_H

#include <stddef.h>

/* The name of a fresh file that holds this; to be given to temporary_file_remove(). */
char *temporary_file(const char *text);
char *temporary_file_of(const void *bytes, size_t length);

void temporary_file_remove(char *name);

#endif
