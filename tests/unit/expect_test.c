/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is expected against what was found: a file, a change to a good domain, and the finding that comes of
 * them. The report is of 2027-01-15. */
#include "assess/assess.h"
#include "base/list.h"
#include "command/expectation_file.h"
#include "facts/words.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MX1  "mx1.example.org"
#define MX2  "mx2.example.org"
#define MAIL "mail.example.org"
#define ALL  MX1 " " MX2 " " MAIL

struct row {
    const char *file;
    void (*spoil)(struct report *report); /* NULL: not at all */
    enum finding_id id;
    enum outcome outcome;
    const char *evidence; /* a part of it */
};

static void drop_mx2(struct report *report)
{
    facts_host(report, MX2)->is_mx = false;
}

static void no_mx_answer(struct report *report)
{
    drop_mx2(report);
    facts_lookup(&report->domain->mx_lookup, "MX", "example.org", DNS_TIMEOUT);
}

static void refuse_465(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
}

static void time_out_465(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_TIMED_OUT);
}

/* The host has an IPv4 address alone. */
static void only_ipv6(struct report *report)
{
    report->vantage.ipv4 = false;
    report->vantage.ipv6 = true;
}

static void all_silent(struct report *report)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        facts_stop(report, "192.0.2.30", ports[i], STEP_CONNECT, STOP_TIMED_OUT);
}

static void not_from_here(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_LOCAL);
}

static void cut_off(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_INTERRUPTED);
}

static void plaintext_465(struct report *report)
{
    facts_open(report, "192.0.2.30", 465, MODE_STARTTLS);
}

static void hang_up_465(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_GREETING, STOP_CLOSED);
    facts_endpoint(report, "192.0.2.30", 465)->found = MODE_UNKNOWN;
}

static void open_2525(struct report *report)
{
    facts_open(report, "192.0.2.10", 2525, MODE_STARTTLS);
}

static void no_address(struct report *report)
{
    text_list_free(&facts_host(report, MAIL)->addresses);
}

static void pinned(struct report *report)
{
    facts_policy(report, MTA_STS_MODE_ENFORCE);
}

static void turned_away(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 421, "later");
    facts_refuse(report, "2001:db8::10", 25, STEP_GREETING, 421, "later");
    facts_refuse(report, "192.0.2.20", 25, STEP_GREETING, 421, "later");
}

static void auth_in_clear(struct report *report)
{
    facts_add_keyword(facts_session(report, "192.0.2.30", 587)->ehlo, "AUTH", "PLAIN");
}

static struct certificate *leaf(struct report *report)
{
    return &facts_session(report, "192.0.2.30", 465)->tls->chain[0];
}

static void ten_days_left(struct report *report)
{
    leaf(report)->not_before_unix_s = FACTS_NOW_S - 80 * FACTS_DAY_S;
    leaf(report)->not_after_unix_s = FACTS_NOW_S + 10 * FACTS_DAY_S;
}

static void thirty_of_ninety_days_left(struct report *report)
{
    leaf(report)->not_before_unix_s = FACTS_NOW_S - 60 * FACTS_DAY_S;
    leaf(report)->not_after_unix_s = FACTS_NOW_S + 30 * FACTS_DAY_S;
}

static void unreadable(struct report *report)
{
    leaf(report)->unreadable = text_copy("damaged");
}

static void small_key(struct report *report)
{
    leaf(report)->key_type = KEY_TYPE_RSA;
    leaf(report)->key_bits = 1024;
}

static void interrupted(struct report *report)
{
    report->ended = REPORT_TIME_RAN_OUT;
}

/* What the section of the domain begins with. */
#define DOMAIN "domain example.org\n"

