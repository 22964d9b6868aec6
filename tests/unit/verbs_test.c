/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client's half of a dialogue against scripted servers. */
#include "against.h"
#include "base/list.h"
#include "smtp/verbs.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A bound for what would never end. */
enum { BOUND_S = 60 };

static void start(struct against *against, const char *script)
{
    against_start(against, script, 2, 10);
}

static bool greet(struct against *against)
{
    stream_begin(&against->dial.stream, STEP_GREETING, against->options.smtp.greeting_ms);
    return smtp_greeting(&against->dial.stream);
}

static bool say_ehlo(struct against *against)
{
    return smtp_ehlo(&against->dial.stream, against->options.helo_name, &against->options.smtp);
}

static bool say_starttls(struct against *against)
{
    return smtp_starttls(&against->dial.stream, &against->options.smtp);
}

static void leave(struct against *against)
{
    smtp_quit(&against->dial.stream, &against->options.smtp);
}

static void only_greeting(struct against *against)
{
    bool goes_on = greet(against);
    cr_expect_eq(goes_on, against->session.stop.reason == STOP_NONE);
    leave(against);
}

Test(verbs, greetings, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        int64_t code; /* 0: none was read */
        enum stop_reason stop;
        bool quit;
    } rows[] = {
        {"greeting:\n S: 220 mx ESMTP\n", 220, STOP_NONE, true},
        {"greeting:\n S: 220-mx\n wait 1\n S: 220-\n wait 1\n S: 220 ESMTP\n", 220, STOP_NONE, true},
        {"greeting:\n S: 221 mx\n", 221, STOP_REJECTED, true},
        {"greeting:\n S: 354 go on\n", 354, STOP_REJECTED, true},
        {"greeting:\n S: 421 4.3.2 later\n", 421, STOP_REJECTED, true},
        {"greeting:\n S: 421-4.3.2 a\n S: 421 4.3.2 b\n close\n", 421, STOP_REJECTED, false},
        {"greeting:\n S: 450 4.7.1 later\n", 450, STOP_REJECTED, true},
        {"greeting:\n S: 554 5.7.1 no\n", 554, STOP_REJECTED, true},
        {"greeting:\n S: +OK POP3 ready\n", 0, STOP_PROTOCOL, false},
        {"greeting:\n S: 120 soon\n", 0, STOP_PROTOCOL, false},
        {"greeting:\n close\n", 0, STOP_CLOSED, false},
        {"greeting:\n S| 220 mx\n close\n", 0, STOP_CLOSED, false},
        {"greeting:\n reset\n", 0, STOP_RESET, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        start(&against, rows[i].script);
        against_run(&against, only_greeting);
        const struct session *session = &against.session;
        cr_expect_eq(session->stop.reason, rows[i].stop, "row %zu", i);
        cr_expect_eq(session->greeting != NULL ? session->greeting->code : 0, rows[i].code, "row %zu", i);
        cr_expect_eq(session->quit != NULL, rows[i].quit, "row %zu", i);
        if (rows[i].stop == STOP_REJECTED)
            cr_expect_eq(session->stop.reply_code, rows[i].code, "row %zu", i);
        if (rows[i].stop != STOP_NONE)
            cr_expect_eq(session->stop.at, STEP_GREETING, "row %zu", i);
        cr_expect_not(against_heard(&against, "*early*"), "row %zu", i);
        against_stop(&against);
    }
}

static void until_ehlo(struct against *against)
{
    cr_expect(greet(against));
    bool goes_on = say_ehlo(against);
    cr_expect_eq(goes_on, against->session.stop.reason == STOP_NONE);
    leave(against);
}

Test(verbs, ehlo_and_helo, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        const char *verb;
        int64_t code;
        enum stop_reason stop;
        enum answer offered;
    } rows[] = {
        {"", "EHLO", 250, STOP_NONE, ANSWER_YES},
        {"on EHLO:\n S: 250 mx\n", "EHLO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 250 STARTTLS\n", "EHLO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 500 what?\n", "HELO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 501 what?\n", "HELO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 502 what?\n", "HELO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 504 what?\n", "HELO", 250, STOP_NONE, ANSWER_NO},
        {"on EHLO:\n S: 502 what?\non HELO:\n S: 550 no\n", "HELO", 550, STOP_REJECTED, ANSWER_UNKNOWN},
        {"on EHLO:\n S: 550 no\n", "EHLO", 550, STOP_REJECTED, ANSWER_UNKNOWN},
        {"on EHLO:\n S: 421 later\n", "EHLO", 421, STOP_REJECTED, ANSWER_UNKNOWN},
        {"on EHLO:\n S: 220 again\n", "EHLO", 220, STOP_REJECTED, ANSWER_UNKNOWN},
        {"on EHLO:\n close\n", "EHLO", 0, STOP_CLOSED, ANSWER_UNKNOWN},
        {"on EHLO:\n S: 250-mx\n S: 250-STARTTLS\n close\n", "EHLO", 0, STOP_CLOSED, ANSWER_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        start(&against, rows[i].script);
        against_run(&against, until_ehlo);
        const struct session *session = &against.session;
        cr_assert_not_null(session->ehlo, "row %zu", i);
        cr_expect_str_eq(session->ehlo->verb, rows[i].verb, "row %zu", i);
        cr_expect_eq(session->ehlo->reply.code, rows[i].code, "row %zu", i);
        cr_expect_eq(session->stop.reason, rows[i].stop, "row %zu", i);
        cr_expect_eq(session->starttls.offered, rows[i].offered, "row %zu", i);
        cr_expect(against_heard(&against, "* clear EHLO client.example"), "row %zu", i);
        against_stop(&against);
    }
}

