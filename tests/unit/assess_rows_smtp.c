/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Connections, greetings, EHLO, modes. */
#include "assess_rows.h"

static void refused(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_REFUSED);
}

static void timed_out(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_TIMED_OUT);
}

static void unreachable(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_UNREACHABLE);
}

static void local(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_CONNECT, STOP_LOCAL);
    facts_session(report, "192.0.2.10", 25)->stop.system_error = text_copy("ENETUNREACH");
}

static void closed(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_CLOSED);
}

static void reset(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_RESET);
}

/* Nobody greets on port 25, and the hosts do on others. */
static void reset_everywhere(struct report *report)
{
    facts_open(report, "192.0.2.10", 587, MODE_STARTTLS);
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].port == 25)
            facts_stop(report, report->endpoints[i].address, 25, STEP_GREETING, STOP_RESET);
}

static void srv_closed(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_GREETING, STOP_CLOSED);
}

static void named_port(struct report *report)
{
    report->target.port = 465;
}

static void late(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->greeting->elapsed_ms = 31040;
}

static void slow_but_fine(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->greeting->elapsed_ms = 6000;
}

static void guess_late(struct report *report)
{
    facts_session(report, "192.0.2.40", 587)->greeting->elapsed_ms = 31040;
}

static void silent(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_TIMED_OUT);
    facts_endpoint(report, "192.0.2.10", 25)->found = MODE_SILENT;
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->timings[session->timing_count - 1].elapsed_ms = 300000;
}

static void silent_for_a_minute(struct report *report)
{
    silent(report);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->timings[session->timing_count - 1].elapsed_ms = 60000;
}

static void replies_of_two_seconds(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->ehlo->reply.elapsed_ms = 2100;
    session->starttls.reply->elapsed_ms = 2200;
}

static void one_reply_of_two_seconds(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->ehlo->reply.elapsed_ms = 2100;
}

static void one_very_slow_reply(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->ehlo_tls->reply.elapsed_ms = 7300;
}

static void drips(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->ehlo->reply.elapsed_ms = 12500;
    session->ehlo->reply.slowest_line_ms = 12400;
}

static void drips_amid_the_greeting(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_TIMED_OUT);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_endpoint(report, "192.0.2.10", 25)->found = MODE_STARTTLS;
    session->stop.received_bytes = 9;
    session->unfinished = allocate(1, sizeof *session->unfinished);
    session->unfinished->slowest_line_ms = 29000;
    text_list_append(&session->unfinished->lines, "220 mx1.e");
}

static void two_bytes_of_a_greeting(struct report *report)
{
    drips_amid_the_greeting(report);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    facts_endpoint(report, "192.0.2.10", 25)->found = MODE_UNKNOWN;
    session->stop.received_bytes = 2;
    text_replace(&session->unfinished->lines.items[0], text_copy("22"));
}

static void given_up_as_it_drips(struct report *report)
{
    drips_amid_the_greeting(report);
    report->ended = REPORT_TIME_RAN_OUT;
    report->elapsed_ms = 43100;
    report->bounds.time_max_ms = 90000;
    struct stop *stop = &facts_session(report, "192.0.2.10", 25)->stop;
    stop->reason = STOP_TIME_RAN_OUT;
    text_replace(&stop->detail, text_copy("mailsonde stopped waiting for a server that sends byte by byte"));
}

static void half_a_handshake(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TIMED_OUT);
    facts_session(report, "192.0.2.10", 25)->stop.received_bytes = 40;
}

static void silent_for_a_moment(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_TIMED_OUT);
}

static void other_protocol(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_GREETING, STOP_PROTOCOL);
    facts_endpoint(report, "192.0.2.10", 25)->found = MODE_OTHER;
    facts_session(report, "192.0.2.10", 25)->first_bytes = text_copy("HTTP/1.1 400 Bad Request");
}

static void other_on_587(struct report *report)
{
    facts_stop(report, "192.0.2.30", 587, STEP_GREETING, STOP_PROTOCOL);
    facts_endpoint(report, "192.0.2.30", 587)->found = MODE_OTHER;
    facts_session(report, "192.0.2.30", 587)->first_bytes = text_copy("SSH-2.0");
}

