/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The hosts that DNS names for the domain, against those that are expected. */
#include "assess/finding/phrase.h"
#include "assess/rules/expect/expected.h"
#include "base/list.h"

static const struct host *host_called(const struct report *report, const char *name)
{
    for (size_t i = 0; i < report->host_count; i++)
        if (text_same_name(report->hosts[i].name, name))
            return &report->hosts[i];
    return NULL;
}

/* The look-up that might have named more hosts, and failed; NULL when all that there are, are known. */
static const struct dns_lookup *failed_lookup(const struct domain *domain)
{
    if (!dns_is_definite(domain->mx_lookup.status))
        return &domain->mx_lookup;
    for (size_t i = 0; i < domain->service_count; i++)
        if (!dns_is_definite(domain->services[i].lookup.status))
            return &domain->services[i].lookup;
    return NULL;
}

static struct phrase hosts_phrase(const struct report *report)
{
    struct text_list names = {0};
    for (size_t i = 0; i < report->host_count; i++)
        if (expected_counts_host(&report->hosts[i]))
            text_list_append(&names, report->hosts[i].name);
    struct phrase phrase = phrase_list(&names, "none");
    text_list_free(&names);
    return phrase;
}

/* A host that was only guessed is there, too, if its name exists. */
static bool is_there(const struct host *host)
{
    return host != NULL
           && (expected_counts_host(host)
               || (host->submission == SUBMISSION_GUESS && host->addresses.count > 0));
}

static void judge_missing(struct assessment *assessment, const struct expected *expected,
                          const struct expect_item *item)
{
    const struct report *report = assessment->report;
    const struct host *host = host_called(report, item->host);
    const struct dns_lookup *failed = failed_lookup(report->domain);
    struct about about = {.role = ROLE_MX, .domain = report->domain->name, .host = item->host};
    if (is_there(host))
        expected_judge(assessment, expected, item, &about, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_HOLDS,
                       "The host is there, as expected.");
    else if (failed != NULL)
        expected_judge(assessment, expected, item, &about, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_UNKNOWN,
                       "Expected: the host. Unknown, because a look-up failed: %s.",
                       phrase_lookup(failed).text);
    else
        expected_judge(assessment, expected, item, &about, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_FAILS,
                       "Expected: the host. DNS names: %s.", hosts_phrase(report).text);
}

/* Of a host that the user gives with --submission nobody has to be told. */
static void judge_others(struct assessment *assessment, const struct expected *expected,
                         const struct expect_item *item)
{
    const struct report *report = assessment->report;
    enum finding_id id = item->kind == EXPECT_HOSTS_EXACT ? FINDING_EXPECTATION_HOST_UNEXPECTED
                                                          : FINDING_EXPECTATION_HOST_UNLISTED;
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (!host->is_mx && host->submission != SUBMISSION_SRV)
            continue;
        const struct expect_item *listed = expected_for(expected, EXPECT_HOST, host->name, 0);
        struct about about = {.role = host->is_mx ? ROLE_MX : ROLE_SUBMISSION,
                              .domain = report->domain->name,
                              .host = host->name};
        expected_judge(assessment, expected, item, &about, id, outcome_unless(listed == NULL),
                       "DNS names the host %s; it is %slisted.", host->is_mx ? "as an MX" : "in SRV records",
                       listed != NULL ? "" : "not ");
    }
}

void expected_host_rules(struct assessment *assessment, const struct expected *expected)
{
    const struct expect_item *exact = expected_for(expected, EXPECT_HOSTS_EXACT, NULL, 0);
    const struct expect_item *least = expected_for(expected, EXPECT_HOSTS_LEAST, NULL, 0);
    if (assessment->report->domain == NULL)
        return;
    for (size_t i = 0; i < expected->count; i++)
        if (expected->items[i]->kind == EXPECT_HOST)
            judge_missing(assessment, expected, expected->items[i]);
    if (exact != NULL || least != NULL)
        judge_others(assessment, expected, exact != NULL ? exact : least);
}
