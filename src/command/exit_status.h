/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the exit status of mailsonde says. */
#ifndef MAILSONDE_COMMAND_EXIT_STATUS_H
#define MAILSONDE_COMMAND_EXIT_STATUS_H

enum exit_status {
    EXIT_STATUS_CLEAN = 0,        /* nothing at or above --fail-on */
    EXIT_STATUS_FOUND = 1,        /* something is */
    EXIT_STATUS_USAGE = 2,        /* what was asked for cannot be understood, or this machine cannot do it */
    EXIT_STATUS_INCONCLUSIVE = 3, /* nothing is, but something could not be told */
    EXIT_STATUS_COUNT,
    EXIT_STATUS_SIGNAL = 128 /* plus the number of the signal that ended the run, whatever was found */
};

/* The one that a run ends with which has come to both: usage before found before inconclusive. */
enum exit_status exit_status_worse(enum exit_status one, enum exit_status other);

/* That of a run which the signal cut off. */
enum exit_status exit_status_of_signal(int signal);

/* What it means, as a sentence for --help and the manual page; of the command path it means something else.
 */
const char *exit_status_meaning(enum exit_status status);
const char *exit_status_meaning_of_path(enum exit_status status);

/* The same of those from EXIT_STATUS_SIGNAL on, with any command, and how they are shown. */
extern const char exit_status_signal_label[];
extern const char exit_status_signal_meaning[];

#endif
