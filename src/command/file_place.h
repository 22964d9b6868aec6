/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which file an output's path means, without opening it. */
#ifndef MAILSONDE_COMMAND_FILE_PLACE_H
#define MAILSONDE_COMMAND_FILE_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

/* Ends the name of a file that grows, until it is whole. */
extern const char file_place_partial_suffix[];

/* Where the lines of the file at `path` are until the end; the caller frees. */
char *file_place_partial(const char *path);

/* NULL and "-". */
bool file_place_is_standard_output(const char *path);

/* Whether it is the file that is open at the descriptor. */
bool file_place_is(const struct stat *one, int descriptor);

/* The path that a chain of links leads to, whether there is a file or not; the caller frees. NULL with errno
 * when the chain does not end. */
char *file_place_follow(const char *path);

/* The folder of the path; the caller frees. */
char *file_place_folder(const char *path);

/* Whether the program was given the file open. */
bool file_place_is_given(const char *path, const struct stat *there);

/* Whether a file at the one path and one at the other would replace each other, or mix; both as for
 * report_file_open(), and neither needs to be there. */
bool file_places_are_one(const char *path, bool grows, const char *other_path, bool other_grows);

#endif
