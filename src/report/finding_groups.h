/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings that say the same of several subjects, put together. */
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

/* The findings that are `wanted`, those together that share id, outcome, severity, whom they point at and
 * every text but the evidence and the settings. */
struct finding_groups finding_groups_of(const struct finding *findings, size_t count,
                                        bool (*wanted)(const struct finding *));

/* The members of one group, those together that share the evidence. */
struct finding_groups finding_groups_by_evidence(const struct finding_group *group);

/* Blocks that a reader counts: findings that are told together are one. */
struct block_counts {
    size_t errors;
    size_t warnings;
    size_t notes; /* information */
    size_t undecided;
};

struct block_counts finding_groups_count(const struct finding *findings, size_t count);

void finding_groups_free(struct finding_groups *groups);

/* What the group is about, a line each: "mx1.example.org 192.0.2.10 ports 25, 587". The caller frees. */
struct text_list finding_group_subjects(const struct finding_group *group);

/* The settings of all members, each once. The caller frees. */
struct text_list finding_group_settings(const struct finding_group *group);

#endif
