/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AUTH, and what submission ports insist on. */
#include "assess_rows.h"

static void plain_in_clear(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_add_keyword(session->ehlo, "AUTH", "PLAIN LOGIN");
}

static void xoauth2_in_clear(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_add_keyword(session->ehlo, "AUTH", "XOAUTH2");
}

static void plain_on_mx(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_add_keyword(session->ehlo, "AUTH", "PLAIN");
}

static void guess_plain(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.40", 587);
    facts_add_keyword(session->ehlo, "AUTH", "PLAIN");
}

static void cram_in_clear(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_add_keyword(session->ehlo, "AUTH", "CRAM-MD5");
}

static void scram_in_clear(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_add_keyword(session->ehlo, "AUTH", "SCRAM-SHA-256-PLUS");
}

static void digest_inside(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_add_keyword(session->ehlo_tls, "AUTH", "DIGEST-MD5");
}

static void no_auth(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_drop_keyword(session->ehlo_tls, "AUTH");
}

static void auth_on_mx(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_add_keyword(session->ehlo_tls, "AUTH", "PLAIN");
}

static void mail_in_clear(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_set_reply(&session->mail_before_tls, 250, "2.1.0 Ok");
}

static void mail_later(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    facts_set_reply(&session->mail_before_tls, 451, "later");
}

static void guess_mail(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.40", 587);
    facts_set_reply(&session->mail_before_tls, 250, "Ok");
}

static void mail_unauthenticated(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 465);
    facts_set_reply(&session->mail_before_auth, 250, "Ok");
}

static void mail_unauthenticated_later(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 465);
    facts_set_reply(&session->mail_before_auth, 450, "later");
}

static void all_refused(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_REFUSED);
}

static void all_silent(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_TIMED_OUT);
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_TIMED_OUT);
}

static void nothing_promised(struct report *report)
{
    facts_stop(report, "192.0.2.40", 465, STEP_CONNECT, STOP_REFUSED);
    facts_stop(report, "192.0.2.40", 587, STEP_CONNECT, STOP_REFUSED);
}

static void no_465(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
}

static void silent_465(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_CONNECT, STOP_TIMED_OUT);
}

static void guess_no_465(struct report *report)
{
    facts_stop(report, "192.0.2.40", 465, STEP_CONNECT, STOP_REFUSED);
}

static void no_587(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_REFUSED);
}

static void no_network(struct report *report)
{
    for (size_t i = 0; i < report->endpoint_count; i++)
        facts_stop(report, report->endpoints[i].address, report->endpoints[i].port, STEP_CONNECT,
                   STOP_TIMED_OUT);
}

static void local_587(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_CONNECT, STOP_LOCAL);
}

static void wrong_mode(struct report *report)
{
    facts_open(report, "192.0.2.30", 587, MODE_IMPLICIT_TLS);
}

static void wrong_mode_465(struct report *report)
{
    facts_open(report, "192.0.2.30", 465, MODE_STARTTLS);
}

static const struct row rows[] = {
    {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_ERROR, plain_in_clear, "offers PLAIN, LOGIN",
     NULL},
    {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_ERROR, xoauth2_in_clear, "XOAUTH2", NULL},
    {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_ERROR, plain_on_mx, "PLAIN", NULL},
    {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_INFO, guess_plain, "PLAIN", facts_guess},
    {FINDING_AUTH_PLAINTEXT_BEFORE_TLS, OUTCOME_HOLDS, SEVERITY_ERROR, cram_in_clear, "CRAM-MD5", NULL},
    {FINDING_AUTH_CHALLENGE_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_WARNING, cram_in_clear, "CRAM-MD5", NULL},
    {FINDING_AUTH_CHALLENGE_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_WARNING, scram_in_clear, "SCRAM-SHA-256-PLUS",
     NULL},
    {FINDING_AUTH_CHALLENGE_BEFORE_TLS, OUTCOME_HOLDS, SEVERITY_WARNING, plain_in_clear, "PLAIN", NULL},
    {FINDING_AUTH_OBSOLETE, OUTCOME_FAILS, SEVERITY_INFO, digest_inside, "DIGEST-MD5", NULL},
    {FINDING_AUTH_MISSING, OUTCOME_FAILS, SEVERITY_WARNING, no_auth, "no AUTH", NULL},
    {FINDING_AUTH_ON_MX, OUTCOME_FAILS, SEVERITY_INFO, auth_on_mx, "PLAIN", NULL},
    {FINDING_MAIL_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_WARNING, mail_in_clear, "MAIL got \"250 2.1.0 Ok\"",
     NULL},
    {FINDING_MAIL_BEFORE_TLS, OUTCOME_UNKNOWN, SEVERITY_WARNING, mail_later, "451", NULL},
    {FINDING_MAIL_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_INFO, guess_mail, "250", facts_guess},
    {FINDING_MAIL_BEFORE_AUTH, OUTCOME_FAILS, SEVERITY_INFO, mail_unauthenticated, "250", NULL},
    {FINDING_MAIL_BEFORE_AUTH, OUTCOME_UNKNOWN, SEVERITY_INFO, mail_unauthenticated_later, "450", NULL},
    {FINDING_SUBMISSION_MISSING, OUTCOME_FAILS, SEVERITY_WARNING, all_refused,
     "submission ports refused the connection.", NULL},
    {FINDING_SUBMISSION_MISSING, OUTCOME_UNKNOWN, SEVERITY_WARNING, all_silent, "2 gave no answer", NULL},
    {FINDING_SUBMISSION_MISSING, OUTCOME_FAILS, SEVERITY_INFO, nothing_promised,
     "submission ports refused the connection.", facts_guess},
    {FINDING_SUBMISSION_WITHOUT_IMPLICIT_TLS, OUTCOME_FAILS, SEVERITY_WARNING, no_465, "0 with implicit TLS",
     NULL},
    {FINDING_SUBMISSION_WITHOUT_IMPLICIT_TLS, OUTCOME_UNKNOWN, SEVERITY_WARNING, silent_465,
     "1 without an answer", NULL},
    {FINDING_SUBMISSION_WITHOUT_IMPLICIT_TLS, OUTCOME_FAILS, SEVERITY_INFO, guess_no_465,
     "0 with implicit TLS", facts_guess},
    {FINDING_SUBMISSION_WITHOUT_STARTTLS, OUTCOME_FAILS, SEVERITY_INFO, no_587, "0 with STARTTLS", NULL},
    {FINDING_SRV_PORT_DEAD, OUTCOME_FAILS, SEVERITY_ERROR, no_465,
     "The SRV record _submissions._tcp names this port; the connection was refused", NULL},
    {FINDING_SRV_PORT_DEAD, OUTCOME_FAILS, SEVERITY_ERROR, silent_465, "within 10 s", NULL},
    {FINDING_SRV_PORT_DEAD, OUTCOME_UNKNOWN, SEVERITY_ERROR, no_network, "within 10 s", NULL},
    {FINDING_SRV_PORT_DEAD, OUTCOME_UNKNOWN, SEVERITY_ERROR, local_587, "this machine", NULL},
    {FINDING_SRV_WRONG_MODE, OUTCOME_FAILS, SEVERITY_ERROR, wrong_mode,
     "_submission._tcp announces plaintext SMTP (STARTTLS mode) on port 587, but the port speaks implicit "
     "TLS",
     NULL},
    {FINDING_SRV_WRONG_MODE, OUTCOME_FAILS, SEVERITY_ERROR, wrong_mode_465,
     "_submissions._tcp announces implicit TLS on port 465, but the port speaks plaintext", NULL},
};

const struct rows submission_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
