/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS policies to the letter, patterns, and the two TXT records. */
#include "discover/mta_sts.h"
#include "discover/mta_sts_policy.h"
#include "discover/tls_rpt.h"
#include "facts/shapes.h"
#include "infer/mta_sts_match.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HEAD     "version: STSv1\nmode: enforce\n"
#define GOOD     HEAD "mx: mx.example.org\nmax_age: 604800\n"
#define LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

struct policy_row {
    const char *body;
    bool valid;
    const char *problem; /* part of one; NULL for none at all */
};

static const struct policy_row policy_rows[] = {
    {GOOD, true, NULL},
    {"version: STSv1\r\nmode: enforce\r\nmx: mx.example.org\r\nmax_age: 604800\r\n", true, NULL},
    {"version: STSv1\r\nmode: enforce\nmx: mx.example.org\r\nmax_age: 604800", true, NULL},
    {"mx: mx.example.org\nmax_age:604800\nmode:\t enforce \t\nversion: STSv1", true, NULL},
    {GOOD "mx: *.example.net\n", true, NULL},
    {GOOD "mx: a\n", true, NULL},
    {GOOD "mx: " LABEL_63 ".example\n", true, NULL},
    {GOOD "policy_id: 7\nX-1.y: caf\xc3\xa9 au lait\n", true, NULL},
    {GOOD "mode: none\n", true, "\"mode\" is repeated"},
    {GOOD "max_age: never\n", true, "\"max_age\" is repeated"},
    {GOOD "version: STSv2\n", true, "\"version\" is repeated"},
    {GOOD "\n", true, "Line 5 is empty"},
    {"version: STSv1\nmode: none\nmax_age: 0\n", true, NULL},
    {"version: STSv1\nmode: none\nmax_age: 31557600\nmx: a.example\n", true, NULL},
    {"version: STSv1\nmode: none\nmax_age: 0000000001\n", true, NULL},

    {"", false, "There is no version"},
    {"<html>\n", false, "not \"key: value\": \"<html>\""},
    {"mode: enforce\nmx: a.example\nmax_age: 1\n", false, "There is no version"},
    {"Version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1\n", false, "There is no version"},
    {"version: stsv1\nmode: enforce\nmx: a.example\nmax_age: 1\n", false, "the version is not STSv1"},
    {"version: STSv2\n" GOOD, false, "the version is not STSv1"},
    {"version : STSv1\nmode: none\nmax_age: 1\n", false, "not \"key: value\""},
    {" version: STSv1\nmode: none\nmax_age: 1\n", false, "not \"key: value\""},
    {"\xef\xbb\xbf" GOOD, false, "byte order mark"},
    {"version: STSv1\nmx: a.example\nmax_age: 1\n", false, "There is no mode"},
    {"version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1\n", false, "the mode is none of"},
    {"version: STSv1\nmode:\nmx: a.example\nmax_age: 1\n", false, "the value is empty"},
    {HEAD "max_age: 1\n", false, "There is no mx"},
    {"version: STSv1\nmode: testing\nmax_age: 1\n", false, "There is no mx"},
    {HEAD "mx: a.example\n", false, "There is no max_age"},
    {HEAD "mx: a.example\nmax_age: 31557601\n", false, "more than 31557600"},
    {HEAD "mx: a.example\nmax_age: 00000000001\n", false, "at most ten digits"},
    {HEAD "mx: a.example\nmax_age: -1\n", false, "at most ten digits"},
    {HEAD "mx: a.example\nmax_age: 1d\n", false, "at most ten digits"},
    {GOOD "mx: mx.example.org.\n", false, "not a host name"},
    {GOOD "mx: .example.org\n", false, "not a host name"},
    {GOOD "mx: mx..org\n", false, "not a host name"},
    {GOOD "mx: *\n", false, "not a host name"},
    {GOOD "mx: *.\n", false, "not a host name"},
    {GOOD "mx: *.*.org\n", false, "not a host name"},
    {GOOD "mx: mx.*.org\n", false, "not a host name"},
    {GOOD "mx: m*.org\n", false, "not a host name"},
    {GOOD "mx: -mx.org\n", false, "not a host name"},
    {GOOD "mx: mx_1.org\n", false, "not a host name"},
    {GOOD "mx: [192.0.2.1]\n", false, "not a host name"},
    {GOOD "mx: a.org, b.org\n", false, "not a host name"},
    {GOOD "mx: b\xc3\xbc"
          "cher.example\n",
     false, "not a host name"},
    {GOOD "mx: a" LABEL_63 ".example\n", false, "not a host name"},
    {GOOD "junk\n", false, "not \"key: value\": \"junk\""},
    {GOOD "x: a\x01z\n", false, "control characters"},
    {GOOD "x: a\rz\n", false, "control characters"},
    {GOOD "a/b: c\n", false, "not \"key: value\""},
    {GOOD "a23456789012345678901234567890123: c\n", false, "not \"key: value\""},
};

