/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --store FILE: keeps the reports of a run in a file (history/history.h). */
#ifndef MAILSONDE_COMMAND_REPORT_STORE_H
#define MAILSONDE_COMMAND_REPORT_STORE_H

#include "command/exit_status.h"
#include "command/options.h"
#include "facts/report.h"

#include <stdbool.h>

struct report_store;

/* Opens the file for a run whose output is open. *store is NULL where none is asked for. False with one line
 * in *problem, which the caller frees, where the file is not ours, or cannot be. Where it is ours and cannot
 * be used now (locked, the disk is full) the run goes on; that is told on standard error. */
bool report_store_open(const struct options *options, struct report_store **store, char **problem);

/* Each takes NULL. */

/* Adds the folder of the file, in which files are removed at the end. */
void report_store_folder(const struct report_store *store, struct text_list *folders);

/* Stores an assessed report, which has that status. A failure is one line on standard error, and no reason to
 * end the run. */
void report_store_add(struct report_store *store, const struct report *report, enum exit_status status);

/* The same; may take the report over, and then leaves a zeroed one. */
void report_store_take(struct report_store *store, struct report *report, enum exit_status status);

/* Waits until all is stored and frees. EXIT_STATUS_USAGE where something could not be. */
enum exit_status report_store_close(struct report_store *store);

#endif
