/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a configuration file.
 *
 *     # a comment
 *     depth = deep
 *     resolver = 192.0.2.53   # where this network's answers come from
 *     quiet = yes
 *     control = mail.example.com
 *     control = mail.example.net:587
 *
 * A name is that of a long option, without dashes; a value is what would follow it. Blanks around both do not
 * count, a
 * '#' at the beginning or after a blank begins a comment. Only options that may be repeated stand there
 * twice. */
#ifndef MAILSONDE_COMMAND_SETTINGS_FILE_H
#define MAILSONDE_COMMAND_SETTINGS_FILE_H

#include "command/option_table.h"

#include <stdbool.h>
#include <stddef.h>

/* The value of an option, from elsewhere than the command line. */
struct setting {
    const struct option *option;
    char *value;
    char *origin; /* where it stands, for people: "FILE:LINE", "MAILSONDE_NAME" */
};

struct setting_list {
    struct setting *items;
    size_t count;
};

/* Appends the settings in `text`, the `length` bytes of the file `path`. False for what is no setting, with
 * one line in *problem that names file and line, which the caller frees. The values are not checked. */
bool settings_file_parse(const char *path, const char *text, size_t length, struct setting_list *list,
                         char **problem);

void setting_list_free(struct setting_list *list);

#endif
