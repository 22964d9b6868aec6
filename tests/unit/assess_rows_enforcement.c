/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows about enforcement and tampering. */
#include "assess_rows.h"
#include "base/list.h"
#include "facts_builder.h"

#include <stdlib.h>

static void injected(struct report *report)
{
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION, "250 EHLO 221");
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION_CONTROL, "EHLO 221");
}

static void not_injected(struct report *report)
{
    facts_session(report, "192.0.2.10", 25)->quit = facts_reply(250, "bye");
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION, "EHLO 250");
}

static void greeted_again(struct report *report)
{
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION, "220 250 221");
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION_CONTROL, "220 250 221");
}

static void one_too_many_and_no_control(struct report *report)
{
    facts_add_counted(report, "192.0.2.10", 25, PURPOSE_INJECTION, "250 EHLO 221");
}

static void pipelining_refused(struct report *report)
{
    struct session *session = facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION);
    session->starttls.reply = facts_reply(500, "5.5.1 Pipelining not supported");
    session->stop.at = STEP_STARTTLS;
    session->stop.reason = STOP_REJECTED;
    session->stop.reply_code = 500;
}

static void no_handshake_with_it(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_HANDSHAKE;
    stop->reason = STOP_TLS_ALERT;
}

static void injection_unknown(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_GREETING;
    stop->reason = STOP_REJECTED;
    stop->reply_code = 421;
}

static void injection_not_begun(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_CONNECT;
    stop->reason = STOP_NOT_TRIED;
    stop->detail = text_copy("the server is too slow for another connection");
}

static void injection_not_now(struct report *report)
{
    struct session *session = facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION);
    session->starttls.reply = facts_reply(454, "4.7.0 Try later");
    session->stop.at = STEP_STARTTLS;
    session->stop.reason = STOP_REJECTED;
    session->stop.reply_code = 454;
}

static void injection_control_turned_away(struct report *report)
{
    one_too_many_and_no_control(report);
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION_CONTROL)->stop;
    stop->at = STEP_GREETING;
    stop->reason = STOP_REJECTED;
    stop->reply_code = 421;
}

static void injection_hangs(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_HANDSHAKE;
    stop->reason = STOP_TIMED_OUT;
}

static void injection_cut_off(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_GREETING;
    stop->reason = STOP_INTERRUPTED;
}

static void auth(struct report *report, int64_t code, const char *text)
{
    facts_add_session(report, "192.0.2.30", 587, PURPOSE_AUTH)->auth_before_tls = facts_reply(code, text);
}

static void auth_works(struct report *report)
{
    auth(report, 334, "VXNlcm5hbWU6");
}

static void auth_refused(struct report *report)
{
    auth(report, 538, "5.7.11 Encryption required");
}

static void auth_not_now(struct report *report)
{
    auth(report, 454, "4.7.0 Try later");
}

static void auth_turned_away(struct report *report)
{
    auth(report, 421, "4.7.0 Too many errors");
}

static void failure_ignored(struct report *report)
{
    facts_add_session(report, "192.0.2.10", 25, PURPOSE_FAILED_HANDSHAKE)->after_failed_handshake =
        facts_reply(250, "2.0.0 Ok");
}

static void failure_ends_it(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_FAILED_HANDSHAKE)->stop;
    stop->at = STEP_HANDSHAKE;
    stop->reason = STOP_CLOSED;
}

static void failure_unknown(struct report *report)
{
    struct stop *stop = &facts_add_session(report, "192.0.2.10", 25, PURPOSE_FAILED_HANDSHAKE)->stop;
    stop->at = STEP_CONNECT;
    stop->reason = STOP_TIMED_OUT;
}

/* Relaying was asked about with a recipient whose domain has this MX host. */
static struct session *relay_asked(struct report *report, const char *to, const char *mx)
{
    struct relaying *relaying = report->relaying = allocate(1, sizeof *relaying);
    relaying->from = text_copy("probe@elsewhere.example");
    relaying->to = text_copy(to);
    relaying->mx_lookup.status = DNS_OK;
    text_list_append(&relaying->mx_hosts, mx);
    return facts_add_session(report, "192.0.2.10", 25, PURPOSE_RECIPIENTS);
}

static struct session *relay_answered(struct report *report, int64_t code, const char *text)
{
    struct session *session = relay_asked(report, "probe@elsewhere.example", "mx.elsewhere.example");
    session->relay_mail = facts_reply(250, "2.1.0 Ok");
    session->relay_rcpt = facts_reply(code, text);
    return session;
}

