/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Groups of findings that say the same about several subjects. */
#ifndef MAILSONDE_REPORT_FINDING_GROUPS_H
#define MAILSONDE_REPORT_FINDING_GROUPS_H

#include "base/list.h"
#include "facts/finding.h"

#include <stdbool.h>
#include <stddef.h>

/* Findings in the order in which they were given; borrowed. */
struct finding_group {
    const struct finding **findings;
    size_t count;
};

/* Groups by first appearance; free with finding_groups_free(). */
struct finding_groups {
    struct finding_group *groups;
    size_t count;
};

/* Groups the `wanted` findings by id, outcome, severity, cause, acceptance and all texts except evidence and
 * settings;
 * what holds by id and title alone. */
struct finding_groups finding_groups_of(const struct finding *findings, size_t count,
                                        bool (*wanted)(const struct finding *));

/* The index of the first finding of the group that `finding`, one of them, is in. */
size_t finding_groups_first(const struct finding *findings, size_t count, const struct finding *finding);

/* Groups the members of one group by their evidence. */
struct finding_groups finding_groups_by_evidence(const struct finding_group *group);

/* Whether an earlier group says the same of other subjects, at another severity or of somebody else. */
bool finding_groups_is_explained(const struct finding_groups *groups, size_t index);

/* Whether the greeting told at each place which mail server it is: else a finding has the settings of all. */
bool finding_group_servers_are_known(const struct finding_group *group);

/* Blocks as a reader counts them: findings that are shown together are one. */
struct block_counts {
    size_t errors;
    size_t warnings;
    size_t notes; /* information */
    size_t undecided;
    size_t accepted; /* in none of the above */
};

struct block_counts finding_groups_count(const struct finding *findings, size_t count);

void finding_groups_free(struct finding_groups *groups);

/* The subjects of the group, one on each line: "mx1.example.org 192.0.2.10 ports 25, 587". The caller frees.
 */
struct text_list finding_group_subjects(const struct finding_group *group);

/* The settings of all members, each once. The caller frees. */
struct text_list finding_group_settings(const struct finding_group *group);

#endif