Test(verbs, without_a_name_the_address_literal_is_given, .timeout = BOUND_S)
{
    struct against against;
    start(&against, "");
    against.options.helo_name = NULL;
    against_run(&against, until_ehlo);
    cr_expect(against_heard(&against, "* clear EHLO \\[127.0.0.1\\]"));
    against_stop(&against);
}

Test(verbs, an_offer_beyond_what_is_kept_is_not_read_as_none, .timeout = BOUND_S)
{
    char *script = text_copy("on EHLO:\n");
    for (int i = 0; i < 70; i++) {
        char *longer = text_format("%s S: 250-X-%d\n", script, i);
        text_replace(&script, longer);
    }
    char *whole = text_format("%s S: 250 STARTTLS\n", script);
    struct against against;
    start(&against, whole);
    against_run(&against, until_ehlo);
    cr_expect_eq(against.session.stop.reason, STOP_NONE);
    cr_expect_eq(against.session.starttls.offered, ANSWER_UNKNOWN);
    against_stop(&against);
    free(script);
    free(whole);
}

static void until_masked(struct against *against)
{
    cr_expect(greet(against) && say_ehlo(against));
    cr_expect_eq(against->session.starttls.offered, ANSWER_NO);
    cr_expect_str_eq(against->session.starttls.masked_as, "XXXXXXXA");
}

Test(verbs, a_masked_offer, .timeout = BOUND_S)
{
    struct against against;
    start(&against, "on EHLO:\n S: 250-mx\n S: 250 XXXXXXXA\n");
    against_run(&against, until_masked);
    against_stop(&against);
}

static void until_starttls(struct against *against)
{
    cr_expect(greet(against) && say_ehlo(against));
    bool goes_on = say_starttls(against);
    const struct reply *reply = against->session.starttls.reply;
    cr_expect_eq(goes_on, reply != NULL && reply->code == 220);
    if (!goes_on)
        leave(against);
}

