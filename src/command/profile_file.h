/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads policy profiles: built-in ones and the user's files. */
#ifndef MAILSONDE_COMMAND_PROFILE_FILE_H
#define MAILSONDE_COMMAND_PROFILE_FILE_H

#include "base/list.h"
#include "facts/policy_profile.h"

#include <stdbool.h>
#include <stddef.h>

struct profile_set {
    struct policy_profile *profiles;
    size_t count;
};

/* Reads the profile of each word into *set, which is to be freed in either case: the name of one that comes
 * with the program, or a file. No word at all is the default, "bcp195". False for one that cannot be used,
 * with one line in *problem that says which, where in it and what to do; the caller frees it. */
bool profile_set_read(struct profile_set *set, const struct text_list *words, char **problem);

/* Adds the profile that `word` names to *set. False with what is wrong in *problem, likewise. */
bool profile_set_add(struct profile_set *set, const char *word, char **problem);

void profile_set_free(struct profile_set *set);

/* The names of the built-in profiles, the default first; the caller frees. */
struct text_list profile_file_names(void);

#endif
