/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All targets of a run, one after the other: words of the command line, "@FILE" and "-" (standard input) with
 * one target a line. Lines are read as they are asked for, never a whole file. */
#ifndef MAILSONDE_DISCOVER_TARGET_SOURCE_H
#define MAILSONDE_DISCOVER_TARGET_SOURCE_H

#include "facts/run.h"

#include <stdbool.h>
#include <stddef.h>

struct target_source;

enum target_step {
    TARGET_READ, /* a target was read */
    TARGET_BAD,  /* an error was found; the next step goes on after it */
    TARGET_WAIT, /* no line yet: wait until target_source_descriptor() is readable */
    TARGET_END
};

/* The words are borrowed for the life of the source. `as_host`: bare names are hosts. */
struct target_source *target_source_new(const char *const *words, size_t count, bool as_host);

/* Takes NULL. */
void target_source_free(struct target_source *source);

/* The next target. In a file "#" begins a comment at the start of a line or after white space; blank lines
 * and white space around a word mean nothing; CRLF ends a line as well as LF.
 *
 * TARGET_READ fills `target`, which the caller clears with target_shape. TARGET_BAD fills `error`, which the
 * caller clears with input_error_shape: its problem is one line that names the word. The source and line of
 * both say where the word stood; all is safe for a terminal. What is not filled is zeroed. A file without any
 * target is an error, and one that does not look like a list is read no further. */
enum target_step target_source_next(struct target_source *source, struct target *target,
                                    struct input_error *error);

/* The descriptor that lines are being read from: of a pipe or a terminal where TARGET_WAIT came. */
int target_source_descriptor(const struct target_source *source);

/* Appends what was not read: the rest of the list being read, then the remaining words of the command line.
 */
void target_source_list_rest(const struct target_source *source, struct text_list *rest);

#endif
