/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file that a report goes to.
 *
 * The report is written to a new file in the same folder, which replaces the old one at the end: a reader
 * finds either the whole old report or the whole new one. If the system allows it the new file has no name
 * until then, so that nothing is left behind if the program is killed. A file that grows (--format jsonl) is
 * named FILE.partial until the end: it can be followed, and stays if the program is killed. Standard output,
 * pipes and devices are written to directly. What is written to a name that ends in ".zst" is compressed
 * (command/file_writer.h). */
#ifndef MAILSONDE_COMMAND_REPORT_FILE_H
#define MAILSONDE_COMMAND_REPORT_FILE_H

#include <stdbool.h>
#include <stdio.h>

struct report_file;

/* Opens `path`, standard output for NULL and "-". `grows`: what is written is to be seen at once, and each
 * write, a line, is there whole or not at all, as far as the file is a regular one. NULL when it cannot be
 * written to: *error is one line that names it, which the caller frees. */
struct report_file *report_file_open(const char *path, bool grows, char **error);

/* Opens a file of lines to go on with it (--resume): the one at `path` itself, to which lines are added, or
 * its FILE.partial, which takes its name at the end; a fresh one where there is neither. A line that is torn
 * is cut off first. NULL as above; also where both are there and it is not the FILE.partial that is meant
 * (`partial`), or where another run writes to it. */
struct report_file *report_file_go_on(const char *path, bool partial, char **error);

/* What messages call the file at `path`, which is as above; the caller frees. */
char *report_file_shown(const char *path);

/* The stream to write to. It is unbuffered: each fwrite() is one write. If the descriptor is non-blocking, a
 * write waits until it is ready. */
FILE *report_file_stream(const struct report_file *file);

/* Writes without the stream, and therefore without an allocation. */
void report_file_write(struct report_file *file, const char *bytes, size_t length);

/* To be called from time to time: what was written to a compressed file that grows can be read soon after. */
void report_file_look(struct report_file *file);

/* The folder in which the file is renamed or removed at the end; the caller frees. NULL for none. */
char *report_file_folder(const struct report_file *file);

/* The descriptor of the file. */
int report_file_descriptor(const struct report_file *file);

/* The errno of the first write that failed; 0 for none. */
int report_file_error(const struct report_file *file);

/* Why the file could not be written, as one line that names it; the caller frees. */
char *report_file_problem(const struct report_file *file);

/* Moves the written file to its final name, without an allocation. Returns false if that fails or a write has
 * failed; the old file is then unchanged. */
bool report_file_commit(struct report_file *file);

/* Closes the file. What was not committed is removed, except for a file that grows and has something in it.
 * Takes NULL. */
void report_file_close(struct report_file *file);

#endif
