/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Findings that the user accepts, and which count for the exit status. */
#include "assess/assess.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "facts_builder.h"
#include "infer/run_summary.h"
#include "report/finding_groups.h"

#include <criterion/criterion.h>
#include <string.h>

/* The host, address and port of the fault. */
#define HOST    "mail.example.org"
#define ADDRESS "192.0.2.30"
enum { PORT = 587 };

/* An error on a submission port, by a good domain's only fault. */
static struct report spoilt(const struct expectations *expectations)
{
    struct report report = {0};
    struct policy policy = policy_default;
    policy.expectations = expectations;
    facts_good(&report);
    facts_add_keyword(facts_session(&report, ADDRESS, PORT)->ehlo, "AUTH", "PLAIN");
    assess_report(&report, &policy);
    return report;
}

static const struct finding *fault_of(const struct report *report)
{
    const struct finding *fault = NULL;
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].id == FINDING_AUTH_PLAINTEXT_BEFORE_TLS
            && report->findings[i].outcome == OUTCOME_FAILS)
            fault = &report->findings[i];
    cr_assert_not_null(fault);
    return fault;
}

/* The report of the spoilt domain by one rule. */
static struct report with_rule(const char *domain, const char *host, int64_t port, const char *until)
{
    struct expectations expectations = {0};
    struct accept_rule *rule =
        list_append(&expectations.accept_rules, &expectations.accept_rule_count, sizeof *rule);
    *rule = (struct accept_rule){.id = FINDING_AUTH_PLAINTEXT_BEFORE_TLS,
                                 .domain = text_copy(domain),
                                 .host = text_copy(host),
                                 .port = port,
                                 .acceptance = {.reason = text_copy("old"), .until = text_copy(until)}};
    struct report report = spoilt(&expectations);
    expectations_free(&expectations);
    return report;
}

Test(accept, by_id_domain_host_address_and_port)
{
    static const struct {
        const char *domain;
        const char *host;
        int64_t port;
        bool accepted;
    } rows[] = {
        {NULL, NULL, 0, true},
        {NULL, HOST, 0, true},
        {NULL, "MAIL.example.ORG", PORT, true},
        {NULL, ADDRESS, PORT, true},
        {"example.org", HOST, PORT, true},
        {NULL, HOST, 465, false},
        {NULL, "mx1.example.org", 0, false},
        {NULL, "example.org", 0, false}, /* that is a host's fault, not the domain's */
        {"example.net", NULL, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = with_rule(rows[i].domain, rows[i].host, rows[i].port, NULL);
        const struct finding *fault = fault_of(&report);
        cr_expect_eq(fault->accepted != NULL, rows[i].accepted, "row %zu", i);
        cr_expect_eq(assess_exit(&report, SEVERITY_ERROR), rows[i].accepted ? 0 : 1, "row %zu", i);
        facts_clear(&report);
    }
}

/* The report is of 2027-01-15, 08:00 UTC. */
Test(accept, up_to_and_with_the_last_day)
{
    static const struct {
        const char *until;
        bool accepted;
    } rows[] = {{"2027-01-16", true},  {"2027-01-15", true}, {"2027-01-14", false},
                {"2026-12-31", false}, {"2028-02-29", true}, {"9999-12-31", true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = with_rule(NULL, NULL, 0, rows[i].until);
        cr_expect_eq(fault_of(&report)->accepted != NULL, rows[i].accepted, "%s", rows[i].until);
        facts_clear(&report);
    }
}

Test(accept, what_is_accepted_is_in_no_other_count)
{
    struct report plain = spoilt(NULL);
    struct report report = with_rule(NULL, NULL, 0, NULL);
    struct block_counts before = finding_groups_count(plain.findings, plain.finding_count);
    struct block_counts after = finding_groups_count(report.findings, report.finding_count);
    struct run_summary summary = {0};
    for (size_t i = 0; i < report.finding_count; i++)
        run_summary_count(&summary, &report.findings[i]);
    cr_expect_eq(before.errors, after.errors + 1);
    cr_expect_eq(before.accepted, 0);
    cr_expect_eq(after.accepted, 1);
    cr_expect_eq(summary.accepted, 1);
    cr_expect_eq(summary.errors, 0);
    facts_clear(&plain);
    facts_clear(&report);
}

Test(accept, what_holds_is_not_marked_and_the_rest_stays_before_it)
{
    struct report report = with_rule(NULL, NULL, 0, NULL);
    bool seen = false;
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        cr_expect(finding->accepted == NULL || finding->outcome == OUTCOME_FAILS);
        cr_expect(!seen || finding->outcome == OUTCOME_HOLDS, "%s", finding_name(finding->id));
        seen = seen || finding->accepted != NULL;
    }
    cr_expect(seen);
    facts_clear(&report);
}

static struct fail_on by_default(void)
{
    struct fail_on fail_on = {0};
    for (int role = 0; role < ROLE_COUNT; role++)
        fail_on.by_role[role] = SEVERITY_ERROR;
    return fail_on;
}

Test(fail_on, the_role_of_the_subject_decides_and_an_id_before_it)
{
    struct report report = spoilt(NULL);
    struct fail_on fail_on = by_default();
    struct fail_on_finding of_id = {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, FAIL_ON_NEVER};
    cr_expect_eq(fault_of(&report)->role, ROLE_SUBMISSION);
    cr_expect_eq(assess_exit_by(&report, &fail_on), 1);
    fail_on.by_role[ROLE_SUBMISSION] = FAIL_ON_NEVER;
    cr_expect_eq(assess_exit_by(&report, &fail_on), 0);
    fail_on.findings = &of_id;
    fail_on.finding_count = 1;
    of_id.severity = SEVERITY_INFO;
    cr_expect_eq(assess_exit_by(&report, &fail_on), 1);
    fail_on.by_role[ROLE_SUBMISSION] = SEVERITY_ERROR;
    of_id.severity = FAIL_ON_NEVER;
    cr_expect_eq(assess_exit_by(&report, &fail_on), 0);
    facts_clear(&report);
}

Test(fail_on, what_is_about_no_host_has_the_role_of_the_domain)
{
    struct report report = {0};
    facts_good(&report);
    report.ended = REPORT_TIME_RAN_OUT;
    assess_report(&report, &policy_default);
    struct fail_on fail_on = by_default();
    int counted = assess_exit_by(&report, &fail_on);
    fail_on.by_role[ROLE_DOMAIN] = FAIL_ON_NEVER;
    cr_expect(counted != 0);
    cr_expect_eq(assess_exit_by(&report, &fail_on), 0);
    facts_clear(&report);
}
