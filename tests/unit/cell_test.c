/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words and marks of the matrix. */
#include "base/list.h"
#include "base/tls_names.h"
#include "report/cell.h"

#include <criterion/criterion.h>

enum { NOW_S = 1000000 };

/* One endpoint with one session, in so many words; the rest of both is zero. */
struct case_of_cell {
    enum port_mode expected, found;
    struct stop stop;
    enum answer offered;
    int reply_code; /* to STARTTLS; 0 for none sent */
    bool tls;
    struct tls handshake;
    bool auth_in_clear;
    bool masked;
    char word[24];
    enum mark mark;
};

static struct certificate good_chain[] = {{.not_before_unix_s = NOW_S - 10, .not_after_unix_s = NOW_S + 10}};
static struct certificate old_chain[] = {{.not_before_unix_s = NOW_S - 10, .not_after_unix_s = NOW_S - 1}};
static struct certificate new_chain[] = {{.not_before_unix_s = NOW_S + 5, .not_after_unix_s = NOW_S + 10}};
static struct certificate own_chain[] = {
    {.not_before_unix_s = NOW_S - 10, .not_after_unix_s = NOW_S + 10, .self_signed = true}};
static struct name_check good_name[] = {{.matches = ANSWER_YES}};
static struct name_check bad_name[] = {{.matches = ANSWER_NO}};

#define TLS(certificates, is_trusted, is_in_date, checked)                                                   \
    .tls = true,                                                                                             \
    .handshake = {                                                                                           \
        .completed = ANSWER_YES,                                                                             \
        .chain = certificates,                                                                               \
        .chain_count = 1,                                                                                    \
        .verification = {.trusted = is_trusted, .in_date = is_in_date, .names = checked, .name_count = 1}}
#define GOOD_TLS TLS(good_chain, ANSWER_YES, ANSWER_YES, good_name)

