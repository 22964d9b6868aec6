/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file that results are collected in: lines, compressed where its name ends in .zst. It can be gone on
 * with however it was left: what was cut off at its end is taken away. */
#ifndef MAILSONDE_BROKER_COLLECTED_FILE_H
#define MAILSONDE_BROKER_COLLECTED_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct collected_file;

/* Opens `path` (NULL and "-": standard output, which is never read), and calls `line` for each line that is
 * there already; false from it: that is no line of ours. A summary at the end is taken away, another follows.
 * NULL when the file cannot be used: *problem is one line that names it, which the caller frees. */
struct collected_file *collected_file_open(const char *path,
                                           bool (*line)(void *context, const char *text, size_t length),
                                           void *context, char **problem);

/* Adds a line, without its newline. It is in memory until collected_file_settle(). */
void collected_file_add(struct collected_file *file, const char *text, size_t length);

/* How many bytes are in memory. */
size_t collected_file_waiting(const struct collected_file *file);

/* Writes what is in memory, and returns when the disk has it; false when that fails: *problem as above. */
bool collected_file_settle(struct collected_file *file, char **problem);

/* Takes NULL. */
void collected_file_close(struct collected_file *file);

#endif
