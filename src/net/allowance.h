/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each target of a run may cost. A target is the number that its fibers have (fiber_target());
 * one that is not known here, or no longer, may spend what it likes. */
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

/* Counts one more of the kind; false, and counted as denied, where the target has had its share of them: all
 * but a quarter of the limit when it is for something `minor`, so that what matters is not crowded out. */
bool allowances_spend(struct allowances *allowances, uint64_t target, enum allowance_kind kind, bool minor);

/* So many more, or fewer, than were counted were spent. */
void allowances_correct(struct allowances *allowances, uint64_t target, enum allowance_kind kind, int64_t by);

/* The target waited for its turn behind others from `from_ms` to `to_ms` of some clock: how much of that is
 * to be added to its time. What several of its fibers waited for at once counts once; it is no more than
 * `time_turns_max_ms` in all. */
int64_t allowances_credit(struct allowances *allowances, uint64_t target, int64_t from_ms, int64_t to_ms);

/* As much as is added to the time of any target; 0, as it is at first, for nothing. */
void allowances_set_turns_max(struct allowances *allowances, int64_t time_turns_max_ms);

/* Whether the target has been denied one of the kind. */
bool allowances_denied(const struct allowances *allowances, uint64_t target, enum allowance_kind kind);

/* What the target has spent; zeros for one that is not known. */
struct allowance allowances_of(const struct allowances *allowances, uint64_t target);

/* Forgets the target. */
void allowances_close(struct allowances *allowances, uint64_t target);

#endif
