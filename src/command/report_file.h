/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file that a report goes to.
 *
 * A file of its own is written beside its place and takes it at the end: whoever looks finds the old report
 * or the new one, whole. Until then it has no name where the system allows that, so that nothing is left of a
 * program that is killed. A file that grows (--format jsonl) is FILE.partial until the end: it can be
 * followed, and what is in it stays whatever happens. Standard output, pipes and devices are written to as
 * they are. */
#ifndef MAILSONDE_COMMAND_REPORT_FILE_H
#define MAILSONDE_COMMAND_REPORT_FILE_H

#include <stdbool.h>
#include <stdio.h>

struct report_file;

/* Opens `path`, standard output for NULL and "-". `grows`: what is written is to be seen at once, and each
 * write, a line, is there whole or not at all, as far as the file is a regular one. NULL when it cannot be
 * written to: *error is one line that names it, which the caller frees. */
struct report_file *report_file_open(const char *path, bool grows, char **error);

/* Where to write, unbuffered: each fwrite() is one write. A descriptor that does not block is waited for. */
FILE *report_file_stream(const struct report_file *file);

/* Writes without the stream, and so without an allocation. */
void report_file_write(struct report_file *file, const char *bytes, size_t length);

/* The folder in which files are named and removed at the end; the caller frees. NULL for none. */
char *report_file_folder(const struct report_file *file);

/* The descriptor behind it. */
int report_file_descriptor(const struct report_file *file);

/* The errno of the first write that failed; 0 for none. */
int report_file_error(const struct report_file *file);

/* Why it could not be written, one line that names it; the caller frees. */
char *report_file_problem(const struct report_file *file);

/* Puts what was written in its place, without an allocation; false when that fails or some write has failed:
 * then what was there before is untouched. */
bool report_file_commit(struct report_file *file);

/* Ends the use; what was not committed goes, except what has grown. Takes NULL. */
void report_file_close(struct report_file *file);

#endif
