/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of --expect: what its lines mean, what is refused and how, days, bounds. */
#include "base/date.h"
#include "base/list.h"
#include "command/expectation_file.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct expectation_set parsed(const char *text)
{
    struct text_list problems = {0};
    struct expectation_set set;
    bool good = expectation_set_parse(&set, "ours", text, strlen(text), &problems);
    cr_assert(good, "%s: %s", text, problems.count > 0 ? problems.items[0] : "?");
    text_list_free(&problems);
    return set;
}

/* The faults of the text, a line each; the caller frees. */
static char *faults_of(const char *text, size_t length)
{
    struct text_list problems = {0};
    struct expectation_set set;
    bool good = expectation_set_parse(&set, "ours", text, length, &problems);
    cr_expect_eq(good, problems.count == 0);
    char *joined = text_list_join(&problems, "\n");
    expectation_set_free(&set);
    text_list_free(&problems);
    return joined;
}

static void refused(const char *text, const char *fault)
{
    char *faults = faults_of(text, strlen(text));
    cr_expect(strstr(faults, fault) != NULL, "%s\n  gives \"%s\"\n  without \"%s\"", text, faults, fault);
    free(faults);
}

Test(expectation_file, lines_belong_to_the_section_that_they_stand_in)
{
    struct expectation_set set = parsed("\xef\xbb\xbf# ours\r\n"
                                        "certificate-days 1/3  # of any\r\n"
                                        "\thost mx1.example.net\r\n"
                                        "closed 2525\r\n"
                                        "\r\n"
                                        "domain Example.ORG\r\n"
                                        "hosts exactly mx1.example.org 2001:DB8:0::1\r\n"
                                        "inbound downgrade-resistant\r\n"
                                        "host mail.example.org\r\n"
                                        "open 465 implicit-tls\r\n"
                                        "submission implicit_tls");
    const struct expectations *all = &set.expectations;
    static const struct {
        enum expectation_kind kind;
        int64_t line;
        const char *domain;
        const char *host;
        int64_t port;
    } rows[] = {
        {EXPECT_CERTIFICATE, 2, NULL, NULL, 0},
        {EXPECT_CLOSED, 4, NULL, "mx1.example.net", 2525},
        {EXPECT_HOSTS_EXACT, 7, "Example.ORG", NULL, 0},
        {EXPECT_HOST, 7, "Example.ORG", "mx1.example.org", 0},
        {EXPECT_HOST, 7, "Example.ORG", "2001:db8::1", 0},
        {EXPECT_INBOUND, 8, "Example.ORG", NULL, 0},
        {EXPECT_HOST, 9, "Example.ORG", "mail.example.org", 0},
        {EXPECT_OPEN, 10, "Example.ORG", "mail.example.org", 465},
        {EXPECT_SUBMISSION, 11, "Example.ORG", "mail.example.org", 0},
    };
    cr_assert_eq(all->count, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < all->count; i++) {
        const struct expect_item *item = &all->items[i];
        cr_expect(item->kind == rows[i].kind && item->line == rows[i].line && item->port == rows[i].port
                      && text_same(item->domain, rows[i].domain) && text_same(item->host, rows[i].host),
                  "row %zu", i);
    }
    cr_expect(all->items[0].part == 1 && all->items[0].parts == 3);
    cr_expect_eq(all->items[5].inbound, INBOUND_DOWNGRADE_RESISTANT);
    cr_expect_eq(all->items[7].mode, MODE_IMPLICIT_TLS);
    cr_expect_eq(all->items[8].submission, SUBMISSION_LEVEL_IMPLICIT_TLS);
    cr_assert_eq(all->domain_count, 1);
    cr_expect_str_eq(all->domains[0].name, "example.org");
    expectation_set_free(&set);
}

