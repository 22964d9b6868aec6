/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes in words, and changes that are the same at several places taken together: what the writers for
 * people share. */
#ifndef MAILSONDE_COMPARE_CHANGE_WORDS_H
#define MAILSONDE_COMPARE_CHANGE_WORDS_H

#include "compare/changes.h"
#include "report/page.h"

#include <stddef.h>

/* Changes of one target that differ in their place alone, in their order; borrowed. */
struct change_group {
    const struct change **changes;
    size_t count;
};

struct change_groups {
    struct change_group *groups;
    size_t count;
};

/* Groups by first appearance; free with change_groups_free(). */
struct change_groups change_groups_of(const struct target_changes *target);
void change_groups_free(struct change_groups *groups);

/* What has changed, without the place: "certificate renewed, same key: until 2027-02-01, before until
 * 2026-12-01". The caller frees. */
char *change_words(const struct change *change);

/* The places of a group: "mx1.example.org 192.0.2.10 ports 25, 587"; empty where it is the target as a
 * whole. The caller frees. */
struct text_list change_places(const struct change_group *group, const char *target);

/* By what it means: bad or warning for the worse, good for the better, unsure, or fair. */
enum mark change_mark(const struct change *change);

/* Whether it is told in a count alone where a reader does not ask for everything: something of little weight
 * was not seen this time, or is undecided. */
bool change_is_minor(const struct change *change);

/* "2 worse, 1 better, 3 other" of a target or of all; "" for none. The caller frees. */
char *change_counts(int64_t worse, int64_t open, int64_t better, int64_t neither);

/* "2026-11-29 10:00" of "2026-11-29T10:00:00Z"; the caller frees. */
char *change_minute(const char *time);

/* "2026-11-29 10:00 to 2026-11-30 10:00"; the caller frees. */
char *change_times(const struct target_changes *target);

#endif