Test(verbs, starttls, .timeout = BOUND_S)
{
    static const char not_offered[] = "on EHLO:\n S: 250 mx\n";
    static const struct {
        bool offered;
        const char *script;
        int64_t code;
        enum stop_reason stop;
        bool quit;
    } rows[] = {
        {true, "on STARTTLS:\n S: 220 go\n", 220, STOP_NONE, false},
        {false, "on STARTTLS:\n S: 220 go\n", 220, STOP_NONE, false},
        {true, "on STARTTLS:\n S: 454 4.7.0 not now\n", 454, STOP_REJECTED, true},
        {true, "on STARTTLS:\n S: 502 5.5.1 no\n", 502, STOP_REJECTED, true},
        {true, "on STARTTLS:\n S: 501 5.5.4 no\n", 501, STOP_REJECTED, true},
        {true, "on STARTTLS:\n S: 250 ok\n", 250, STOP_REJECTED, true},
        {false, "on STARTTLS:\n S: 454 4.7.0 not now\n", 454, STOP_NONE, true},
        {false, "on STARTTLS:\n S: 502 5.5.1 no\n", 502, STOP_NONE, true},
        {false, "on STARTTLS:\n S: 421 4.3.0 enough\n", 421, STOP_REJECTED, true},
        {true, "on STARTTLS:\n close\n", 0, STOP_CLOSED, false},
        {false, "on STARTTLS:\n close\n", 0, STOP_CLOSED, false},
        {true, "on STARTTLS:\n S: whatever\n", 0, STOP_PROTOCOL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        char *script = text_format("%s%s", rows[i].offered ? "" : not_offered, rows[i].script);
        start(&against, script);
        free(script);
        against_run(&against, until_starttls);
        const struct session *session = &against.session;
        const struct reply *reply = session->starttls.reply;
        cr_expect_eq(reply != NULL ? reply->code : 0, rows[i].code, "row %zu", i);
        cr_expect_eq(session->stop.reason, rows[i].stop, "row %zu", i);
        cr_expect_eq(session->quit != NULL, rows[i].quit, "row %zu", i);
        cr_expect_null(session->starttls.bytes_after_reply, "row %zu", i);
        if (rows[i].stop != STOP_NONE)
            cr_expect_eq(session->stop.at, STEP_STARTTLS, "row %zu", i);
        against_stop(&against);
    }
}

Test(verbs, bytes_glued_to_the_220_are_kept_and_never_used, .timeout = BOUND_S)
{
    struct against against;
    start(&against, "on STARTTLS:\n S| 220 go\\r\\n250 injected\\r\\n\n");
    against_run(&against, until_starttls);
    cr_expect_str_eq(against.session.starttls.bytes_after_reply, "250 injected\\x0d\\x0a");
    cr_expect_eq(against.session.starttls.reply->lines.count, 1);
    cr_expect_eq(against.dial.stream.buffered, 0);
    against_stop(&against);
}

static void until_mail(struct against *against)
{
    cr_expect(greet(against) && say_ehlo(against));
    bool goes_on = smtp_mail(&against->dial.stream, &against->options.smtp);
    cr_expect_eq(goes_on, against->session.stop.reason == STOP_NONE);
    leave(against);
}

Test(verbs, mail_is_taken_back_and_has_no_recipient, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        int64_t code;
        enum stop_reason stop;
        bool reset;
    } rows[] = {
        {"", 530, STOP_NONE, false},
        {"on MAIL:\n S: 250 2.1.0 ok\n", 250, STOP_NONE, true},
        {"on MAIL:\n S: 250 ok\non RSET:\n S: 500 what?\n", 250, STOP_NONE, true},
        {"on MAIL:\n S: 250 ok\non RSET:\n S: 421 enough\n", 250, STOP_REJECTED, true},
        {"on MAIL:\n S: 250 ok\non RSET:\n close\n", 250, STOP_CLOSED, true},
        {"on MAIL:\n S: 421 enough\n", 421, STOP_REJECTED, false},
        {"on MAIL:\n S: 550 5.7.1 no\n", 550, STOP_NONE, false},
        {"on MAIL:\n S: 354 what?\n", 354, STOP_NONE, false},
        {"on MAIL:\n close\n", 0, STOP_CLOSED, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        start(&against, rows[i].script);
        against_run(&against, until_mail);
        const struct session *session = &against.session;
        const struct reply *reply = session->mail_before_tls;
        cr_expect_eq(reply != NULL ? reply->code : 0, rows[i].code, "row %zu", i);
        cr_expect_eq(session->stop.reason, rows[i].stop, "row %zu", i);
        cr_expect_null(session->mail_before_auth, "row %zu", i);
        cr_expect_eq(against_heard(&against, "* clear RSET"), rows[i].reset, "row %zu", i);
        cr_expect(against_heard(&against, "* clear MAIL FROM:<>"), "row %zu", i);
        cr_expect_not(against_heard(&against, "*RCPT*"), "row %zu", i);
        against_stop(&against);
    }
}

static void only_quit(struct against *against)
{
    cr_expect(greet(against));
    leave(against);
}

Test(verbs, quit_without_an_answer_is_no_failure, .timeout = BOUND_S)
{
    static const struct {
        const char *script;
        int64_t code;
    } rows[] = {
        {"", 221},
        {"on QUIT:\n S: 421 whatever\n close\n", 421},
        {"on QUIT:\n close\n", 0},
        {"on QUIT:\n reset\n", 0},
        {"on QUIT:\n S: garbage\n close\n", 0},
        {"on QUIT:\n silence\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct against against;
        start(&against, rows[i].script);
        against.options.smtp.quit_ms = i + 1 == sizeof rows / sizeof rows[0] ? 20 : 30000;
        against_run(&against, only_quit);
        const struct session *session = &against.session;
        cr_expect_eq(session->stop.reason, STOP_NONE, "row %zu", i);
        cr_expect_eq(session->stop.reply_code, 0, "row %zu", i);
        cr_expect_eq(session->quit != NULL ? session->quit->code : 0, rows[i].code, "row %zu", i);
        against_stop(&against);
    }
}

/* Two exchanges, of which the second is answered after the first one's time is over. */
static void expect_time_for_each(const char *script, void (*run)(struct against *against))
{
    struct against against;
    start(&against, script);
    against.options.smtp.command_ms = 2800;
    against_run(&against, run);
    cr_expect_eq(against.session.stop.reason, STOP_NONE);
    against_stop(&against);
}

Test(verbs, helo_has_a_deadline_of_its_own, .timeout = BOUND_S)
{
    expect_time_for_each("on EHLO:\n wait 1500\n S: 500 what?\non HELO:\n wait 1500\n S: 250 mx\n",
                         until_ehlo);
}

Test(verbs, rset_has_a_deadline_of_its_own, .timeout = BOUND_S)
{
    expect_time_for_each("on MAIL:\n wait 1500\n S: 250 ok\non RSET:\n wait 1500\n S: 250 ok\n", until_mail);
}
