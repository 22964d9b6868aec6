/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One portrait for each target. */
#include "compare/portrait_set.h"

#include "base/list.h"
#include "compare/compare.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct portrait *portrait;
    size_t place; /* in which it was added */
};

void portrait_set_add(struct portrait_set *set, struct portrait *portrait)
{
    struct portrait **item = list_append(&set->items, &set->count, sizeof *set->items);
    *item = portrait;
}

/* By target; the last one that was scanned first. */
static int by_target(const void *a, const void *b)
{
    const struct entry *one = a;
    const struct entry *other = b;
    int order = strcmp(one->portrait->target, other->portrait->target);
    if (order != 0)
        return order;
    if (one->portrait->started_at_unix_ms != other->portrait->started_at_unix_ms)
        return one->portrait->started_at_unix_ms > other->portrait->started_at_unix_ms ? -1 : 1;
    return one->place > other->place ? -1 : 1;
}

size_t portrait_set_settle(struct portrait_set *set)
{
    size_t given = set->count;
    struct entry *entries = allocate(given + 1, sizeof *entries);
    for (size_t i = 0; i < given; i++)
        entries[i] = (struct entry){set->items[i], i};
    qsort(entries, given, sizeof *entries, by_target);
    set->count = 0;
    for (size_t i = 0; i < given; i++) {
        bool again =
            set->count > 0 && strcmp(set->items[set->count - 1]->target, entries[i].portrait->target) == 0;
        if (again)
            portrait_free(entries[i].portrait);
        else
            set->items[set->count++] = entries[i].portrait;
    }
    free(entries);
    return given - set->count;
}

void portrait_set_compare(const struct portrait_set *before, const struct portrait_set *after,
                          struct changes *changes)
{
    size_t i = 0;
    size_t n = 0;
    while (i < before->count || n < after->count) {
        int order = i == before->count  ? 1
                    : n == after->count ? -1
                                        : strcmp(before->items[i]->target, after->items[n]->target);
        compare_target(changes, order <= 0 ? before->items[i] : NULL, order >= 0 ? after->items[n] : NULL);
        i += order <= 0;
        n += order >= 0;
    }
}

static bool has_target(const struct portrait_set *set, const char *target)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->items[i]->target, target) == 0)
            return true;
    return false;
}

struct text_list portrait_set_keep_common(struct portrait_set *set, const struct portrait_set *other)
{
    struct text_list left_out = {0};
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct portrait *portrait = set->items[i];
        if (has_target(other, portrait->target)) {
            set->items[kept++] = portrait;
            continue;
        }
        text_list_append(&left_out, portrait->target);
        portrait_free(portrait);
    }
    set->count = kept;
    return left_out;
}

void portrait_set_free(struct portrait_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        portrait_free(set->items[i]);
    free(set->items);
    *set = (struct portrait_set){0};
}