static void greeting_421(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 421, "4.3.2 all server ports are busy");
}

static void submission_421(struct report *report)
{
    facts_refuse(report, "192.0.2.30", 587, STEP_GREETING, 421, "try later");
}

static void ehlo_450(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 450, "4.7.1 greylisted");
}

static void greeting_554(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 554, "5.7.1 no service here");
}

static void ehlo_554(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 554, "5.7.1 no service here");
}

static void leave_unfinished(struct report *report, enum step step, enum stop_reason reason)
{
    facts_stop(report, "192.0.2.10", 25, step, reason);
    facts_endpoint(report, "192.0.2.10", 25)->found = MODE_STARTTLS;
    facts_set_reply(&facts_session(report, "192.0.2.10", 25)->unfinished, 220, "2.0.0 Ready");
}

static void greeting_unfinished(struct report *report)
{
    leave_unfinished(report, STEP_GREETING, STOP_TIMED_OUT);
}

static void greeting_cut(struct report *report)
{
    leave_unfinished(report, STEP_GREETING, STOP_CLOSED);
}

static void helo_rejected_too(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 500, "5.5.2 LHLO only");
    struct ehlo **ehlo = &facts_session(report, "192.0.2.10", 25)->ehlo;
    if (*ehlo == NULL)
        *ehlo = allocate(1, sizeof **ehlo);
    text_replace(&(*ehlo)->verb, text_copy("HELO"));
    (*ehlo)->reply.code = 500;
    text_list_append(&(*ehlo)->reply.lines, "5.5.2 LHLO only");
}

static void helo_only(struct report *report)
{
    struct session *session = facts_session(report, "192.0.2.10", 25);
    text_replace(&session->ehlo->verb, text_copy("HELO"));
    facts_drop_keywords(session->ehlo);
    session->starttls.offered = ANSWER_NO;
    facts_set_reply(&session->starttls.reply, 500, "5.5.1 what?");
}

static void ehlo_550(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_EHLO, 550, "5.7.1 bad name");
}

static void hangs_up_after_ehlo(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_EHLO, STOP_CLOSED);
}

static void hangs_up_inside_tls(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_EHLO_TLS, STOP_RESET);
}

static void silent_inside_tls(struct report *report)
{
    facts_stop(report, "192.0.2.30", 465, STEP_EHLO_TLS, STOP_TIMED_OUT);
}

static void other_name(struct report *report)
{
    text_replace(&facts_session(report, "192.0.2.10", 25)->ehlo->domain, text_copy("localhost.localdomain"));
}

static void ptr_name(struct report *report)
{
    text_list_append(&facts_address(report, "192.0.2.10")->ptr_names, "box7.example.net");
    text_replace(&facts_session(report, "192.0.2.10", 25)->ehlo->domain, text_copy("box7.example.net"));
}

static void implicit_on_587(struct report *report)
{
    facts_open(report, "192.0.2.30", 587, MODE_IMPLICIT_TLS);
}

static void implicit_on_25(struct report *report)
{
    facts_open(report, "192.0.2.10", 25, MODE_IMPLICIT_TLS);
}

static void guess_implicit(struct report *report)
{
    facts_open(report, "192.0.2.40", 587, MODE_IMPLICIT_TLS);
}

static void plaintext_on_465(struct report *report)
{
    facts_open(report, "192.0.2.30", 465, MODE_STARTTLS);
}

static void implicit_on_2525(struct report *report)
{
    facts_open(report, "192.0.2.30", 2525, MODE_IMPLICIT_TLS);
}

static void starttls_on_2525(struct report *report)
{
    facts_open(report, "192.0.2.30", 2525, MODE_STARTTLS);
}

