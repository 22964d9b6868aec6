/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding what is expected, and saying what became of it. */
#include "assess/rules/expect/expected.h"

#include "assess/rules/rules.h"
#include "base/list.h"

#include <inttypes.h>
#include <stdlib.h>

/* Of a host that is the target itself, what is said of it in the section of its domain counts, too. */
static bool is_about(const struct expect_item *item, const struct report *report)
{
    if (report->domain != NULL)
        return item->domain == NULL || text_same_name(item->domain, report->domain->name);
    return item->host != NULL ? text_same_name(item->host, report->target.name) : item->domain == NULL;
}

struct expected expected_of(const struct assessment *assessment)
{
    const struct expectations *all = assessment->policy->expectations;
    struct expected expected = {0};
    if (all == NULL)
        return expected;
    expected.source = all->source;
    for (size_t i = 0; i < all->count; i++) {
        if (!is_about(&all->items[i], assessment->report))
            continue;
        const struct expect_item **item =
            list_append(&expected.items, &expected.count, sizeof *expected.items);
        *item = &all->items[i];
    }
    return expected;
}

void expected_free(struct expected *expected)
{
    free(expected->items);
    *expected = (struct expected){0};
}

/* How narrow the item speaks of `host`; 0: not at all. */
static int closeness(const struct expect_item *item, const char *host)
{
    if (item->host != NULL && !text_same_name(item->host, host))
        return 0;
    return 1 + (item->domain != NULL) + 2 * (item->host != NULL);
}

const struct expect_item *expected_for(const struct expected *expected, enum expectation_kind kind,
                                       const char *host, int64_t port)
{
    const struct expect_item *found = NULL;
    int closest = 0;
    for (size_t i = 0; i < expected->count; i++) {
        const struct expect_item *item = expected->items[i];
        int close = item->kind == kind && item->port == port ? closeness(item, host) : 0;
        if (close > closest) {
            found = item;
            closest = close;
        }
    }
    return found;
}

void expected_judge(struct assessment *assessment, const struct expected *expected,
                    const struct expect_item *item, const struct about *about, enum finding_id id,
                    enum outcome outcome, const char *evidence, ...)
{
    va_list arguments;
    va_start(arguments, evidence);
    char *seen = text_format_list(evidence, arguments);
    va_end(arguments);
    judge(assessment, about, id, outcome, "%s (%s:%" PRId64 ")", seen, expected->source, item->line);
    free(seen);
    struct finding *finding = &assessment->findings[assessment->finding_count - 1];
    finding->source = text_copy(expected->source);
    finding->line = item->line;
}

bool expected_counts_host(const struct host *host)
{
    return host->is_mx || (host->submission != SUBMISSION_NONE && host->submission != SUBMISSION_GUESS);
}

void expect_rules(struct assessment *assessment)
{
    struct expected expected = expected_of(assessment);
    if (expected.count > 0) {
        expected_host_rules(assessment, &expected);
        expected_port_rules(assessment, &expected);
        expected_level_rules(assessment, &expected);
        expected_tls_rules(assessment, &expected);
    }
    expected_free(&expected);
}
