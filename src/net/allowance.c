/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each target of a run may cost. */
#include "net/allowance.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>

struct group {
    uint64_t id;
    struct allowance allowance;
    int64_t credited_until_ms;
    int64_t credited_ms;
};

struct allowances {
    void *groups; /* tsearch(3) tree of struct group */
    int64_t time_turns_max_ms;
    uint64_t last;
};

static int compare_groups(const void *left, const void *right)
{
    uint64_t a = ((const struct group *)left)->id;
    uint64_t b = ((const struct group *)right)->id;
    return (a > b) - (a < b);
}

static struct group *find_group(const struct allowances *allowances, uint64_t id)
{
    struct group key = {.id = id};
    void *node = allowances != NULL ? tfind(&key, &allowances->groups, compare_groups) : NULL;
    return node != NULL ? *(struct group **)node : NULL;
}

struct allowances *allowances_new(void)
{
    return allocate(1, sizeof(struct allowances));
}

void allowances_free(struct allowances *allowances)
{
    if (allowances == NULL)
        return;
    tdestroy(allowances->groups, free);
    free(allowances);
}

uint64_t allowances_open(struct allowances *allowances, const int64_t max[static ALLOWANCE_KINDS])
{
    struct group *group = allocate(1, sizeof *group);
    group->id = ++allowances->last;
    for (int kind = 0; kind < ALLOWANCE_KINDS; kind++)
        group->allowance.max[kind] = max[kind];
    if (tsearch(group, &allowances->groups, compare_groups) == NULL)
        out_of_memory();
    return group->id;
}

bool allowances_spend(struct allowances *allowances, uint64_t group, enum allowance_kind kind, bool minor)
{
    struct group *found = find_group(allowances, group);
    if (found == NULL)
        return true;
    struct allowance *allowance = &found->allowance;
    int64_t max = allowance->max[kind];
    int64_t share = minor ? max - max / 4 : max;
    bool granted = max == 0 || allowance->spent[kind] < share;
    allowance->spent[kind] += granted;
    allowance->denied[kind] += !granted;
    return granted;
}

void allowances_correct(struct allowances *allowances, uint64_t group, enum allowance_kind kind, int64_t by)
{
    struct group *found = find_group(allowances, group);
    if (found != NULL)
        found->allowance.spent[kind] += by;
}

void allowances_set_turns_max(struct allowances *allowances, int64_t time_turns_max_ms)
{
    allowances->time_turns_max_ms = time_turns_max_ms;
}

int64_t allowances_credit(struct allowances *allowances, uint64_t id, int64_t from_ms, int64_t to_ms)
{
    struct group *group = find_group(allowances, id);
    if (group == NULL)
        return 0;
    if (from_ms < group->credited_until_ms)
        from_ms = group->credited_until_ms;
    int64_t left_ms = allowances->time_turns_max_ms - group->credited_ms;
    int64_t credit_ms = to_ms - from_ms < left_ms ? to_ms - from_ms : left_ms;
    if (credit_ms <= 0)
        return 0;
    group->credited_until_ms = to_ms;
    group->credited_ms += credit_ms;
    return credit_ms;
}

bool allowances_denied(const struct allowances *allowances, uint64_t group, enum allowance_kind kind)
{
    const struct group *found = find_group(allowances, group);
    return found != NULL && found->allowance.denied[kind] > 0;
}

struct allowance allowances_of(const struct allowances *allowances, uint64_t group)
{
    const struct group *found = find_group(allowances, group);
    return found != NULL ? found->allowance : (struct allowance){0};
}

void allowances_close(struct allowances *allowances, uint64_t group)
{
    struct group *found = find_group(allowances, group);
    if (found != NULL)
        tdelete(found, &allowances->groups, compare_groups);
    free(found);
}
