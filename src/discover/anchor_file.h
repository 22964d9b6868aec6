/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of trust anchors, which the user names or the system has. */
#ifndef MAILSONDE_DISCOVER_ANCHOR_FILE_H
#define MAILSONDE_DISCOVER_ANCHOR_FILE_H

#include "discover/records.h"

/* Zeroed: none was read. anchor_file_free() takes that, too. */
struct anchor_file {
    struct records *records;
    const char *path; /* borrowed */
    char *shown;      /* the same for people */
};

/* Reads `file`, or the first of the system's that has anchors for NULL. What is wrong, or NULL; the caller
 * frees. */
char *anchor_file_read(struct anchor_file *anchors, const char *file);
void anchor_file_free(struct anchor_file *anchors);

/* The closest name at or above `name` that an anchor stands at; NULL for none. */
const char *anchor_file_name_above(const struct anchor_file *anchors, const char *name);

#endif
