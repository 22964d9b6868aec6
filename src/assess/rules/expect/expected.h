/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is expected of one report. */
#ifndef MAILSONDE_ASSESS_RULES_EXPECT_EXPECTED_H
#define MAILSONDE_ASSESS_RULES_EXPECT_EXPECTED_H

#include "assess/finding/judge.h"
#include "facts/expectations.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The expectations that speak of the report's target; borrowed, but for the list. */
struct expected {
    const char *source;
    const struct expect_item **items;
    size_t count;
};

/* Those in the policy, which may be none; expected_free() frees the list. */
struct expected expected_of(const struct assessment *assessment);
void expected_free(struct expected *expected);

/* What counts of the kind for the host (NULL: for the domain as a whole) and the port (0 for kinds without);
 * NULL for nothing. */
const struct expect_item *expected_for(const struct expected *expected, enum expectation_kind kind,
                                       const char *host, int64_t port);

/* judge() of what `item` expects, with "(FILE:LINE)" behind the evidence. */
void expected_judge(struct assessment *assessment, const struct expected *expected,
                    const struct expect_item *item, const struct about *about, enum finding_id id,
                    enum outcome outcome, const char *evidence, ...) __attribute__((format(printf, 7, 8)));

/* Whether the host is one that DNS or the user names, and not a guess. */
bool expected_counts_host(const struct host *host);

/* The rules, a file each. */
void expected_host_rules(struct assessment *assessment, const struct expected *expected);
void expected_port_rules(struct assessment *assessment, const struct expected *expected);
void expected_level_rules(struct assessment *assessment, const struct expected *expected);
void expected_tls_rules(struct assessment *assessment, const struct expected *expected);

#endif
