/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads what --expect names: how the infrastructure should be. doc/expectations.md describes the file. */
#ifndef MAILSONDE_COMMAND_EXPECTATION_FILE_H
#define MAILSONDE_COMMAND_EXPECTATION_FILE_H

#include "base/list.h"
#include "command/profile_file.h"
#include "facts/expectations.h"

#include <stdbool.h>
#include <stddef.h>

/* All that a policy borrows of it. */
struct expectation_set {
    struct expectations expectations;
    struct profile_set profiles; /* those that the file names */
};

/* How many faults of a file are told, and how many lines may say something. */
enum { EXPECTATION_FAULTS_MAX = 20, EXPECTATION_LINES_MAX = 20000 };

/* Reads the file `path` (NULL: none) and the words of --ignore into *set, which is to be freed in either
 * case. False when the file cannot be used, with a line for each fault in *problems, which the caller frees:
 * what, where and what to do. */
bool expectation_set_read(struct expectation_set *set, const char *path, const struct text_list *ignored,
                          struct text_list *problems);

/* The same for the `length` bytes of a file called `path`. */
bool expectation_set_parse(struct expectation_set *set, const char *path, const char *text, size_t length,
                           struct text_list *problems);

void expectation_set_free(struct expectation_set *set);

#endif