Test(expectation_file, acceptances)
{
    struct expectation_set set =
        parsed("accept certificate-expired until 2028-02-29 reason \"said \\\"soon\\\"\"\n"
               "domain example.org\n"
               "accept certificate-expired@[2001:db8::1]:25 reason x until never\n"
               "host mx1.example.org\n"
               "accept certificate-expired until never reason \"# no comment\"");
    const struct accept_rule *rules = set.expectations.accept_rules;
    cr_assert_eq(set.expectations.accept_rule_count, 3);
    cr_expect(rules[0].domain == NULL && rules[0].host == NULL && rules[0].port == 0);
    cr_expect_str_eq(rules[0].acceptance.reason, "said \"soon\"");
    cr_expect_str_eq(rules[0].acceptance.until, "2028-02-29");
    cr_expect_str_eq(rules[0].acceptance.source, "ours");
    cr_expect_eq(rules[0].acceptance.line, 1);
    cr_expect_str_eq(rules[1].domain, "example.org");
    cr_expect_str_eq(rules[1].host, "2001:db8::1");
    cr_expect_eq(rules[1].port, 25);
    cr_expect_null(rules[1].acceptance.until);
    cr_expect_str_eq(rules[2].host, "mx1.example.org");
    cr_expect_str_eq(rules[2].acceptance.reason, "# no comment");
    expectation_set_free(&set);
}

Test(expectation_file, what_is_refused_and_how)
{
    refused("opne 25", "ours:1: \"opne\" begins no line; did you mean open?");
    refused("\n\nwhatever 25", "ours:3: \"whatever\" begins no line; these do: domain, host, hosts, open, ");
    refused("open", "\"open\" has too few words");
    refused("open 25 starttls now", "\"open\" has too many words");
    refused("open 0", "\"0\" is not a port number");
    refused("open 25 tls", "\"tls\" is none of starttls, implicit-tls");
    refused("open 25\nclosed 25", "ours:2: line 1 speaks of port 25 already");
    refused("inbound best", "\"best\" is none of cleartext, opportunistic");
    refused("inbound unknown", "\"unknown\" is none of");
    refused("inbound both\ninbound both", "ours:2: line 1 says so already for the same part of the file");
    refused("certificate-days 0", "neither a number of days");
    refused("certificate-days 3/3", "neither a number of days");
    refused("certificate-days 1/0", "neither a number of days");
    refused("certificate-days -1", "neither a number of days");
    refused("certificate-days 99999999999999999999", "neither a number of days");
    refused("hosts exactly mx1.example.org", "\"hosts\" belongs into the section of a domain");
    refused("domain example.org\nhosts some mx1.example.org", "\"some\" is none of exactly, at-least");
    refused("domain example.org\nhosts exactly a.example\nhosts at-least b.example", "use only one");
    refused("domain example.org\nhosts exactly a.example\nhosts exactly b.example", "line 2 says so already");
    refused("domain example.org\nhosts at-least a.example\nhosts at-least b.example",
            "line 2 says so already");
    refused("domain example.org\nhosts exactly a.example\ndomain b.example\ndomain Example.org",
            "ours:4: line 1 begins a section of that domain already");
    refused("domain b\xc3\xbc"
            "cher.example",
            "write it in ASCII");
    refused("domain example.org.", "without a dot at its end");
    refused("domain a.example\ndomain b.example\ndomain A.example", "ours:3: line 1 begins a section");
    refused("profile no-such-profile", "ours:1: \"no-such-profile\" is neither one of");
    refused("accept certificate-expird until never reason x", "did you mean certificate-expired?");
    refused("accept", "too few words");
    refused("accept certificate-expired until never", "an acceptance needs a reason");
    refused("accept certificate-expired reason x", "an acceptance needs its last day");
    refused("accept certificate-expired until", "nothing stands behind \"until\"");
    refused("accept certificate-expired until never reason \"\"", "nothing stands behind \"reason\"");
    refused("accept certificate-expired until 2027-02-29 reason x", "\"2027-02-29\" is no day");
    refused("accept certificate-expired until never reason two words", "has too many words");
    refused("accept certificate-expired until never reasn x", "\"reasn\" stands where");
    refused("accept certificate-expired@mx.example:99999 until never reason x",
            "does not name a host and port");
    refused("host a.example\naccept certificate-expired@b.example until never reason x",
            "is not the host of this section");
    refused("accept x until never reason \"open", "a quotation mark is not closed");
    refused("accept x until never reason \"a\"b", "follows right behind a quotation mark");
    refused("open \x1b[31m", "\"\\\\x1b[31m\" is not a port number");
}

