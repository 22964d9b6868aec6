/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of the completions of shells that are made from the tables of commands and options.
 * data/mailsonde.bash.in, data/mailsonde.zsh.in and data/mailsonde.fish.in have places for them. */
#ifndef MAILSONDE_COMMAND_COMPLETION_H
#define MAILSONDE_COMMAND_COMPLETION_H

#include <stdio.h>

/* A line that sets "commands" to the names of all commands. */
void completion_shell_commands(FILE *stream);
void completion_fish_commands(FILE *stream);

/* Branches of a case that set "kind" to what the operands of the command are: targets, files, findings,
 * commands. */
void completion_shell_operands(FILE *stream);
void completion_fish_operands(FILE *stream);

/* Branches of a case: what follows an option, the options of a command. */
void completion_bash_arguments(FILE *stream);
void completion_bash_options(FILE *stream);

/* Elements of arrays: COMMAND:HELP, and COMMANDS|OPTION where OPTION is for _arguments. */
void completion_zsh_described(FILE *stream);
void completion_zsh_options(FILE *stream);

/* Lines "complete -c mailsonde ...". */
void completion_fish_described(FILE *stream);
void completion_fish_options(FILE *stream);

#endif
