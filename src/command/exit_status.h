/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exit status of mailsonde. */
#ifndef MAILSONDE_COMMAND_EXIT_STATUS_H
#define MAILSONDE_COMMAND_EXIT_STATUS_H

enum exit_status {
    EXIT_STATUS_CLEAN = 0,        /* no finding at or above --fail-on */
    EXIT_STATUS_FOUND = 1,        /* a finding at or above --fail-on */
    EXIT_STATUS_USAGE = 2,        /* the command line or a target is wrong, or this machine cannot do it */
    EXIT_STATUS_INCONCLUSIVE = 3, /* no such finding, but something is undecided */
    EXIT_STATUS_COUNT,
    EXIT_STATUS_SERVICE =
        256,                 /* plus an enum service_state, with --format nagios: command/service_status.h */
    EXIT_STATUS_SIGNAL = 128 /* plus the number of the signal that ended the run, whatever it found */
};

/* The more important of two statuses: usage before found before inconclusive before clean. */
enum exit_status exit_status_worse(enum exit_status one, enum exit_status other);

/* The status of a run that the signal ended. */
enum exit_status exit_status_of_signal(int signal);

/* The meaning of a status, as a sentence for --help and the manual page; the others are for the commands path
 * and diff. */
const char *exit_status_meaning(enum exit_status status);
const char *exit_status_meaning_of_path(enum exit_status status);
const char *exit_status_meaning_of_diff(enum exit_status status);

/* Label and meaning of the statuses from EXIT_STATUS_SIGNAL on, for every command. */
extern const char exit_status_signal_label[];
extern const char exit_status_signal_meaning[];

#endif
