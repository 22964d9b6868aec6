/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of data/demo, which the build puts into the program. */
#ifndef MAILSONDE_DEMO_DATA_H
#define MAILSONDE_DEMO_DATA_H

#include <stddef.h>

struct demo_file {
    const char *name;
    const char *text;
};

extern const struct demo_file demo_files[];
extern const size_t demo_file_count;

#endif