static struct case_of_cell cases[] = {
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_YES, .reply_code = 220, GOOD_TLS, .word = "STARTTLS",
     .mark = MARK_GOOD},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, GOOD_TLS, .word = "implicit", .mark = MARK_GOOD},
    {MODE_UNKNOWN, MODE_IMPLICIT_TLS, GOOD_TLS, .word = "implicit", .mark = MARK_GOOD},
    {MODE_STARTTLS, MODE_IMPLICIT_TLS, GOOD_TLS, .word = "implicit TLS", .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_STARTTLS, .offered = ANSWER_YES, GOOD_TLS, .word = "plaintext",
     .mark = MARK_FAIR},
    {MODE_STARTTLS, MODE_STARTTLS, TLS(old_chain, ANSWER_YES, ANSWER_NO, good_name), .word = "expired",
     .mark = MARK_FAIR},
    {MODE_STARTTLS, MODE_STARTTLS, TLS(new_chain, ANSWER_YES, ANSWER_NO, good_name), .word = "not yet valid",
     .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, TLS(good_chain, ANSWER_YES, ANSWER_YES, bad_name),
     .word = "wrong name", .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, TLS(good_chain, ANSWER_NO, ANSWER_YES, good_name),
     .word = "untrusted", .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, TLS(own_chain, ANSWER_NO, ANSWER_YES, good_name),
     .word = "self-signed", .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, TLS(good_chain, ANSWER_UNKNOWN, ANSWER_YES, good_name),
     .word = "implicit", .mark = MARK_UNSURE},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_YES, GOOD_TLS, .auth_in_clear = true,
     .word = "AUTH clear", .mark = MARK_FAIR},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_NO, .reply_code = 220, GOOD_TLS, .word = "unlisted",
     .mark = MARK_FAIR},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_NO, .reply_code = 502, .word = "no STARTTLS",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_NO, .masked = true, .word = "masked",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_YES, .reply_code = 454, .word = "STARTTLS 454",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS, MODE_STARTTLS, .offered = ANSWER_YES, .reply_code = 502, .word = "STARTTLS 502",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS,
     MODE_STARTTLS,
     {.at = STEP_HANDSHAKE, .reason = STOP_TLS_ALERT},
     .offered = ANSWER_YES,
     .reply_code = 220,
     .tls = true,
     .handshake = {.completed = ANSWER_NO},
     .word = "TLS failed",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS,
     MODE_STARTTLS,
     {.at = STEP_GREETING, .reason = STOP_REJECTED, .reply_code = 421},
     .word = "421 later",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_STARTTLS,
     {.at = STEP_GREETING, .reason = STOP_REJECTED, .reply_code = 554},
     .word = "554 refused",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_STARTTLS,
     {.at = STEP_EHLO_TLS, .reason = STOP_CLOSED},
     .offered = ANSWER_YES,
     GOOD_TLS,
     .word = "closed",
     .mark = MARK_UNSURE},
    {MODE_IMPLICIT_TLS,
     MODE_IMPLICIT_TLS,
     {.at = STEP_GREETING, .reason = STOP_REJECTED, .reply_code = 421},
     GOOD_TLS,
     .word = "421 later",
     .mark = MARK_UNSURE},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, GOOD_TLS, .handshake.version = VERSION_TLS_1_0, .word = "TLS 1.0",
     .mark = MARK_FAIR},
    {MODE_IMPLICIT_TLS, MODE_IMPLICIT_TLS, GOOD_TLS, .handshake.version = VERSION_TLS_1_2, .word = "implicit",
     .mark = MARK_GOOD},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_REFUSED},
     .word = "refused",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_TIMED_OUT},
     .word = "no answer",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_GREETING, .reason = STOP_TIMED_OUT},
     .word = "timed out",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_UNREACHABLE},
     .word = "unreachable",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL},
     .word = "not from here",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_UNREACHABLE, .icmp = &(struct icmp_error){4, 3, 13, NULL}},
     .word = "rejected",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_REFUSED, .icmp = &(struct icmp_error){4, 3, 3, NULL}},
     .word = "rejected",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_UNREACHABLE, .icmp = &(struct icmp_error){4, 3, 1, NULL}},
     .word = "unreachable",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_UNREACHABLE, .icmp = &(struct icmp_error){6, 1, 1, NULL}},
     .word = "rejected",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_UNREACHABLE, .icmp = &(struct icmp_error){6, 3, 0, NULL}},
     .word = "routing loop",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = "EPERM"},
     .word = "forbidden",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = "EACCES"},
     .word = "forbidden",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = "ENETUNREACH"},
     .word = "no route",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = "EADDRNOTAVAIL"},
     .word = "no address",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS,
     MODE_UNKNOWN,
     {.at = STEP_CONNECT, .reason = STOP_LOCAL, .system_error = "EMFILE"},
     .word = "not from here",
     .mark = MARK_UNSURE},
    {MODE_IMPLICIT_TLS,
     MODE_UNKNOWN,
     {.at = STEP_HANDSHAKE, .reason = STOP_TLS},
     .word = "TLS failed",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS,
     MODE_OTHER,
     {.at = STEP_GREETING, .reason = STOP_PROTOCOL},
     .word = "not SMTP",
     .mark = MARK_ABSENT},
    {MODE_STARTTLS,
     MODE_SILENT,
     {.at = STEP_GREETING, .reason = STOP_TIMED_OUT},
     .word = "silent",
     .mark = MARK_UNSURE},
    {MODE_STARTTLS, MODE_UNKNOWN, .word = "unclear", .mark = MARK_UNSURE},
};

static void expect_cell(struct case_of_cell *given)
{
    struct reply reply = {.code = given->reply_code};
    char *mechanisms[] = {(char *)"PLAIN"};
    struct ehlo ehlo = {.auth_mechanisms = {mechanisms, given->auth_in_clear ? 1 : 0}};
    struct session session = {
        .tried = given->found == MODE_UNKNOWN ? given->expected : given->found,
        .stop = given->stop,
        .ehlo = &ehlo,
        .starttls = {.offered = given->offered,
                     .masked_as = given->masked ? (char *)"XXXXXXXA" : NULL,
                     .reply = given->reply_code == 0 ? NULL : &reply},
        .tls = given->tls ? &given->handshake : NULL,
    };
    struct endpoint endpoint = {
        .expected = given->expected, .found = given->found, .sessions = &session, .session_count = 1};
    struct cell cell = cell_of(&endpoint, (int64_t)NOW_S * 1000);
    cr_expect_str_eq(cell.word, given->word);
    cr_expect_eq((int)cell.mark, (int)given->mark, "%s", given->word);
}

