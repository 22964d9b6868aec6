/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * STARTTLS and the handshake. */
#include "assess_rows.h"
#include "base/list.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "survey_builder.h"

static void not_offered(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void submission_without(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 587);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void guess_without(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.40", 587);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void not_offered_elsewhere(struct report *report)
{
    facts_open(report, "192.0.2.30", 25, MODE_STARTTLS);
    struct session *session = facts_session(report, "192.0.2.30", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void greeting_421(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 421, "busy");
}

static void greeting_554(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 554, "go away");
}

static void ehlo_451(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 451, "later");
}

static void ehlo_timed_out(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_EHLO, STOP_TIMED_OUT);
}

static void closed_at_once(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_CLOSED);
}

static void list_cut(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
    session->ehlo->reply.truncated = true;
}

static void masked(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
    facts_add_keyword(session->ehlo, "XXXXXXXA", "");
    session->starttls.masked_as = text_copy("XXXXXXXA");
}

static void helo_only(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    text_replace(&session->ehlo->verb, text_copy("HELO"));
    facts_drop_keywords(session->ehlo);
    session->starttls.offered = ANSWER_NO;
    facts_set_reply(&session->starttls.reply, 500, "what?");
}

static void starttls_454(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_set_reply(&session->starttls.reply, 454, "4.7.0 TLS not available");
    session->stop.at = STEP_STARTTLS;
    session->stop.reason = STOP_REJECTED;
}

static void starttls_554(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_set_reply(&session->starttls.reply, 554, "no");
    session->stop.at = STEP_STARTTLS;
    session->stop.reason = STOP_REJECTED;
}

static void starttls_taken_back(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_REJECTED);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_set_reply(&session->starttls.reply, 220, "2.0.0 go ahead");
    session->stop.reply_code = 421;
}

static void starttls_421(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_set_reply(&session->starttls.reply, 421, "busy");
    session->stop.at = STEP_STARTTLS;
    session->stop.reason = STOP_REJECTED;
}

static void starttls_timed_out(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_TIMED_OUT);
}

static void starttls_closed(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_CLOSED);
}

static void hidden(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
}

static void bytes(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.bytes_after_reply = text_copy("250 injected");
}

static void again(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_add_keyword(session->ehlo_tls, "STARTTLS", "");
}

static void again_inside_465(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.30", 465);
    facts_add_keyword(session->ehlo_tls, "STARTTLS", "");
}

static void changes(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_drop_keyword(session->ehlo, "PIPELINING");
    facts_drop_keyword(session->ehlo_tls, "SIZE");
}

static void requiretls(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_add_keyword(session->ehlo, "REQUIRETLS", "");
}

static void alert(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TLS_ALERT);
    facts_session(report, "192.0.2.10", 25)->tls->alert = ALERT_CAME + ALERT_HANDSHAKE_FAILURE;
}

static void alert_for_want_of_a_group(struct report *report)
{
    alert(report);
    struct tls_survey *survey = allocate(1, sizeof *survey);
    survey->needs_group = tls_uncommon_group_names.code("MLKEM768");
    facts_endpoint(report, "192.0.2.10", 25)->tls_survey = survey;
}

static void alert_for_want_of_a_key(struct report *report)
{
    alert_for_want_of_a_group(report);
    struct tls_survey *survey = facts_endpoint(report, "192.0.2.10", 25)->tls_survey;
    survey->needs_group = 0;
    survey->needs_key = KEY_TYPE_ML_DSA;
}

static void alert_for_want_of_a_suite(struct report *report)
{
    alert(report);
    struct tls_survey *survey = survey_add(facts_endpoint(report, "192.0.2.10", 25));
    for (size_t i = 0; i < survey->version_count; i++) {
        survey->versions[i].accepted = ANSWER_NO;
        survey->versions[i].cipher_suites.count = 0;
    }
    survey_take(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256");
}

static void handshake_closed(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_CLOSED);
}

static void implicit_fails(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_HANDSHAKE, STOP_TLS_ALERT);
}

static void handshake_timed_out(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TIMED_OUT);
}

static void ehlo_cut(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_CLOSED);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->stop.at = STEP_EHLO;
    session->ehlo->reply.code = 0;
}

static void guess_fails(struct report *report)
{
    facts_stop(report, "192.0.2.40", 465, STEP_HANDSHAKE, STOP_TLS_ALERT);
}

