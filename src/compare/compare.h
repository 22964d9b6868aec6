/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compares portraits. Pure: both reports were assessed by the same rules, so what differs is the domain. */
#ifndef MAILSONDE_COMPARE_COMPARE_H
#define MAILSONDE_COMPARE_COMPARE_H

#include "compare/changes.h"
#include "compare/portrait.h"

/* Appends what has changed at one target; NULL for a portrait that there is not, at most one of them. */
void compare_target(struct changes *changes, const struct portrait *before, const struct portrait *after);

/* Whether a change counts, by what it is about and its severity. */
typedef bool change_counts_test(const void *context, const struct change *change);

/* Sorts the targets and fills the summary: the exit status is
 *   1  something got worse that counts: a new problem, a level that fell;
 *   3  nothing did, but something that counts is not known any more, a scan left something out that the one
 *      before did not, or a target went;
 *   0  otherwise. */
void compare_finish(struct changes *changes, change_counts_test *counts, const void *context);

/* Whether anything is told of the target. */
bool compare_target_changed(const struct target_changes *target);

#endif
