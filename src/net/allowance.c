/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each target of a run may cost. */
#include "net/allowance.h"

#include "base/list.h"

#include <pthread.h>
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
    pthread_mutex_t lock;
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
    void *node = tfind(&key, &allowances->spenders, compare_spenders);
    return node != NULL ? *(struct spender **)node : NULL;
}

/* A target, and the lock until put_down(); NULL for one that is not known, or without limits at all. */
static struct spender *take_up(struct allowances *allowances, uint64_t target)
{
    if (allowances == NULL)
        return NULL;
    pthread_mutex_lock(&allowances->lock);
    return find_spender(allowances, target);
}

static void put_down(struct allowances *allowances)
{
    if (allowances != NULL)
        pthread_mutex_unlock(&allowances->lock);
}

struct allowances *allowances_new(void)
{
    struct allowances *allowances = allocate(1, sizeof *allowances);
    pthread_mutex_init(&allowances->lock, NULL);
    return allowances;
}

void allowances_free(struct allowances *allowances)
{
    if (allowances == NULL)
        return;
    tdestroy(allowances->spenders, free);
    pthread_mutex_destroy(&allowances->lock);
    free(allowances);
}

uint64_t allowances_open(struct allowances *allowances, const int64_t max[static ALLOWANCE_KINDS])
{
    struct spender *spender = allocate(1, sizeof *spender);
    for (int kind = 0; kind < ALLOWANCE_KINDS; kind++)
        spender->allowance.max[kind] = max[kind];
    pthread_mutex_lock(&allowances->lock);
    uint64_t target = spender->target = ++allowances->last;
    if (tsearch(spender, &allowances->spenders, compare_spenders) == NULL)
        out_of_memory();
    pthread_mutex_unlock(&allowances->lock);
    return target;
}

static bool spend(struct allowance *allowance, enum allowance_kind kind, bool minor)
{
    int64_t max = allowance->max[kind];
    int64_t share = minor ? max - max / 4 : max;
    bool granted = max == 0 || allowance->spent[kind] < share;
    allowance->spent[kind] += granted;
    allowance->denied[kind] += !granted;
    return granted;
}

bool allowances_spend(struct allowances *allowances, uint64_t target, enum allowance_kind kind, bool minor)
{
    struct spender *found = take_up(allowances, target);
    bool granted = found == NULL || spend(&found->allowance, kind, minor);
    put_down(allowances);
    return granted;
}

void allowances_correct(struct allowances *allowances, uint64_t target, enum allowance_kind kind, int64_t by)
{
    struct spender *found = take_up(allowances, target);
    if (found != NULL)
        found->allowance.spent[kind] += by;
    put_down(allowances);
}

void allowances_set_turns_max(struct allowances *allowances, int64_t time_turns_max_ms)
{
    allowances->time_turns_max_ms = time_turns_max_ms;
}

static int64_t credit(struct spender *spender, int64_t max_ms, int64_t from_ms, int64_t to_ms)
{
    if (from_ms < spender->credited_until_ms)
        from_ms = spender->credited_until_ms;
    int64_t left_ms = max_ms - spender->credited_ms;
    int64_t credit_ms = to_ms - from_ms < left_ms ? to_ms - from_ms : left_ms;
    if (credit_ms <= 0)
        return 0;
    spender->credited_until_ms = to_ms;
    spender->credited_ms += credit_ms;
    return credit_ms;
}

int64_t allowances_credit(struct allowances *allowances, uint64_t target, int64_t from_ms, int64_t to_ms)
{
    struct spender *found = take_up(allowances, target);
    int64_t by_ms = found != NULL ? credit(found, allowances->time_turns_max_ms, from_ms, to_ms) : 0;
    put_down(allowances);
    return by_ms;
}

bool allowances_denied(struct allowances *allowances, uint64_t target, enum allowance_kind kind)
{
    const struct spender *found = take_up(allowances, target);
    bool denied = found != NULL && found->allowance.denied[kind] > 0;
    put_down(allowances);
    return denied;
}

struct allowance allowances_of(struct allowances *allowances, uint64_t target)
{
    const struct spender *found = take_up(allowances, target);
    struct allowance allowance = found != NULL ? found->allowance : (struct allowance){0};
    put_down(allowances);
    return allowance;
}

void allowances_close(struct allowances *allowances, uint64_t target)
{
    struct spender *found = take_up(allowances, target);
    if (found != NULL)
        tdelete(found, &allowances->spenders, compare_spenders);
    put_down(allowances);
    free(found);
}