static bool has_problem(const struct text_list *problems, const char *part)
{
    for (size_t i = 0; i < problems->count; i++)
        if (strstr(problems->items[i], part) != NULL)
            return true;
    return false;
}

Test(mta_sts_policy, rows)
{
    for (size_t i = 0; i < sizeof policy_rows / sizeof policy_rows[0]; i++) {
        const struct policy_row *row = &policy_rows[i];
        struct mta_sts_policy policy = {0};
        bool valid = mta_sts_policy_parse(row->body, strlen(row->body), &policy);
        char *problems = text_list_join(&policy.problems, " ");
        cr_expect_eq(valid, row->valid, "row %zu: %s", i, problems);
        cr_expect(row->problem != NULL ? has_problem(&policy.problems, row->problem)
                                       : policy.problems.count == 0,
                  "row %zu: %s", i, problems);
        free(problems);
        shape_clear(&mta_sts_policy_shape, &policy);
    }
}

Test(mta_sts_policy, fields)
{
    static const char body[] =
        "mode: testing\nmx: MX.example.org\nmx: *.example.net\nfoo: bar\nmax_age: 86400\nmax_age: 5\n"
        "version: STSv1\n";
    struct mta_sts_policy policy = {0};
    cr_expect(mta_sts_policy_parse(body, strlen(body), &policy));
    cr_expect_str_eq(policy.version, "STSv1");
    cr_expect_str_eq(policy.mode_word, "testing");
    cr_expect_eq(policy.mode, MTA_STS_MODE_TESTING);
    cr_expect_eq(policy.max_age_s, 86400);
    cr_expect_eq(policy.mx.count, 2);
    cr_expect_str_eq(policy.mx.items[1], "*.example.net");
    cr_expect_eq(policy.unknown_keys.count, 1);
    cr_expect_str_eq(mta_sts_match_policy(&policy, "mx.EXAMPLE.org"), "MX.example.org");
    cr_expect_null(mta_sts_match_policy(&policy, "example.net"));
    shape_clear(&mta_sts_policy_shape, &policy);
}

Test(mta_sts_policy, a_nul_byte_does_not_end_it)
{
    static const char body[] = GOOD "x: \0\n";
    struct mta_sts_policy policy = {0};
    cr_expect(!mta_sts_policy_parse(body, sizeof body - 1, &policy));
    shape_clear(&mta_sts_policy_shape, &policy);
}