static const struct row rows[] = {
    {DOMAIN "hosts exactly " ALL, NULL, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_HOLDS, "as expected"},
    {DOMAIN "hosts exactly " ALL, drop_mx2, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_FAILS,
     "DNS names: mx1.example.org, mail.example.org."},
    {DOMAIN "hosts at-least MX2.example.ORG", drop_mx2, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_FAILS,
     "(ours:2)"},
    {DOMAIN "hosts exactly " ALL, no_mx_answer, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_UNKNOWN, "timeout"},
    {DOMAIN "host mx9.example.org", NULL, FINDING_EXPECTATION_HOST_MISSING, OUTCOME_FAILS, "(ours:2)"},
    {DOMAIN "hosts exactly " ALL, NULL, FINDING_EXPECTATION_HOST_UNEXPECTED, OUTCOME_HOLDS, "it is listed"},
    {DOMAIN "hosts exactly " MX1 " " MAIL, NULL, FINDING_EXPECTATION_HOST_UNEXPECTED, OUTCOME_FAILS,
     "as an MX; it is not listed"},
    {DOMAIN "hosts exactly\nhost " MX1 "\nhost " MAIL, NULL, FINDING_EXPECTATION_HOST_UNEXPECTED,
     OUTCOME_FAILS, "(ours:2)"},
    {DOMAIN "hosts at-least " MX1 " " MX2, NULL, FINDING_EXPECTATION_HOST_UNLISTED, OUTCOME_FAILS,
     "in SRV records; it is not listed"},
    {DOMAIN "hosts at-least " ALL, NULL, FINDING_EXPECTATION_HOST_UNLISTED, OUTCOME_HOLDS, "it is listed"},

    {DOMAIN "host " MAIL "\nopen 465", NULL, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_HOLDS, "accepted"},
    {DOMAIN "host " MAIL "\nopen 465", refuse_465, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_FAILS,
     "Expected: port 465 open. Seen: the connection was refused"},
    {DOMAIN "host " MAIL "\nopen 465", time_out_465, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_FAILS,
     "within 10 s; other ports of the address answer: 587. (ours:3)"},
    {DOMAIN "host " MAIL "\nopen 465", not_from_here, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_UNKNOWN,
     "Not known whether this end is the cause"},
    {DOMAIN "host " MAIL "\nopen 465", cut_off, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_UNKNOWN,
     "Not known"},
    {DOMAIN "host " MAIL "\nopen 465", all_silent, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_UNKNOWN,
     "Not known"},
    {DOMAIN "host " MAIL "\nopen 465", only_ipv6, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_UNKNOWN,
     "-4 or -6 excludes"},
    {DOMAIN "host " MAIL "\nopen 4650", NULL, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_UNKNOWN,
     "--ports 4650 probes it"},
    {DOMAIN "host " MAIL "\nopen 465", no_address, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_FAILS,
     "no address"},
    {"host " MAIL "\nopen 465", refuse_465, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_FAILS, "(ours:2)"},
    {"closed 465\n" DOMAIN "host " MAIL "\nopen 465", NULL, FINDING_EXPECTATION_PORT_NOT_OPEN, OUTCOME_HOLDS,
     "(ours:4)"},
    {"closed 2525", NULL, FINDING_EXPECTATION_PORT_NOT_CLOSED, OUTCOME_HOLDS, "refused"},
    {"closed 2525", open_2525, FINDING_EXPECTATION_PORT_NOT_CLOSED, OUTCOME_FAILS,
     "Expected: port 2525 closed. The connection was accepted. (ours:1)"},
    {"host " MAIL "\nclosed 465", time_out_465, FINDING_EXPECTATION_PORT_NOT_CLOSED, OUTCOME_HOLDS, "10 s"},
    {"host " MAIL "\nclosed 465", not_from_here, FINDING_EXPECTATION_PORT_NOT_CLOSED, OUTCOME_UNKNOWN,
     "Not known"},
    {"host " MAIL "\nopen 465 implicit-tls", NULL, FINDING_EXPECTATION_MODE_DIFFERS, OUTCOME_HOLDS,
     "implicit TLS"},
    {"host " MAIL "\nopen 465 implicit_tls", plaintext_465, FINDING_EXPECTATION_MODE_DIFFERS, OUTCOME_FAILS,
     "Expected: implicit TLS. Seen: plaintext SMTP"},
    {"host " MAIL "\nopen 465 implicit-tls", hang_up_465, FINDING_EXPECTATION_MODE_DIFFERS, OUTCOME_UNKNOWN,
     "closed the connection"},

    {DOMAIN "inbound pinned", pinned, FINDING_EXPECTATION_INBOUND_LEVEL, OUTCOME_HOLDS, "pinned or better"},
    {"inbound downgrade-resistant", pinned, FINDING_EXPECTATION_INBOUND_LEVEL, OUTCOME_FAILS, "(ours:1)"},
    {"inbound pinned\n" DOMAIN "inbound opportunistic", facts_opportunistic,
     FINDING_EXPECTATION_INBOUND_LEVEL, OUTCOME_HOLDS, "(ours:3)"},
    {"inbound opportunistic", turned_away, FINDING_EXPECTATION_INBOUND_LEVEL, OUTCOME_UNKNOWN, "unknown"},
    {"host " MX1 "\ninbound both", pinned, FINDING_EXPECTATION_INBOUND_LEVEL_HOST, OUTCOME_FAILS,
     "Seen: pinned"},
    {"host " MX1 "\ninbound pinned", pinned, FINDING_EXPECTATION_INBOUND_LEVEL_HOST, OUTCOME_HOLDS, "pinned"},
    {"submission implicit-tls", NULL, FINDING_EXPECTATION_SUBMISSION_LEVEL, OUTCOME_HOLDS, "implicit_tls"},
    {"submission starttls", auth_in_clear, FINDING_EXPECTATION_SUBMISSION_LEVEL, OUTCOME_FAILS,
     "credentials_in_clear"},
    {"host " MAIL "\nsubmission starttls", auth_in_clear, FINDING_EXPECTATION_SUBMISSION_LEVEL_HOST,
     OUTCOME_FAILS, "credentials_in_clear"},
    {"host " MAIL "\nsubmission implicit-tls", NULL, FINDING_EXPECTATION_SUBMISSION_LEVEL_HOST, OUTCOME_HOLDS,
     "implicit_tls"},

    {"certificate-days 10", ten_days_left, FINDING_EXPECTATION_CERTIFICATE_DAYS, OUTCOME_HOLDS, "10 days"},
    {"host " MAIL "\ncertificate-days 11", ten_days_left, FINDING_EXPECTATION_CERTIFICATE_DAYS, OUTCOME_FAILS,
     "at least 11 days from now. Seen: valid until"},
    {"certificate-days 300\nhost " MAIL "\ncertificate-days 1/3", thirty_of_ninety_days_left,
     FINDING_EXPECTATION_CERTIFICATE_DAYS, OUTCOME_HOLDS, "1/3 of its lifetime (30 days)"},
    {"host " MAIL "\ncertificate-days 2/5", thirty_of_ninety_days_left, FINDING_EXPECTATION_CERTIFICATE_DAYS,
     OUTCOME_FAILS, "2/5 of its lifetime (36 days)"},
    {"host " MAIL "\ncertificate-days 1", unreadable, FINDING_EXPECTATION_CERTIFICATE_DAYS, OUTCOME_UNKNOWN,
     "cannot be parsed"},
    {"host " MAIL "\nprofile bcp195", NULL, FINDING_EXPECTATION_PROFILE, OUTCOME_HOLDS, "by bcp195"},
    {"host " MAIL "\nprofile bcp195", small_key, FINDING_EXPECTATION_PROFILE, OUTCOME_FAILS, "RSA 1024"},

    {"accept auth-plaintext-before-tls until 2027-01-14 reason x", auth_in_clear, FINDING_ACCEPTANCE_EXPIRED,
     OUTCOME_FAILS, "auth-plaintext-before-tls: accepted until 2027-01-14, and still there (ours:1)"},
    {"accept auth-plaintext-before-tls until 2027-01-15 reason x", auth_in_clear, FINDING_ACCEPTANCE_EXPIRED,
     OUTCOME_HOLDS, "accepted"},
    {DOMAIN "accept auth-plaintext-before-tls@" MAIL " until never reason x", NULL, FINDING_ACCEPTANCE_UNUSED,
     OUTCOME_FAILS, "@mail.example.org: what it accepts is in order (ours:2)"},
    {DOMAIN "accept auth-plaintext-before-tls@mx9.example.org until never reason x", NULL,
     FINDING_ACCEPTANCE_UNUSED, OUTCOME_FAILS, "no such finding"},
    {DOMAIN "accept auth-plaintext-before-tls@mx9.example.org until never reason x", interrupted,
     FINDING_ACCEPTANCE_UNUSED, OUTCOME_UNKNOWN, "not all was seen"},
    {DOMAIN "accept auth-plaintext-before-tls until never reason x", auth_in_clear, FINDING_ACCEPTANCE_UNUSED,
     OUTCOME_HOLDS, "accepted"},
};