Test(cell, words_come_from_the_facts)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_cell(&cases[i]);
}

Test(cell, an_endpoint_without_a_session_was_not_probed)
{
    struct cell cell = cell_of(&(struct endpoint){.port = 25}, 0);
    cr_expect_str_eq(cell.word, "not probed");
}

static struct cell judged(enum outcome outcome, enum severity severity, const char *host, int64_t port,
                          bool works)
{
    struct tls tls = {.completed = ANSWER_YES,
                      .verification = {.trusted = ANSWER_YES, .in_date = ANSWER_YES}};
    struct session session = {.tried = MODE_STARTTLS, .tls = works ? &tls : NULL};
    session.starttls.offered = answer_of(works);
    struct endpoint endpoint = {.address = (char *)"192.0.2.1",
                                .port = 25,
                                .server_name = (char *)"mx.example",
                                .expected = MODE_STARTTLS,
                                .found = MODE_STARTTLS,
                                .sessions = &session,
                                .session_count = 1};
    struct finding finding = {.outcome = outcome, .severity = severity};
    finding.subject = (struct subject){.host = (char *)host, .address = (char *)"192.0.2.1", .port = port};
    struct report report = {.findings = &finding, .finding_count = 1};
    struct host row = {.name = (char *)"mx.example"};
    return cell_judged(&report, &row, &endpoint);
}

Test(cell, marks_follow_the_findings_about_the_endpoint)
{
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_ERROR, "mx.example", 25, true).mark, MARK_BAD);
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_WARNING, NULL, 25, true).mark, MARK_WARNING);
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_INFO, NULL, 25, true).mark, MARK_GOOD);
    cr_expect_eq(judged(OUTCOME_HOLDS, SEVERITY_ERROR, NULL, 25, true).mark, MARK_GOOD);
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_ERROR, "MX.example", 25, true).mark, MARK_BAD);
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_ERROR, "other.example", 25, true).mark, MARK_GOOD);
    cr_expect_eq(judged(OUTCOME_FAILS, SEVERITY_ERROR, NULL, 587, true).mark, MARK_GOOD);
    cr_expect_eq(judged(OUTCOME_UNKNOWN, SEVERITY_ERROR, NULL, 25, false).mark, MARK_UNSURE);
    cr_expect_eq(judged(OUTCOME_UNKNOWN, SEVERITY_ERROR, NULL, 25, true).mark, MARK_GOOD);
}

Test(cell, only_what_is_good_says_ok)
{
    cr_expect_str_eq(judged(OUTCOME_HOLDS, SEVERITY_ERROR, NULL, 25, true).word, "STARTTLS ok");
    cr_expect_str_eq(judged(OUTCOME_FAILS, SEVERITY_WARNING, NULL, 25, true).word, "STARTTLS");
}

Test(cell, what_something_else_answered)
{
    struct session session = {.tried = MODE_STARTTLS, .starttls.offered = ANSWER_NO};
    struct endpoint endpoint = {.address = "2001:db8::10",
                                .port = 25,
                                .found = MODE_STARTTLS,
                                .sessions = &session,
                                .session_count = 1};
    struct host host = {.name = "mx.example.org"};
    struct report report = {0};
    cr_expect_str_eq(cell_judged(&report, &host, &endpoint).word, "no STARTTLS");
    text_list_append(&report.verdict.intercepted, "[2001:db8::10]:25");
    struct cell made = cell_judged(&report, &host, &endpoint);
    cr_expect_str_eq(made.word, "intercepted");
    cr_expect_eq(made.mark, MARK_UNSURE);
    text_list_free(&report.verdict.intercepted);
}
