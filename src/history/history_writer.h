/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Adds reports to a history in a thread of its own: the disk and other writers may take long, and the loop
 * that scans does not wait for them. */
#ifndef MAILSONDE_HISTORY_HISTORY_WRITER_H
#define MAILSONDE_HISTORY_HISTORY_WRITER_H

#include "history/history.h"

struct history_writer;

/* Takes the history over. The thread is started by the first report: it is in the sandbox that the caller is
 * in then. Where the system gives no thread the caller waits. */
struct history_writer *history_writer_new(struct history *history);

/* Adds a report, which the caller may free: it is copied, and the thread makes its text. It waits for the
 * thread only while HISTORY_WAITING_MAX others are waiting. */
void history_writer_add(struct history_writer *writer, const struct report *report, int64_t exit_status);

/* The same with a report that is not copied: it is taken over, and a zeroed one is left. */
void history_writer_take(struct history_writer *writer, struct report *report, int64_t exit_status);

enum { HISTORY_WAITING_MAX = 100 };

/* One line about the first report that could not be added, once, when it is known; else NULL. The caller
 * frees. */
char *history_writer_problem(struct history_writer *writer);

/* Waits for the thread and closes the file. The number of reports that are not in it. */
size_t history_writer_end(struct history_writer *writer);

/* What was to be added so far. */
size_t history_writer_count(const struct history_writer *writer);

const struct history *history_writer_history(const struct history_writer *writer);

/* After history_writer_end(); takes NULL. */
void history_writer_free(struct history_writer *writer);

#endif