/* The report of the good domain, spoilt, by the file. */
static struct report assessed(const char *file, void (*spoil)(struct report *report))
{
    struct report report = {0};
    struct text_list problems = {0};
    struct expectation_set set;
    struct policy policy = policy_default;
    bool good = expectation_set_parse(&set, "ours", file, strlen(file), &problems);
    cr_assert(good, "%s: %s", file, problems.count > 0 ? problems.items[0] : "?");
    policy.expectations = &set.expectations;
    if (spoil != facts_opportunistic)
        facts_good(&report);
    if (spoil != NULL)
        spoil(&report);
    assess_report(&report, &policy);
    expectation_set_free(&set);
    text_list_free(&problems);
    return report;
}

static bool fits(const struct row *row, const struct finding *finding)
{
    return finding->id == row->id && finding->outcome == row->outcome && finding->evidence != NULL
           && strstr(finding->evidence, row->evidence) != NULL;
}

Test(expect, each_row_makes_its_finding)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = assessed(rows[i].file, rows[i].spoil);
        bool found = false;
        for (size_t n = 0; n < report.finding_count; n++)
            found = found || fits(&rows[i], &report.findings[n]);
        cr_expect(found, "row %zu: %s %s", i, finding_name(rows[i].id),
                  words_name(&outcome_words, (int)rows[i].outcome));
        for (size_t n = 0; n < report.finding_count && !found; n++)
            if (report.findings[n].id == rows[i].id)
                cr_log_warn("%s: %s", words_name(&outcome_words, (int)report.findings[n].outcome),
                            report.findings[n].evidence);
        facts_clear(&report);
    }
}