static void relays(struct report *report)
{
    relay_answered(report, 250, "2.1.5 Ok");
}

static void relay_denied(struct report *report)
{
    relay_answered(report, 554, "5.7.1 Relay access denied");
}

static void relay_greylisted(struct report *report)
{
    relay_answered(report, 450, "4.2.0 Greylisted");
}

static void relay_misunderstood(struct report *report)
{
    relay_answered(report, 503, "5.5.1 Bad sequence");
}

static void relay_to_its_own_domain(struct report *report)
{
    relay_asked(report, "probe@example.org", "mx1.example.org")->relay_rcpt = facts_reply(250, "Ok");
}

static void relay_to_a_domain_with_the_same_mx(struct report *report)
{
    relay_asked(report, "probe@elsewhere.example", "mx9.example.org")->relay_rcpt = facts_reply(250, "Ok");
}

static void relay_lookup_failed(struct report *report)
{
    relay_answered(report, 250, "Ok");
    report->relaying->mx_lookup.status = DNS_SERVFAIL;
}

static void relay_wants_login(struct report *report)
{
    relay_asked(report, "probe@elsewhere.example", "mx.elsewhere.example")->relay_mail =
        facts_reply(530, "5.7.0 Authentication required");
}

static void relay_sender_refused(struct report *report)
{
    relay_asked(report, "probe@elsewhere.example", "mx.elsewhere.example")->relay_mail =
        facts_reply(550, "5.1.8 Sender address rejected");
}

static void relay_cut_off(struct report *report)
{
    struct stop *stop = &relay_asked(report, "probe@elsewhere.example", "mx.elsewhere.example")->stop;
    stop->at = STEP_RELAY;
    stop->reason = STOP_INTERRUPTED;
}

static void relay_turned_away(struct report *report)
{
    struct stop *stop = &relay_asked(report, "probe@elsewhere.example", "mx.elsewhere.example")->stop;
    stop->at = STEP_CONNECT;
    stop->reason = STOP_TIMED_OUT;
}

static void vrfy(struct report *report, int64_t code, const char *text)
{
    facts_add_session(report, "192.0.2.10", 25, PURPOSE_RECIPIENTS)->vrfy = facts_reply(code, text);
}

static void vrfy_confirms(struct report *report)
{
    vrfy(report, 250, "2.1.5 <postmaster@example.org>");
}

static void vrfy_off(struct report *report)
{
    vrfy(report, 502, "5.5.1 VRFY command is disabled");
}

static void vrfy_noncommittal(struct report *report)
{
    vrfy(report, 252, "2.0.0 postmaster");
}

static void vrfy_of_the_name(struct report *report)
{
    vrfy(report, 550, "5.1.1 unknown");
    text_replace(&facts_endpoint(report, "192.0.2.10", 25)->sessions[1].vrfy->enhanced_code,
                 text_copy("5.1.1"));
}

static void stars(struct report *report)
{
    facts_set_reply(&facts_session(report, "192.0.2.10", 25)->greeting, 220, "****************2***0**");
}

static void nothing(struct report *report)
{
    (void)report;
}

static struct certificate *leaf(struct report *report, const char *address)
{
    return facts_session(report, address, 25)->tls->chain;
}

/* mx2 moves to a network far away and shows the certificate of a proxy, as mx1 does. */
static void share_certificate(struct report *report, const char *name)
{
    struct endpoint *far = facts_endpoint(report, "192.0.2.20", 25);
    static const char *const addresses[] = {"192.0.2.10", "192.0.2.20"};
    for (size_t i = 0; i < 2; i++) {
        struct certificate *certificate = leaf(report, addresses[i]);
        text_replace(&certificate->sha256, text_copy("aa"));
        text_list_free(&certificate->dns_names);
        text_list_append(&certificate->dns_names, name);
    }
    text_replace(&far->address, text_copy("198.51.100.20"));
}

static void proxied(struct report *report)
{
    static const char *const addresses[] = {"192.0.2.10", "192.0.2.20"};
    for (size_t i = 0; i < 2; i++)
        text_replace(&facts_session(report, addresses[i], 25)->ehlo->domain, text_copy("proxy.example.net"));
    share_certificate(report, "proxy.example.net");
}

/* One for the mail of the domain, wherever its hosts stand. */
static void one_certificate_for_the_domain(struct report *report)
{
    share_certificate(report, "mail.example.org");
}

/* What came with a program, and was copied from one host to the other: each goes by its own name. */
static void one_certificate_copied(struct report *report)
{
    share_certificate(report, "localhost");
}