static const struct row rows[] = {
    {FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, refused, "ECONNREFUSED", NULL},
    {FINDING_CONNECTION_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_WARNING, timed_out, "within 10 s", NULL},
    {FINDING_CONNECTION_UNREACHABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, unreachable, "unreachable", NULL},
    {FINDING_CONNECTION_IMPOSSIBLE_HERE, OUTCOME_UNKNOWN, SEVERITY_INFO, local, "This machine", NULL},
    {FINDING_CONNECTION_CLOSED, OUTCOME_FAILS, SEVERITY_ERROR, closed,
     "closed the connection before a greeting", NULL},
    {FINDING_CONNECTION_RESET, OUTCOME_FAILS, SEVERITY_ERROR, reset, "reset before a greeting", NULL},
    {FINDING_CONNECTION_RESET, OUTCOME_UNKNOWN, SEVERITY_ERROR, reset_everywhere,
     "or a device in this network", NULL},
    {FINDING_CONNECTION_CLOSED, OUTCOME_FAILS, SEVERITY_WARNING, srv_closed, "closed", NULL},
    {FINDING_CONNECTION_REFUSED, OUTCOME_FAILS, SEVERITY_WARNING, named_port, "ECONNREFUSED", facts_guess},
    {FINDING_GREETING_LATE, OUTCOME_FAILS, SEVERITY_WARNING, late, "30 s or more", NULL},
    {FINDING_GREETING_LATE, OUTCOME_HOLDS, SEVERITY_WARNING, slow_but_fine, "5 s or more", NULL},
    {FINDING_GREETING_LATE, OUTCOME_FAILS, SEVERITY_INFO, guess_late, "30 s or more", facts_guess},
    {FINDING_GREETING_SLOW, OUTCOME_FAILS, SEVERITY_INFO, slow_but_fine,
     "5 s or more. Postfix postscreen waits that long", NULL},
    {FINDING_REPLIES_SLOW, OUTCOME_FAILS, SEVERITY_WARNING, replies_of_two_seconds,
     "EHLO 2 s or more, STARTTLS 2 s or more", NULL},
    {FINDING_REPLIES_SLOW, OUTCOME_HOLDS, SEVERITY_WARNING, one_reply_of_two_seconds, "in time", NULL},
    {FINDING_REPLIES_SLOW, OUTCOME_FAILS, SEVERITY_WARNING, one_very_slow_reply,
     "EHLO inside TLS 5 s or more", NULL},
    {FINDING_REPLIES_SLOW, OUTCOME_HOLDS, SEVERITY_WARNING, drips, "in time", NULL},
    {FINDING_REPLY_DRIPPED, OUTCOME_FAILS, SEVERITY_WARNING, drips, "the reply to EHLO took 10 s or more",
     NULL},
    {FINDING_REPLY_DRIPPED, OUTCOME_FAILS, SEVERITY_WARNING, drips_amid_the_greeting,
     "\"220...\" came in 20 s or more", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_UNKNOWN, SEVERITY_WARNING, drips_amid_the_greeting,
     "the rest of the greeting (\"220...\") did not arrive", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_UNKNOWN, SEVERITY_WARNING, two_bytes_of_a_greeting,
     "the rest of the greeting (\"22\") did not arrive", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_UNKNOWN, SEVERITY_WARNING, given_up_as_it_drips,
     "stopped waiting for a server that sends byte by byte at this step", NULL},
    {FINDING_REPLY_DRIPPED, OUTCOME_FAILS, SEVERITY_WARNING, given_up_as_it_drips, "came in 20 s or more",
     NULL},
    {FINDING_TIME_RAN_OUT, OUTCOME_UNKNOWN, SEVERITY_ERROR, given_up_as_it_drips,
     "stopped waiting, because the server", NULL},
    {FINDING_TLS_HANDSHAKE_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, half_a_handshake,
     "only some bytes arrived", NULL},
    {FINDING_GREETING_MISSING, OUTCOME_FAILS, SEVERITY_WARNING, silent, "within 300 s", NULL},
    {FINDING_GREETING_MISSING, OUTCOME_UNKNOWN, SEVERITY_WARNING, silent_for_a_minute, "within 60 s", NULL},
    {FINDING_GREETING_MISSING, OUTCOME_UNKNOWN, SEVERITY_WARNING, silent_for_a_moment, "within 10 s", NULL},
    {FINDING_NOT_SMTP, OUTCOME_FAILS, SEVERITY_ERROR, other_protocol, "HTTP/1.1", NULL},
    {FINDING_NOT_SMTP, OUTCOME_FAILS, SEVERITY_WARNING, other_on_587, "SSH-2.0", NULL},
    {FINDING_SERVICE_UNAVAILABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, greeting_421,
     "\"421 4.3.2 all server ports are busy\"", NULL},
    {FINDING_SERVICE_UNAVAILABLE, OUTCOME_UNKNOWN, SEVERITY_WARNING, submission_421, "421 try later", NULL},
    {FINDING_SERVICE_UNAVAILABLE, OUTCOME_UNKNOWN, SEVERITY_ERROR, ehlo_450,
     "\"450 4.7.1 greylisted\" after EHLO", NULL},
    {FINDING_SERVICE_REFUSED, OUTCOME_UNKNOWN, SEVERITY_ERROR, greeting_554, "\"554 5.7.1 no service here\"",
     NULL},
    {FINDING_SERVICE_REFUSED, OUTCOME_UNKNOWN, SEVERITY_ERROR, ehlo_554,
     "\"554 5.7.1 no service here\" after EHLO", NULL},
    {FINDING_EHLO_NOT_UNDERSTOOD, OUTCOME_FAILS, SEVERITY_WARNING, helo_only, "HELO got", NULL},
    {FINDING_EHLO_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, ehlo_550, "\"550 5.7.1 bad name\"", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_UNKNOWN, SEVERITY_WARNING, greeting_unfinished,
     "the last line of the greeting (\"220 2.0.0 Ready\") did not arrive within 10 s", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_FAILS, SEVERITY_WARNING, greeting_cut,
     "the server closed the connection in the middle of the greeting (\"220 2.0.0 Ready\")", NULL},
    {FINDING_EHLO_NOT_UNDERSTOOD, OUTCOME_FAILS, SEVERITY_WARNING, helo_rejected_too, "HELO got", NULL},
    {FINDING_EHLO_REJECTED, OUTCOME_FAILS, SEVERITY_WARNING, helo_rejected_too, "HELO got \"500", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_FAILS, SEVERITY_WARNING, hangs_up_after_ehlo,
     "closed the connection after EHLO", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_FAILS, SEVERITY_WARNING, hangs_up_inside_tls,
     "reset after EHLO inside TLS", NULL},
    {FINDING_SESSION_BROKEN_OFF, OUTCOME_UNKNOWN, SEVERITY_WARNING, silent_inside_tls, "within 10 s", NULL},
    {FINDING_EHLO_NAME_MISMATCH, OUTCOME_FAILS, SEVERITY_INFO, other_name, "localhost.localdomain", NULL},
    {FINDING_EHLO_NAME_MISMATCH, OUTCOME_HOLDS, SEVERITY_INFO, ptr_name, "box7.example.net", NULL},
    {FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT, OUTCOME_FAILS, SEVERITY_ERROR, implicit_on_587,
     "Port 587 is for plaintext SMTP (STARTTLS mode) but speaks implicit TLS", NULL},
    {FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT, OUTCOME_FAILS, SEVERITY_ERROR, implicit_on_25, "Port 25", NULL},
    {FINDING_IMPLICIT_TLS_ON_STARTTLS_PORT, OUTCOME_FAILS, SEVERITY_INFO, guess_implicit, "Port 587",
     facts_guess},
    {FINDING_PLAINTEXT_ON_IMPLICIT_TLS_PORT, OUTCOME_FAILS, SEVERITY_ERROR, plaintext_on_465,
     "Port 465 is for implicit TLS but speaks plaintext SMTP", NULL},
    {FINDING_IMPLICIT_TLS_ON_2525, OUTCOME_FAILS, SEVERITY_INFO, implicit_on_2525, "Port 2525", NULL},
    {FINDING_IMPLICIT_TLS_ON_2525, OUTCOME_HOLDS, SEVERITY_INFO, starttls_on_2525, "Port 2525", NULL},
};

const struct rows smtp_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
