/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each target of a run may cost. */
#include "net/allowance.h"

#include "base/list.h"

#include <search.h>
#include <stdlib.h>

/* One target. */
struct spender {
    uint64_t target;
    struct allowance allowance;
    int64_t credited_until_ms;
    int64_t credited_ms;
};

struct allowances {
    void *spenders; /* tsearch(3) tree of struct spender */
    int64_t time_turns_max_ms;
    uint64_t last;
};

static int compare_spenders(const void *left, const void *right)
{
    uint64_t a = ((const struct spender *)left)->target;
    uint64_t b = ((const struct spender *)right)->target;
    return (a > b) - (a < b);
}

static struct spender *find_spender(const struct allowances *allowances, uint64_t target)
{
    struct spender key = {.target = target};
    void *node = allowances != NULL ? tfind(&key, &allowances->spenders, compare_spenders) : NULL;
    return node != NULL ? *(struct spender **)node : NULL;
}

struct allowances *allowances_new(void)
{
    return allocate(1, sizeof(struct allowances));
}

void allowances_free(struct allowances *allowances)
{
    if (allowances == NULL)
        return;
    tdestroy(allowances->spenders, free);
    free(allowances);
}

uint64_t allowances_open(struct allowances *allowances, const int64_t max[static ALLOWANCE_KINDS])
{
    struct spender *spender = allocate(1, sizeof *spender);
    spender->target = ++allowances->last;
    for (int kind = 0; kind < ALLOWANCE_KINDS; kind++)
        spender->allowance.max[kind] = max[kind];
    if (tsearch(spender, &allowances->spenders, compare_spenders) == NULL)
        out_of_memory();
    return spender->target;
}

bool allowances_spend(struct allowances *allowances, uint64_t target, enum allowance_kind kind, bool minor)
{
    struct spender *found = find_spender(allowances, target);
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

void allowances_correct(struct allowances *allowances, uint64_t target, enum allowance_kind kind, int64_t by)
{
    struct spender *found = find_spender(allowances, target);
    if (found != NULL)
        found->allowance.spent[kind] += by;
}

void allowances_set_turns_max(struct allowances *allowances, int64_t time_turns_max_ms)
{
    allowances->time_turns_max_ms = time_turns_max_ms;
}

int64_t allowances_credit(struct allowances *allowances, uint64_t target, int64_t from_ms, int64_t to_ms)
{
    struct spender *spender = find_spender(allowances, target);
    if (spender == NULL)
        return 0;
    if (from_ms < spender->credited_until_ms)
        from_ms = spender->credited_until_ms;
    int64_t left_ms = allowances->time_turns_max_ms - spender->credited_ms;
    int64_t credit_ms = to_ms - from_ms < left_ms ? to_ms - from_ms : left_ms;
    if (credit_ms <= 0)
        return 0;
    spender->credited_until_ms = to_ms;
    spender->credited_ms += credit_ms;
    return credit_ms;
}

bool allowances_denied(const struct allowances *allowances, uint64_t target, enum allowance_kind kind)
{
    const struct spender *found = find_spender(allowances, target);
    return found != NULL && found->allowance.denied[kind] > 0;
}

struct allowance allowances_of(const struct allowances *allowances, uint64_t target)
{
    const struct spender *found = find_spender(allowances, target);
    return found != NULL ? found->allowance : (struct allowance){0};
}

void allowances_close(struct allowances *allowances, uint64_t target)
{
    struct spender *found = find_spender(allowances, target);
    if (found != NULL)
        tdelete(found, &allowances->spenders, compare_spenders);
    free(found);
}