static void apart(struct report *report)
{
    text_replace(&facts_endpoint(report, "192.0.2.20", 25)->address, text_copy("198.51.100.20"));
}

static const struct row rows[] = {
    {FINDING_STARTTLS_INJECTION, OUTCOME_FAILS, SEVERITY_ERROR, injected,
     "inside TLS with \"250 whatever\": 3 replies came to 2 commands there, but 2 without", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS, SEVERITY_ERROR, not_injected, "did not answer a NOOP", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS, SEVERITY_ERROR, greeted_again, "did not answer a NOOP", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS, SEVERITY_ERROR, pipelining_refused, "500 5.5.1", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_ERROR, one_too_many_and_no_control,
     "3 replies came to 2 commands", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_HOLDS, SEVERITY_ERROR, no_handshake_with_it, "no session inside TLS",
     NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_WARNING, injection_unknown, "not completed", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_WARNING, injection_not_begun, "too slow", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_WARNING, injection_not_now, "454", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_WARNING, injection_control_turned_away,
     "3 replies came to 2 commands", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_ERROR, injection_hangs, "not completed", NULL},
    {FINDING_STARTTLS_INJECTION, OUTCOME_UNKNOWN, SEVERITY_ERROR, injection_cut_off, "not completed", NULL},
    {FINDING_AUTH_USABLE_BEFORE_TLS, OUTCOME_FAILS, SEVERITY_ERROR, auth_works, "334", NULL},
    {FINDING_AUTH_USABLE_BEFORE_TLS, OUTCOME_HOLDS, SEVERITY_ERROR, auth_refused, "538", NULL},
    {FINDING_AUTH_USABLE_BEFORE_TLS, OUTCOME_UNKNOWN, SEVERITY_ERROR, auth_not_now, "454", NULL},
    {FINDING_AUTH_USABLE_BEFORE_TLS, OUTCOME_UNKNOWN, SEVERITY_WARNING, auth_turned_away, "421", NULL},
    {FINDING_STARTTLS_FAILURE_IGNORED, OUTCOME_FAILS, SEVERITY_WARNING, failure_ignored, "250", NULL},
    {FINDING_STARTTLS_FAILURE_IGNORED, OUTCOME_HOLDS, SEVERITY_WARNING, failure_ends_it, "closed", NULL},
    {FINDING_STARTTLS_FAILURE_IGNORED, OUTCOME_UNKNOWN, SEVERITY_INFO, failure_unknown, "no answer", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_FAILS, SEVERITY_ERROR, relays, "Without a login, RCPT TO:<probe@",
     NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_HOLDS, SEVERITY_ERROR, relay_denied, "554 5.7.1", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_greylisted, "450", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_misunderstood, "503", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_to_its_own_domain,
     "accept mail for that domain", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_to_a_domain_with_the_same_mx,
     "accept mail for that domain", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_lookup_failed,
     "accept mail for that domain", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_HOLDS, SEVERITY_ERROR, relay_wants_login, "530", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_sender_refused, "550", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_ERROR, relay_cut_off, "not completed", NULL},
    {FINDING_RELAYS_FOR_STRANGERS, OUTCOME_UNKNOWN, SEVERITY_WARNING, relay_turned_away, "not completed",
     NULL},
    {FINDING_VRFY_CONFIRMS_NAMES, OUTCOME_FAILS, SEVERITY_INFO, vrfy_confirms, "250", NULL},
    {FINDING_VRFY_CONFIRMS_NAMES, OUTCOME_HOLDS, SEVERITY_INFO, vrfy_off, "502", NULL},
    {FINDING_VRFY_CONFIRMS_NAMES, OUTCOME_UNKNOWN, SEVERITY_INFO, vrfy_noncommittal, "252", NULL},
    {FINDING_VRFY_CONFIRMS_NAMES, OUTCOME_UNKNOWN, SEVERITY_INFO, vrfy_of_the_name, "550", NULL},
    {FINDING_GREETING_MASKED, OUTCOME_FAILS, SEVERITY_WARNING, stars, "****", NULL},
    {FINDING_GREETING_MASKED, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "220", NULL},
    {FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_FAILS, SEVERITY_WARNING, proxied, "names neither",
     facts_opportunistic},
    {FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS, SEVERITY_WARNING, one_certificate_for_the_domain,
     "differ", NULL},
    {FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS, SEVERITY_WARNING, one_certificate_copied,
     "differ", NULL},
    {FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS, OUTCOME_HOLDS, SEVERITY_WARNING, apart, "differ", NULL},
};

const struct rows enforcement_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
