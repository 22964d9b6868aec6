/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits of each target of a run. A target is the number of its fibers (fiber_target()); an unknown or closed
 * target has no limits. All functions but new and free may be called from any thread. */
#ifndef MAILSONDE_NET_ALLOWANCE_H
#define MAILSONDE_NET_ALLOWANCE_H

#include <stdbool.h>
#include <stdint.h>

enum allowance_kind { ALLOWANCE_CONNECTION, ALLOWANCE_QUERY, ALLOWANCE_KINDS };

/* One target's, by kind. */
struct allowance {
    int64_t max[ALLOWANCE_KINDS]; /* 0: no limit */
    int64_t spent[ALLOWANCE_KINDS];
    int64_t denied[ALLOWANCE_KINDS];
};

struct allowances;

struct allowances *allowances_new(void);
void allowances_free(struct allowances *allowances);

/* A new target with these limits. */
uint64_t allowances_open(struct allowances *allowances, const int64_t max[static ALLOWANCE_KINDS]);

/* Counts one more of the kind. False, and counted as denied, if the target has used up its share; for
 * something `minor` the share is three quarters of the limit, so that the rest is left for what matters. */
bool allowances_spend(struct allowances *allowances, uint64_t target, enum allowance_kind kind, bool minor);

/* Corrects the count by so many. */
void allowances_correct(struct allowances *allowances, uint64_t target, enum allowance_kind kind, int64_t by);

/* The target waited for its turn behind others from `from_ms` to `to_ms` of some clock: how much of that is
 * to be added to its time. What several of its fibers waited for at once counts once; it is no more than
 * `time_turns_max_ms` in all. */
int64_t allowances_credit(struct allowances *allowances, uint64_t target, int64_t from_ms, int64_t to_ms);

/* At most this much is added to the time of a target; 0, the initial value: nothing. */
void allowances_set_turns_max(struct allowances *allowances, int64_t time_turns_max_ms);

/* Whether the target has been denied one of the kind. */
bool allowances_denied(struct allowances *allowances, uint64_t target, enum allowance_kind kind);

/* What the target has spent; zeros for one that is not known. */
struct allowance allowances_of(struct allowances *allowances, uint64_t target);

/* Forgets the target. */
void allowances_close(struct allowances *allowances, uint64_t target);

#endif
