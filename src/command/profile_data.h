/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of data/profiles, which the build puts into the program. */
#ifndef MAILSONDE_COMMAND_PROFILE_DATA_H
#define MAILSONDE_COMMAND_PROFILE_DATA_H

#include <stddef.h>

struct built_in_profile {
    const char *name; /* name of the file: "bcp195.json" */
    const char *text;
};

/* The default profile comes first. */
extern const struct built_in_profile built_in_profiles[];
extern const size_t built_in_profile_count;

#endif