Test(mta_sts_match, a_star_is_exactly_one_label)
{
    static const struct {
        const char *pattern;
        const char *host;
        bool matches;
    } rows[] = {
        {"mail.example.org", "mail.example.org", true},
        {"mail.example.org", "MAIL.example.ORG", true},
        {"mail.example.org", "mx.mail.example.org", false},
        {"mail.example.org", "example.org", false},
        {"*.example.org", "mail.example.org", true},
        {"*.example.org", "a.b.example.org", false},
        {"*.example.org", "example.org", false},
        {"*.example.org", ".example.org", false},
        {"*.example.org", "mailexample.org", false},
        {"*.org", "example.org", true},
        {"", "", false},
        {"*.", "a.", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(mta_sts_match(rows[i].pattern, rows[i].host), rows[i].matches, "row %zu", i);
}

Test(mta_sts_record, id)
{
    static const struct {
        const char *record;
        const char *id; /* NULL for an invalid record */
        const char *problem;
    } rows[] = {
        {"v=STSv1; id=20160831085700Z;", "20160831085700Z", ""},
        {"v=STSv1;id=1", "1", ""},
        {"v=STSv1; foo=bar ;  id=a ; ", "a", ""},
        {"v=STSv1; id=a; id=b;", "a", ""},
        {"v=STSv1; id=12345678901234567890123456789012", "12345678901234567890123456789012", ""},
        {"v=STSv1; id=123456789012345678901234567890123", NULL, "not 1 to 32"},
        {"v=STSv1; id=2016-08-31", NULL, "not 1 to 32"},
        {"v=STSv1; id=", NULL, "not 1 to 32"},
        {"v=STSv1; id= 1", NULL, "not 1 to 32"},
        {"v=STSv1; ID=1", NULL, "no id"},
        {"v=STSv1;", NULL, "no id"},
        {"v=STSv1; id", NULL, "not NAME=VALUE"},
        {"v=STSv1; id=1; junk", NULL, "not NAME=VALUE"},
        {"v=STSv1;; id=1", NULL, "not NAME=VALUE"},
        {"v=STSv1; =x; id=1", NULL, "an invalid name"},
        {"v=STSv1;\tid=1", "1", ""},
        {"v=STSv1\t;\t id=1 \t;\t", "1", ""},
        {"v=STSv1 ; id=1", "1", ""},
        {"v=STSv1; id=1\t2", NULL, "\"1\\x092\""},
        {"v=STSv1; id=1; note=!~:<>", "1", ""},
        {"v=STSv1; id=1; note=has space;", NULL, "that is not allowed: \"note=has space\""},
        {"v=STSv1; id=1; note=has\ttab;", NULL, "that is not allowed: \"note=has\\x09tab\""},
        {"v=STSv1; id=1; note=a=b", NULL, "that is not allowed"},
        {"v=STSv1; id=1; note=", NULL, "is empty"},
        {"v=STSv1; note=\xc3\xa9; id=1", NULL, "that is not allowed"},
        {"v=STSv1; note=\x7f; id=1", NULL, "that is not allowed"},
        {"v=STSv1; n\tb=1; id=1", NULL, "an invalid name"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text_list problems = {0};
        char *id = mta_sts_record_id(rows[i].record, &problems);
        cr_expect(text_same(id, rows[i].id), "row %zu: %s", i, id != NULL ? id : "(none)");
        cr_expect(rows[i].id != NULL ? problems.count == 0 : has_problem(&problems, rows[i].problem),
                  "row %zu", i);
        free(id);
        text_list_free(&problems);
    }
}

Test(tls_rpt, rows)
{
    static const struct {
        const char *record;
        const char *rua; /* joined by blanks */
        const char *problem;
    } rows[] = {
        {"v=TLSRPTv1; rua=mailto:tls@example.org", "mailto:tls@example.org", NULL},
        {"v=TLSRPTv1;rua=mailto:a@b.example , https://r.example/v1?x=y;",
         "mailto:a@b.example "
         "https://r.example/v1?x=y",
         NULL},
        {"v=TLSRPTv1; foo=bar; rua=MAILTO:a@b", "MAILTO:a@b", NULL},
        {"v=TLSRPTv1; rua=mailto:a%21@b", "mailto:a%21@b", NULL},
        {"v=TLSRPTv1;", "", "There is no rua"},
        {"v=TLSRPTv1; rua=", "", "neither mailto: nor https:"},
        {"v=TLSRPTv1; rua=tls@example.org", "", "neither mailto: nor https:"},
        {"v=TLSRPTv1; rua=http://r.example/", "", "neither mailto: nor https:"},
        {"v=TLSRPTv1; rua=https:///x", "", "names no host"},
        {"v=TLSRPTv1; rua=mailto:tls", "", "no mail address"},
        {"v=TLSRPTv1; rua=mailto:@b", "", "no mail address"},
        {"v=TLSRPTv1; rua=mailto:a@b!10m", "", "must be encoded"},
        {"v=TLSRPTv1; rua=mailto:a@b%2", "", "must be encoded"},
        {"v=TLSRPTv1; rua=mailto:a@b,mailto:c d@e", "mailto:a@b", "must be encoded"},
        {"v=TLSRPTv1; rua=mailto:a@b; junk", "mailto:a@b", "not NAME=VALUE"},
        {"v=TLSRPTv1;\trua=mailto:a@b\t,\tmailto:c@d\t;", "mailto:a@b mailto:c@d", NULL},
        {"v=TLSRPTv1; rua=mailto:a@b\tc", "", "\"mailto:a@b\\x09c\""},
        {"v=TLSRPTv1; rua=mailto:a@b; x=has space", "mailto:a@b", "that is not allowed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tls_rpt tls_rpt = {0};
        tls_rpt_parse(rows[i].record, &tls_rpt);
        char *rua = text_list_join(&tls_rpt.rua, " ");
        cr_expect_str_eq(rua, rows[i].rua, "row %zu: %s", i, rua);
        cr_expect(rows[i].problem != NULL ? has_problem(&tls_rpt.problems, rows[i].problem)
                                          : tls_rpt.problems.count == 0,
                  "row %zu", i);
        free(rua);
        shape_clear(&tls_rpt_shape, &tls_rpt);
    }
}
