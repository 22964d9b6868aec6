/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which mail server a greeting names, and whose settings a finding then has. */
#include "assess/assess.h"
#include "assess/finding/software.h"
#include "base/list.h"
#include "facts_builder.h"

#include <criterion/criterion.h>

static const char mx[] = "192.0.2.20";
static struct report report;

static void setup(void)
{
    facts_good(&report);
    facts_open(&report, mx, 587, MODE_STARTTLS);
}

static void teardown(void)
{
    facts_clear(&report);
}

TestSuite(software, .init = setup, .fini = teardown);

static void greets(int64_t port, const char *text)
{
    struct text_list *lines = &facts_session(&report, mx, port)->greeting->lines;
    text_list_free(lines);
    text_list_append(lines, text);
}

static enum server_software at(int64_t port)
{
    struct subject subject = {.address = (char *)mx, .port = port};
    return software_of_subject(&report, &subject);
}

Test(software, what_greetings_name)
{
    static const struct {
        const char *greeting;
        enum server_software software;
    } rows[] = {
        {"mx.example.org ESMTP Postfix (Debian/GNU)", SOFTWARE_POSTFIX},
        {"mx.example.org ESMTP Exim 4.96 Mon, 30 Nov 2026 03:00:00 +0000", SOFTWARE_EXIM},
        {"mx.example.org ESMTP OpenSMTPD", SOFTWARE_OPENSMTPD},
        {"mx.example.org Dovecot (Debian) ready.", SOFTWARE_DOVECOT},
        {"mx.example.org ESMTP Sendmail 8.17.1.9/8.17.1.9", SOFTWARE_OTHER},
        {"mx.example.org Microsoft ESMTP MAIL Service ready", SOFTWARE_OTHER},
        {"mx.example.org ESMTP", SOFTWARE_UNKNOWN},
        {"postfix.example.org ESMTP", SOFTWARE_UNKNOWN},
        {"exim-good.example", SOFTWARE_UNKNOWN},
        {"", SOFTWARE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        greets(25, rows[i].greeting);
        cr_expect_eq(at(25), rows[i].software, "%s", rows[i].greeting);
    }
}

Test(software, several_at_one_address_name_none)
{
    greets(25, "mx.example.org ESMTP Postfix");
    greets(587, "mx.example.org Dovecot ready.");
    cr_expect_eq(at(0), SOFTWARE_UNKNOWN);
    cr_expect_eq(at(25), SOFTWARE_POSTFIX);
    cr_expect_eq(at(587), SOFTWARE_DOVECOT);
}

/* How many settings the finding about MAIL before TLS on port 587 has. */
static size_t settings_after(const char *greeting)
{
    greets(587, greeting);
    facts_session(&report, mx, 587)->starttls.offered = ANSWER_NO;
    assess_report(&report, &policy_default);
    for (size_t i = 0; i < report.finding_count; i++)
        if (report.findings[i].outcome == OUTCOME_FAILS && report.findings[i].settings.count > 0
            && report.findings[i].subject.port == 587)
            return report.findings[i].settings.count;
    return 0;
}

Test(software, a_finding_has_the_settings_of_the_server_that_is_named)
{
    cr_expect_eq(settings_after("mx.example.org ESMTP Postfix"), 1);
    cr_expect_gt(settings_after("mx.example.org ESMTP"), 2);
    cr_expect_eq(settings_after("mx.example.org ESMTP Sendmail 8.18"), 0);
}
