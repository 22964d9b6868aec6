/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of commands, from which parsing, --help, the manual page and shell completion are made. */
#ifndef MAILSONDE_COMMAND_COMMAND_TABLE_H
#define MAILSONDE_COMMAND_COMMAND_TABLE_H

#include "command/options.h"

#include <stdbool.h>
#include <stddef.h>

/* What the operands of a command are, for completion. */
enum operand_kind {
    OPERAND_OTHER, /* or none */
    OPERAND_TARGETS,
    OPERAND_FILES,
    OPERAND_FINDINGS,
    OPERAND_COMMANDS
};

struct command_entry {
    const char *name;
    const char *operands; /* "TARGET...", "" for none */
    const char *help;     /* one sentence */
    size_t operands_min;
    size_t operands_max;
    bool hidden; /* not for users */
    enum operand_kind kind;
};

/* Index: enum command. */
extern const struct command_entry command_table[COMMAND_COUNT];

/* The command called `name`, COMMAND_COUNT for none. */
enum command command_by_name(const char *name);

/* Whether the command writes that format, if it writes any. */
bool command_writes(enum command command, enum output_format format);

/* The name of a command for users that `typed` is nearest to, NULL for none. */
const char *command_nearest(const char *typed);

#endif