Test(expect, every_entry_about_expectations_has_rows_that_fail_and_hold)
{
    for (enum finding_id id = FINDING_EXPECTATION_HOST_MISSING; id <= FINDING_ACCEPTANCE_UNUSED; id++) {
        bool fails = false, holds = false;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            fails = fails || (rows[i].id == id && rows[i].outcome == OUTCOME_FAILS);
            holds = holds || (rows[i].id == id && rows[i].outcome == OUTCOME_HOLDS);
        }
        cr_expect(fails && holds, "%s", finding_name(id));
    }
}

static size_t count_of_file(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        count += report->findings[i].line > 0;
    return count;
}

Test(expect, what_is_said_of_another_domain_is_not_judged)
{
    struct report report = assessed("domain example.net\nhosts exactly\nopen 2525\ninbound both\n"
                                    "certificate-days 3000\nprofile bcp195\nhost " MX1 "\nopen 2525\n"
                                    "accept mta-sts-absent until never reason x",
                                    NULL);
    cr_expect_eq(count_of_file(&report), 0);
    facts_clear(&report);
}

Test(expect, ports_without_a_host_are_those_of_mx_hosts)
{
    struct report report = assessed("closed 2525", NULL);
    cr_expect_eq(count_of_file(&report), 3); /* addresses of MX hosts, and none of mail.example.org */
    facts_clear(&report);
}

/* Nobody asked about its IPv6 address. */
Test(expect, addresses_of_a_family_that_is_excluded_are_not_judged)
{
    static const char file[] = "host " MX1 "\nclosed 2525";
    for (int both = 0; both < 2; both++) {
        struct report report = {0};
        struct text_list problems = {0};
        struct expectation_set set;
        struct policy policy = policy_default;
        cr_assert(expectation_set_parse(&set, "ours", file, strlen(file), &problems));
        policy.expectations = &set.expectations;
        facts_good(&report);
        report.vantage.ipv4 = true;
        report.vantage.ipv6 = both == 1;
        assess_report(&report, &policy);
        cr_expect_eq(count_of_file(&report), both == 1 ? 2 : 1);
        facts_clear(&report);
        expectation_set_free(&set);
    }
}

Test(expect, a_guess_that_the_file_names_counts_fully)
{
    struct report report = {0};
    struct text_list problems = {0};
    struct expectation_set set;
    struct policy policy = policy_default;
    static const char file[] = "domain example.org\nhost smtp.example.org\nopen 2525";
    cr_assert(expectation_set_parse(&set, "ours", file, strlen(file), &problems));
    policy.expectations = &set.expectations;
    facts_guess(&report);
    assess_report(&report, &policy);
    bool found = false;
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        cr_expect(finding->id != FINDING_EXPECTATION_HOST_MISSING || finding->outcome == OUTCOME_HOLDS);
        found = found
                || (finding->id == FINDING_EXPECTATION_PORT_NOT_OPEN && finding->outcome == OUTCOME_FAILS
                    && finding->severity == SEVERITY_ERROR);
    }
    cr_expect(found);
    facts_clear(&report);
    expectation_set_free(&set);
}

Test(expect, findings_know_the_line_and_have_keys_of_their_own)
{
    struct report report =
        assessed(DOMAIN "hosts exactly " MX1 "\nclosed 25\naccept mta-sts-absent until never reason x\n"
                        "accept tls-rpt-absent until never reason x\nhost " MAIL "\ncertificate-days 3000",
                 NULL);
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        cr_expect_eq(finding->line > 0, finding->source != NULL);
        for (size_t n = 0; n < i; n++)
            cr_expect_str_neq(finding->key, report.findings[n].key);
    }
    cr_expect(count_of_file(&report) > 8);
    facts_clear(&report);
}

Test(expect, a_failed_expectation_can_be_accepted)
{
    struct report report =
        assessed("closed 25\naccept expectation-port-not-closed until 2027-02-01 reason x", NULL);
    cr_expect_eq(assess_exit(&report, SEVERITY_ERROR), 0);
    facts_clear(&report);
    report = assessed("closed 25", NULL);
    cr_expect_eq(assess_exit(&report, SEVERITY_ERROR), 1);
    facts_clear(&report);
}
