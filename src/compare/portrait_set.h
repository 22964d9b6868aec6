/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The portraits of many targets, one of each: what one side of a comparison has. */
#ifndef MAILSONDE_COMPARE_PORTRAIT_SET_H
#define MAILSONDE_COMPARE_PORTRAIT_SET_H

#include "base/list.h"
#include "compare/changes.h"
#include "compare/portrait.h"

#include <stddef.h>

/* Owns its items; zeroed is empty. */
struct portrait_set {
    struct portrait **items;
    size_t count;
};

/* Takes the portrait over. */
void portrait_set_add(struct portrait_set *set, struct portrait *portrait);

/* To be called after the last one: sorts them by target. Of several of one target the one that was scanned
 * last stays, and of those the one that was added last; returns how many were left out. */
size_t portrait_set_settle(struct portrait_set *set);

/* compare_target() for each target of two sets that are settled. */
void portrait_set_compare(const struct portrait_set *before, const struct portrait_set *after,
                          struct changes *changes);

/* Takes out of a settled set the targets that the other one does not have; returns their names, which the
 * caller frees. */
struct text_list portrait_set_keep_common(struct portrait_set *set, const struct portrait_set *other);

void portrait_set_free(struct portrait_set *set);

#endif