Test(expectation_file, all_faults_are_told_at_once_up_to_a_bound)
{
    char text[30 * 8 + 1] = "";
    char *faults = faults_of("open x\nclosed y\ninbound z\nprofile no-such", 41);
    cr_expect(strstr(faults, "ours:1: ") != NULL && strstr(faults, "ours:2: ") != NULL
              && strstr(faults, "ours:3: ") != NULL && strstr(faults, "ours:4: ") != NULL);
    free(faults);
    for (int i = 0; i < 30; i++)
        strcat(text, "open x\n");
    faults = faults_of(text, strlen(text));
    cr_expect(strstr(faults, "ours:20: too many faults; the rest was not read") != NULL, "%s", faults);
    cr_expect(strstr(faults, "ours:21: ") == NULL);
    free(faults);
}

Test(expectation_file, what_is_too_large_is_refused)
{
    enum { LINES = EXPECTATION_LINES_MAX + 10, BYTES = 16 };
    char *text = allocate(LINES, BYTES);
    char *end = text;
    end += sprintf(end, "domain a.example\n");
    for (int i = 0; i < LINES - 2; i++)
        end += sprintf(end, "host h%d.a\n", i);
    char *faults = faults_of(text, (size_t)(end - text));
    cr_expect(strstr(faults, "says more than 20000 things") != NULL, "%.200s", faults);
    free(faults);
    free(text);
    faults = faults_of("open 25\0x", 9);
    cr_expect_str_eq(faults, "ours:1: a NUL byte; this is no text file");
    free(faults);
}

Test(expectation_file, a_file_that_cannot_be_read)
{
    struct text_list problems = {0}, none = {0};
    struct expectation_set set;
    char *large = allocate((1 << 20) + 2, 1);
    memset(large, '\n', (1 << 20) + 1);
    char *path = temporary_file(large);
    cr_expect_not(expectation_set_read(&set, "/no/such/file", &none, &problems));
    expectation_set_free(&set);
    cr_expect_not(expectation_set_read(&set, path, &none, &problems));
    expectation_set_free(&set);
    cr_assert_eq(problems.count, 2);
    cr_expect_str_eq(problems.items[0], "--expect: \"/no/such/file\": No such file or directory");
    cr_expect(strstr(problems.items[1], "more than a megabyte") != NULL);
    temporary_file_remove(path);
    free(large);
    text_list_free(&problems);
}

Test(expectation_file, ignored_findings_are_acceptances_without_a_file)
{
    struct text_list problems = {0}, ignored = {0};
    struct expectation_set set;
    text_list_append(&ignored, "certificate-expired@mx1.example.org");
    cr_assert(expectation_set_read(&set, NULL, &ignored, &problems));
    cr_assert_eq(set.expectations.accept_rule_count, 1);
    const struct accept_rule *rule = &set.expectations.accept_rules[0];
    cr_expect_eq(rule->id, FINDING_CERTIFICATE_EXPIRED);
    cr_expect_str_eq(rule->host, "mx1.example.org");
    cr_expect_str_eq(rule->acceptance.reason, "--ignore");
    cr_expect_null(rule->acceptance.until);
    expectation_set_free(&set);
    text_list_free(&ignored);
}

Test(date, days_of_the_calendar)
{
    static const char *const good[] = {"2027-01-31", "2028-02-29", "2000-02-29", "9999-12-31", "2027-04-30"};
    static const char *const bad[] = {"2027-02-29", "2100-02-29", "2027-04-31", "2027-13-01", "2027-00-10",
                                      "2027-01-00", "2027-1-31",  "27-01-31",   "2027/01/31", "2027-01-31 ",
                                      "0999-01-01", "",           "2027-01-3x", "2027-01-310"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(date_is_valid(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_not(date_is_valid(bad[i]), "%s", bad[i]);
}