static void fault(struct report *report, enum step at, enum reply_fault_kind kind, const char *line)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    struct reply_fault *fault =
        list_append(&session->reply_faults, &session->reply_fault_count, sizeof *session->reply_faults);
    fault->at = at;
    fault->kind = kind;
    fault->line = text_copy(line);
}

static void keywords_without_codes(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_PROTOCOL);
    facts_session(report, "192.0.2.10", 25)->starttls.offered = ANSWER_UNKNOWN;
    facts_drop_keyword(facts_session(report, "192.0.2.10", 25)->ehlo, "STARTTLS");
    fault(report, STEP_STARTTLS, REPLY_FAULT_NO_REPLY, "SIZE");
}

static void a_line_behind_the_last(struct report *report)
{
    fault(report, STEP_EHLO, REPLY_FAULT_AFTER_END, "SIZE");
}

static void codes_differ(struct report *report)
{
    fault(report, STEP_EHLO, REPLY_FAULT_CODE_DIFFERS, "250 STARTTLS");
}

static void bare_lf(struct report *report)
{
    fault(report, STEP_GREETING, REPLY_FAULT_BARE_LF, "220 mx");
}

static void greets_twice(struct report *report)
{
    fault(report, STEP_EHLO, REPLY_FAULT_GREETING, "220 mx1.example.org ESMTP");
}

static void greets_inside_tls(struct report *report)
{
    fault(report, STEP_EHLO_TLS, REPLY_FAULT_GREETING, "220 mx1.example.org ESMTP");
}

/* 220 may have been the reply to EHLO. */
static void greets_and_is_silent(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_EHLO, STOP_TIMED_OUT);
    greets_twice(report);
}

static void speaks_lmtp(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 502, "5.5.2 Unknown command");
    facts_session(report, "192.0.2.10", 25)->lhlo = facts_reply(250, "mx");
}

static void greets_as_ftp(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 530, "Please login with USER and PASS.");
}

static struct session *second_session(struct report *report)
{
    struct session *session = facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION_CONTROL);
    shape_copy(&session_shape, session, facts_session(report, "192.0.2.10", 25));
    session->purpose = PURPOSE_INJECTION_CONTROL;
    return session;
}

static void intermittent(struct report *report)
{
    struct session *session = second_session(report);
    session->tls->completed = ANSWER_NO;
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void bad_certificate_now_and_then(struct report *report)
{
    second_session(report)->tls->verification.in_date = ANSWER_NO;
}

static void requiretls_without_means(struct report *report)
{
    facts_add_keyword(facts_session(report, "192.0.2.10", 25)->ehlo_tls, "REQUIRETLS", "");
}

static const struct row rows[] = {
    {FINDING_REQUIRETLS_WITHOUT_MEANS, OUTCOME_FAILS, SEVERITY_INFO, requiretls_without_means,
     "Neither DNSSEC nor an enforced MTA-STS policy", facts_opportunistic},
    {FINDING_REPLY_MALFORMED, OUTCOME_FAILS, SEVERITY_ERROR, keywords_without_codes,
     "At step starttls the server sent \"SIZE\", which is not a reply line.", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, keywords_without_codes,
     "a reply is malformed", NULL},
    {FINDING_REPLY_MALFORMED, OUTCOME_FAILS, SEVERITY_ERROR, a_line_behind_the_last, "after the last line",
     NULL},
    {FINDING_REPLY_NONCONFORMING, OUTCOME_FAILS, SEVERITY_WARNING, codes_differ, "another code", NULL},
    {FINDING_REPLY_NONCONFORMING, OUTCOME_FAILS, SEVERITY_WARNING, bare_lf, "LF without CR", NULL},
    {FINDING_GREETING_REPEATED, OUTCOME_FAILS, SEVERITY_ERROR, greets_twice,
     "After the greeting \"220 mx1.example.org ESMTP\" came", NULL},
    {FINDING_GREETING_REPEATED, OUTCOME_FAILS, SEVERITY_ERROR, greets_inside_tls, "Inside TLS \"220", NULL},
    {FINDING_GREETING_REPEATED, OUTCOME_UNKNOWN, SEVERITY_ERROR, greets_and_is_silent, "no reply after it",
     NULL},
    {FINDING_NOT_SMTP, OUTCOME_FAILS, SEVERITY_ERROR, speaks_lmtp,
     "The port speaks LMTP (RFC 2033). LHLO got \"250 mx\", EHLO got \"502", NULL},
    {FINDING_NOT_SMTP, OUTCOME_FAILS, SEVERITY_ERROR, greets_as_ftp, "FTP", NULL},
    {FINDING_STARTTLS_INTERMITTENT, OUTCOME_FAILS, SEVERITY_ERROR, intermittent,
     "STARTTLS works in 1 of 2 sessions. In session 2 STARTTLS is offered, but the command got \"502", NULL},
    {FINDING_CERTIFICATE_INTERMITTENT, OUTCOME_FAILS, SEVERITY_WARNING, bad_certificate_now_and_then,
     "In session 2 its certificate is expired or not yet valid", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, not_offered,
     "EHLO lists PIPELINING, SIZE, 8BITMIME, but no STARTTLS; the command itself got \"502 5.5.1 not "
     "implemented\".",
     NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, submission_without, "but no STARTTLS",
     NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_INFO, guess_without, "but no STARTTLS",
     facts_guess},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_INFO, not_offered_elsewhere, "but no STARTTLS",
     NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, greeting_421,
     "the server greeted with \"421 busy\"", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, greeting_554, "554 go away", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, ehlo_451, "EHLO got \"451 later\"", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, ehlo_timed_out, "after EHLO", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, closed_at_once, "closed the connection",
     NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, list_cut, "longer than", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, masked,
     "\"XXXXXXXA\" stands in its place", NULL},
    {FINDING_STARTTLS_MASKED, OUTCOME_FAILS, SEVERITY_ERROR, masked,
     "EHLO lists \"XXXXXXXA\"; the command itself got \"502", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_ERROR, helo_only,
     "The server does not support EHLO", NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_FAILS, SEVERITY_ERROR, starttls_454, "\"454 4.7.0 TLS not available\"",
     NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_FAILS, SEVERITY_ERROR, starttls_554, "\"554 no\"", NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_UNKNOWN, SEVERITY_ERROR, starttls_421, "\"421 busy\"", NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_UNKNOWN, SEVERITY_ERROR, starttls_taken_back, "and then", NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_UNKNOWN, SEVERITY_ERROR, starttls_timed_out, "after STARTTLS", NULL},
    {FINDING_STARTTLS_REFUSED, OUTCOME_FAILS, SEVERITY_ERROR, starttls_closed,
     "closed the connection after STARTTLS", NULL},
    {FINDING_STARTTLS_NOT_ANNOUNCED, OUTCOME_FAILS, SEVERITY_WARNING, hidden, "\"220 2.0.0 go ahead\"", NULL},
    {FINDING_STARTTLS_NOT_ANNOUNCED, OUTCOME_HOLDS, SEVERITY_WARNING, not_offered, "502", NULL},
    {FINDING_STARTTLS_BYTES_AFTER_REPLY, OUTCOME_FAILS, SEVERITY_WARNING, bytes, "250 injected", NULL},
    {FINDING_STARTTLS_OFFERED_AGAIN, OUTCOME_FAILS, SEVERITY_WARNING, again, "STARTTLS", NULL},
    {FINDING_STARTTLS_OFFERED_AGAIN, OUTCOME_FAILS, SEVERITY_ERROR, again_inside_465, "STARTTLS", NULL},
    {FINDING_EHLO_CHANGES_INSIDE_TLS, OUTCOME_FAILS, SEVERITY_INFO, changes,
     "Only before TLS: SIZE; only inside: PIPELINING", NULL},
    {FINDING_REQUIRETLS_IN_CLEAR, OUTCOME_FAILS, SEVERITY_WARNING, requiretls, "REQUIRETLS", NULL},
    {FINDING_TLS_UNCOMMON_ONLY, OUTCOME_FAILS, SEVERITY_ERROR, alert_for_want_of_a_group,
     "an uncommon group: MLKEM768", NULL},
    {FINDING_TLS_UNCOMMON_ONLY, OUTCOME_FAILS, SEVERITY_ERROR, alert_for_want_of_a_key, "key type: ML-DSA",
     NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, alert,
     "the TLS alert handshake_failure in the TLS handshake", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, alert_for_want_of_a_suite,
     "answered with TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256 (TLS 1.2): senders that offer that", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, handshake_closed,
     "closed the connection in the TLS handshake", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, implicit_fails, "With implicit TLS", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, handshake_timed_out,
     "in the TLS handshake", NULL},
    {FINDING_STARTTLS_NOT_OFFERED, OUTCOME_UNKNOWN, SEVERITY_ERROR, ehlo_cut,
     "EHLO was not answered: the server closed the connection after EHLO", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_FAILS, SEVERITY_INFO, guess_fails, "alert", facts_guess},
};

const struct rows starttls_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
