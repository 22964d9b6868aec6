/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline, the client settings and the exit status. */
#include "assess/assess.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "facts_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct report report;

static void judge(void)
{
    assess_report(&report, &policy_default);
}

static void start(void)
{
    memset(&report, 0, sizeof report);
    facts_opportunistic(&report);
}

static void start_guess(void)
{
    memset(&report, 0, sizeof report);
    facts_guess(&report);
}

static void finish(void)
{
    facts_clear(&report);
}

static void expect_inbound(enum inbound_level level, const char *summary, enum exposure eavesdropper,
                           enum exposure attacker)
{
    const struct verdict *verdict = &report.verdict;
    cr_expect(verdict->inbound == level);
    cr_expect_str_eq(verdict->inbound_summary, summary);
    cr_expect(verdict->attackers[ATTACKER_PASSIVE].inbound == eavesdropper);
    cr_expect(verdict->attackers[ATTACKER_ON_PATH].inbound == attacker);
}

static void expect_submission(enum submission_level level, const char *summary, enum exposure eavesdropper,
                              enum exposure attacker, enum exposure lax)
{
    const struct verdict *verdict = &report.verdict;
    cr_expect(verdict->submission == level);
    cr_expect(strncmp(verdict->submission_summary, summary, strlen(summary)) == 0, "%s",
              verdict->submission_summary);
    cr_expect(verdict->attackers[ATTACKER_PASSIVE].submission == eavesdropper);
    cr_expect(verdict->attackers[ATTACKER_ON_PATH].submission == attacker);
    cr_expect(verdict->attackers[ATTACKER_ON_PATH].submission_lax_client == lax);
}

static void expect_client(size_t index, const char *host, int64_t port, enum port_mode mode)
{
    cr_assert(report.verdict.client_count > index);
    const struct client_setting *client = &report.verdict.clients[index];
    cr_expect_str_eq(client->host, host);
    cr_expect(client->port == port);
    cr_expect(client->mode == mode);
    cr_expect(strstr(client->because, "RFC 8314") != NULL);
}

static void take_starttls_away(const char *address, int64_t port)
{
    struct session *session = facts_session(&report, address, port);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_stop(&report, address, port, STEP_STARTTLS, STOP_REJECTED);
    session->starttls.offered = ANSWER_NO;
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

TestSuite(verdict, .init = start, .fini = finish);
TestSuite(guess, .init = start_guess, .fini = finish);

/* On each port and step where a server can say "not now". */
Test(verdict, a_client_that_is_turned_away_learns_nothing)
{
    static const struct {
        enum step step;
        int64_t code;
    } cases[] = {{STEP_GREETING, 421}, {STEP_GREETING, 554}, {STEP_EHLO, 421}, {STEP_STARTTLS, 421}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        facts_stop(&report, "192.0.2.30", 465, STEP_GREETING, STOP_REJECTED);
        facts_session(&report, "192.0.2.30", 465)->stop.reply_code = cases[i].code;
        facts_stop(&report, "192.0.2.30", 587, cases[i].step, STOP_REJECTED);
        facts_session(&report, "192.0.2.30", 587)->stop.reply_code = cases[i].code;
        judge();
        expect_submission(SUBMISSION_LEVEL_UNKNOWN, "unknown, the server rejects this client",
                          EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN);
        cr_expect(report.verdict.client_count == 0);
        finish();
        start();
    }
}

/* In the words of the finding. */
Test(verdict, why_no_submission_port_is_of_use)
{
    static const struct {
        enum step step;
        enum stop_reason reason;
        enum submission_level level;
        const char *summary;
    } rows[] = {
        {STEP_CONNECT, STOP_REFUSED, SUBMISSION_LEVEL_NONE,
         "no port answers. The connection is refused (ports 465, 587 of mail.example.org)"},
        {STEP_GREETING, STOP_PROTOCOL, SUBMISSION_LEVEL_NONE,
         "no port speaks SMTP. The port does not speak SMTP (ports 465, 587 of "
         "mail.example.org)"},
        {STEP_GREETING, STOP_TIMED_OUT, SUBMISSION_LEVEL_UNKNOWN,
         "unknown, the server stops answering. The port accepts connections but sends nothing (ports 465, "
         "587 of mail.example.org)"},
        {STEP_HANDSHAKE, STOP_TIMED_OUT, SUBMISSION_LEVEL_UNKNOWN,
         "unknown, the server stops answering. The server accepts STARTTLS but does not answer the handshake "
         "(port 587 of mail.example.org)"},
        {STEP_HANDSHAKE, STOP_TLS_ALERT, SUBMISSION_LEVEL_STRIPPABLE,
         "no port works for a client that enforces TLS. The TLS handshake fails (ports 465, 587 of "
         "mail.example.org)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        finish();
        start();
        for (int64_t port = 465; port <= 587; port += 587 - 465) {
            facts_stop(&report, "192.0.2.30", port, rows[i].step, rows[i].reason);
            if (rows[i].reason == STOP_PROTOCOL) {
                facts_endpoint(&report, "192.0.2.30", port)->found = MODE_OTHER;
                facts_session(&report, "192.0.2.30", port)->first_bytes = text_copy("SSH-2.0");
            }
        }
        judge();
        cr_expect(report.verdict.submission == rows[i].level, "%s", rows[i].summary);
        cr_expect(strncmp(report.verdict.submission_summary, rows[i].summary, strlen(rows[i].summary)) == 0,
                  "%s", report.verdict.submission_summary);
    }
}

Test(verdict, starttls_that_does_not_work_is_no_matter_of_the_moment)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    facts_stop(&report, "192.0.2.30", 587, STEP_STARTTLS, STOP_REJECTED);
    facts_session(&report, "192.0.2.30", 587)->stop.reply_code = 454;
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_STRIPPABLE);
}

Test(verdict, a_good_domain)
{
    judge();
    expect_inbound(INBOUND_OPPORTUNISTIC, "opportunistic, an active attacker can read the mail",
                   EXPOSURE_ENCRYPTED, EXPOSURE_READS);
    expect_submission(SUBMISSION_LEVEL_IMPLICIT_TLS, "implicit TLS", EXPOSURE_ENCRYPTED, EXPOSURE_ENCRYPTED,
                      EXPOSURE_READS);
    cr_expect(report.verdict.client_count == 2);
    expect_client(0, "mail.example.org", 465, MODE_IMPLICIT_TLS);
    expect_client(1, "mail.example.org", 587, MODE_STARTTLS);
    cr_expect(strstr(report.verdict.client_note, "outdated (RFC 8314 3, 3.3, 7.3)") != NULL);
}

Test(verdict, a_backup_without_starttls_decides)
{
    take_starttls_away("192.0.2.20", 25);
    judge();
    expect_inbound(INBOUND_CLEARTEXT, "cleartext on 1 of 2 hosts, an eavesdropper can read that mail",
                   EXPOSURE_SOME, EXPOSURE_READS);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 1);
}

Test(verdict, no_host_with_starttls)
{
    take_starttls_away("192.0.2.10", 25);
    take_starttls_away("2001:db8::10", 25);
    take_starttls_away("192.0.2.20", 25);
    judge();
    expect_inbound(INBOUND_CLEARTEXT, "cleartext, an eavesdropper can read the mail", EXPOSURE_READS,
                   EXPOSURE_READS);
}

Test(verdict, one_address_without_starttls_is_enough)
{
    take_starttls_away("2001:db8::10", 25);
    judge();
    cr_expect(report.verdict.inbound == INBOUND_CLEARTEXT);
}

Test(verdict, a_handshake_that_fails_is_cleartext)
{
    facts_stop(&report, "192.0.2.20", 25, STEP_HANDSHAKE, STOP_TLS_ALERT);
    judge();
    cr_expect(report.verdict.inbound == INBOUND_CLEARTEXT);
}

Test(verdict, what_is_not_offered_does_not_protect)
{
    struct session *session = facts_session(&report, "192.0.2.20", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    judge();
    cr_expect(report.verdict.inbound == INBOUND_CLEARTEXT);
}

Test(verdict, a_host_that_does_not_answer_stays_visible)
{
    facts_stop(&report, "192.0.2.20", 25, STEP_CONNECT, STOP_TIMED_OUT);
    judge();
    expect_inbound(INBOUND_OPPORTUNISTIC,
                   "opportunistic, an active attacker can read the mail (1 host not reachable from here)",
                   EXPOSURE_UNKNOWN, EXPOSURE_READS);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 3);
}

Test(verdict, a_host_that_says_421_could_not_be_judged)
{
    facts_stop(&report, "192.0.2.20", 25, STEP_GREETING, STOP_REJECTED);
    facts_endpoint(&report, "192.0.2.20", 25)->found = MODE_STARTTLS;
    facts_session(&report, "192.0.2.20", 25)->stop.reply_code = 421;
    judge();
    expect_inbound(INBOUND_OPPORTUNISTIC,
                   "opportunistic, an active attacker can read the mail (1 host undecided)", EXPOSURE_UNKNOWN,
                   EXPOSURE_READS);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 3);
}

Test(verdict, an_address_that_does_not_answer_is_told)
{
    facts_stop(&report, "2001:db8::10", 25, STEP_CONNECT, STOP_LOCAL);
    judge();
    expect_inbound(INBOUND_OPPORTUNISTIC,
                   "opportunistic, an active attacker can read the mail (some addresses of 1 host not "
                   "reachable from here)",
                   EXPOSURE_ENCRYPTED, EXPOSURE_READS);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 0);
}

Test(verdict, why_no_mx_host_is_known)
{
    static const struct {
        enum step step;
        enum stop_reason reason;
        const char *summary;
    } rows[] = {
        {STEP_CONNECT, STOP_REFUSED, "unknown, connections to port 25 are refused"},
        {STEP_GREETING, STOP_REJECTED, "unknown, the server rejects this client"},
        {STEP_GREETING, STOP_CLOSED, "unknown, no session reached TLS"},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        finish();
        start();
        for (size_t i = 0; i < report.endpoint_count; i++)
            if (report.endpoints[i].port == 25)
                facts_stop(&report, report.endpoints[i].address, 25, rows[row].step, rows[row].reason);
        judge();
        expect_inbound(INBOUND_UNKNOWN, rows[row].summary, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN);
    }
}

Test(verdict, nothing_answers)
{
    for (size_t i = 0; i < report.endpoint_count; i++)
        facts_stop(&report, report.endpoints[i].address, report.endpoints[i].port, STEP_CONNECT,
                   STOP_TIMED_OUT);
    judge();
    expect_inbound(INBOUND_UNKNOWN, "unknown, no connection to port 25 succeeds from here", EXPOSURE_UNKNOWN,
                   EXPOSURE_UNKNOWN);
    expect_submission(SUBMISSION_LEVEL_UNKNOWN, "unknown, no port answered from here", EXPOSURE_UNKNOWN,
                      EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN);
    cr_expect(report.verdict.client_count == 0);
    cr_expect(strstr(report.verdict.client_note, "No setting can be recommended") != NULL);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 3);
}

Test(verdict, dns_decides)
{
    static const struct {
        enum mail_route route;
        enum dns_status status;
        enum inbound_level level;
        const char *summary;
        enum exposure exposure;
        int exit;
    } rows[] = {
        {ROUTE_UNKNOWN, DNS_SERVFAIL, INBOUND_UNKNOWN, "unknown, DNS gave no answer (servfail)",
         EXPOSURE_UNKNOWN, 3},
        {ROUTE_NULL_MX, DNS_OK, INBOUND_NO_MAIL, "the domain accepts no mail (null MX)", EXPOSURE_NOTHING, 0},
        {ROUTE_NO_DOMAIN, DNS_NXDOMAIN, INBOUND_NOT_ROUTABLE, "no such domain", EXPOSURE_NOTHING, 1},
        {ROUTE_NONE, DNS_NODATA, INBOUND_NOT_ROUTABLE, "no mail host: no MX and no address record",
         EXPOSURE_NOTHING, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        finish();
        start();
        report.domain->mail_route = rows[i].route;
        report.domain->mx_lookup.status = rows[i].status;
        judge();
        expect_inbound(rows[i].level, rows[i].summary, rows[i].exposure, rows[i].exposure);
        cr_expect(assess_exit(&report, SEVERITY_ERROR) == rows[i].exit);
    }
}

/* No host at all, and perhaps only because DNS failed. */
Test(verdict, dns_that_failed_hides_submission_hosts)
{
    static const enum dns_status statuses[] = {DNS_SERVFAIL, DNS_NXDOMAIN};
    for (size_t i = 0; i < 2; i++) {
        finish();
        start();
        for (; report.host_count > 0; report.host_count--)
            shape_clear(&host_shape, &report.hosts[report.host_count - 1]);
        report.domain->mail_route = i == 0 ? ROUTE_UNKNOWN : ROUTE_NONE;
        report.domain->mx_lookup.status = statuses[i];
        for (size_t n = 0; n < report.domain->service_count; n++)
            report.domain->services[n].lookup.status = statuses[i];
        judge();
        cr_expect(report.verdict.submission == (i == 0 ? SUBMISSION_LEVEL_UNKNOWN : SUBMISSION_LEVEL_NONE));
    }
}

Test(verdict, mail_hosts_without_addresses)
{
    for (size_t i = 0; i < 2; i++) {
        struct host *host = &report.hosts[i];
        text_list_free(&host->addresses);
        host->a_lookup.status = DNS_NXDOMAIN;
        host->aaaa_lookup.status = DNS_NXDOMAIN;
    }
    judge();
    expect_inbound(INBOUND_NOT_ROUTABLE, "no mail host has an address", EXPOSURE_NOTHING, EXPOSURE_NOTHING);
}

Test(verdict, port_25_not_probed)
{
    for (size_t i = 0; i < report.host_count; i++)
        report.hosts[i].ports[0].port = 26;
    for (size_t i = 0; i < report.endpoint_count; i++)
        if (report.endpoints[i].port == 25)
            report.endpoints[i].port = 26;
    judge();
    cr_expect(report.verdict.inbound == INBOUND_UNKNOWN);
    cr_expect_str_eq(report.verdict.inbound_summary, "not checked (port 25 was not probed)");
}

Test(verdict, starttls_that_the_server_insists_on)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    judge();
    expect_submission(SUBMISSION_LEVEL_STARTTLS, "STARTTLS, which the client must require",
                      EXPOSURE_ENCRYPTED, EXPOSURE_ENCRYPTED, EXPOSURE_READS);
    cr_expect(report.verdict.client_count == 1);
    expect_client(0, "mail.example.org", 587, MODE_STARTTLS);
}

Test(verdict, starttls_that_the_server_does_without)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    facts_set_reply(&facts_session(&report, "192.0.2.30", 587)->mail_before_tls, 250, "Ok");
    judge();
    expect_submission(SUBMISSION_LEVEL_STRIPPABLE, "STARTTLS, which the server does not require",
                      EXPOSURE_ENCRYPTED, EXPOSURE_ENCRYPTED, EXPOSURE_READS);
    cr_expect(strstr(report.verdict.clients[0].because, "only this setting") != NULL);
}

Test(verdict, passwords_in_clear)
{
    facts_add_keyword(facts_session(&report, "192.0.2.10", 25)->ehlo, "AUTH", "LOGIN");
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR);
    cr_expect_str_eq(report.verdict.submission_summary, "passwords can be sent in clear");
    expect_client(0, "mail.example.org", 465, MODE_IMPLICIT_TLS);
}

Test(verdict, a_bad_certificate_is_not_recommended)
{
    facts_session(&report, "192.0.2.30", 465)->tls->verification.names[0].matches = ANSWER_NO;
    facts_session(&report, "192.0.2.30", 587)->tls->verification.in_date = ANSWER_NO;
    judge();
    expect_submission(SUBMISSION_LEVEL_STRIPPABLE, "no port works for a client that enforces TLS",
                      EXPOSURE_ENCRYPTED, EXPOSURE_READS, EXPOSURE_READS);
    cr_expect(report.verdict.client_count == 0);
    const char *note = report.verdict.client_note;
    cr_expect(strstr(note, "mail.example.org port 465 is left out: its certificate is for another name.")
              != NULL);
    cr_expect(
        strstr(note, "mail.example.org port 587 is left out: its certificate is expired or not yet valid.")
        != NULL);
}

/* Without trust anchors it is unknown which ports a careful client could use; that TLS is there is not. */
Test(verdict, a_certificate_that_could_not_be_checked_leaves_submission_unknown)
{
    facts_session(&report, "192.0.2.30", 465)->tls->verification.trusted = ANSWER_UNKNOWN;
    facts_session(&report, "192.0.2.30", 587)->tls->verification.in_date = ANSWER_NO;
    judge();
    expect_submission(SUBMISSION_LEVEL_UNKNOWN, "unknown, a certificate could not be checked",
                      EXPOSURE_ENCRYPTED, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN);
    cr_expect(report.verdict.client_count == 0);
    cr_expect(
        strstr(report.verdict.client_note, "587 is left out: its certificate is expired or not yet valid.")
        != NULL);
    report.vantage.trust_anchors = ANSWER_NO;
    judge();
    expect_submission(SUBMISSION_LEVEL_UNKNOWN,
                      "unknown, this machine has no trust anchors to check certificates with",
                      EXPOSURE_ENCRYPTED, EXPOSURE_UNKNOWN, EXPOSURE_UNKNOWN);
    /* One that is good is enough. */
    facts_session(&report, "192.0.2.30", 587)->tls->verification.in_date = ANSWER_YES;
    judge();
    cr_expect_eq(report.verdict.client_count, 1);
}

Test(verdict, what_a_client_cannot_use_is_left_out)
{
    static const char *const notes[] = {"it offers no TLS",
                                        "the TLS handshake fails",
                                        "it negotiates only TLS 1.0",
                                        "its certificate is self-signed",
                                        "its certificate could not be checked",
                                        "its certificate is revoked",
                                        "EHLO fails inside TLS",
                                        "it offers no login (AUTH)"};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        finish();
        start();
        struct session *session = facts_session(&report, "192.0.2.30", 587);
        if (i == 0)
            take_starttls_away("192.0.2.30", 587);
        else if (i == 1)
            facts_stop(&report, "192.0.2.30", 587, STEP_HANDSHAKE, STOP_TLS);
        else if (i == 2)
            session->tls->version = VERSION_TLS_1_0;
        else if (i == 3)
            session->tls->verification.trusted = ANSWER_NO, session->tls->chain[0].self_signed = true;
        else if (i == 4)
            session->tls->verification.trusted = ANSWER_UNKNOWN;
        else if (i == 5)
            session->tls->ocsp_staple = OCSP_REVOKED;
        else if (i == 6)
            facts_stop(&report, "192.0.2.30", 587, STEP_EHLO_TLS, STOP_CLOSED);
        else
            facts_drop_keyword(session->ehlo_tls, "AUTH");
        judge();
        cr_expect(report.verdict.client_count == 1);
        cr_expect(strstr(report.verdict.client_note, notes[i]) != NULL, "%s: %s", notes[i],
                  report.verdict.client_note);
    }
}

/* A client may get any address of a name, so one bad address spoils the port, whatever their order. */
Test(verdict, one_bad_address_spoils_a_port)
{
    static const char *const addresses[] = {"192.0.2.10", "2001:db8::10"};
    for (size_t bad = 0; bad < 2; bad++) {
        finish();
        start();
        for (size_t i = 0; i < 2; i++)
            facts_open(&report, addresses[i], 465, MODE_IMPLICIT_TLS);
        facts_session(&report, addresses[bad], 465)->tls->verification.names[0].matches = ANSWER_NO;
        judge();
        cr_expect(report.verdict.client_count == 2);
        cr_expect(strstr(report.verdict.client_note, "mx1.example.org port 465 is left out") != NULL);
    }
}

Test(verdict, no_submission)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    facts_stop(&report, "192.0.2.30", 587, STEP_CONNECT, STOP_REFUSED);
    judge();
    expect_submission(SUBMISSION_LEVEL_NONE, "no port answers", EXPOSURE_NOTHING, EXPOSURE_NOTHING,
                      EXPOSURE_NOTHING);
    cr_expect(strstr(report.verdict.client_note, "No setting can be recommended: no port answers.") != NULL);
}

Test(verdict, port_2525_is_an_alternative)
{
    facts_open(&report, "192.0.2.30", 2525, MODE_STARTTLS);
    judge();
    expect_client(2, "mail.example.org", 2525, MODE_STARTTLS);
    cr_expect(strstr(report.verdict.clients[2].because, "networks that block 465 and 587") != NULL);
}

Test(verdict, a_port_in_the_wrong_mode_comes_last)
{
    facts_open(&report, "192.0.2.30", 465, MODE_STARTTLS);
    facts_open(&report, "192.0.2.30", 587, MODE_IMPLICIT_TLS);
    facts_open(&report, "192.0.2.30", 2525, MODE_STARTTLS);
    judge();
    expect_client(0, "mail.example.org", 2525, MODE_STARTTLS);
    expect_client(1, "mail.example.org", 587, MODE_IMPLICIT_TLS);
    expect_client(2, "mail.example.org", 465, MODE_STARTTLS);
    cr_expect(strstr(report.verdict.clients[1].because, "for the other mode") != NULL);
    cr_expect(strstr(report.verdict.clients[1].because, "SRV") == NULL);
    cr_expect(strstr(report.verdict.client_note, "comes last") != NULL);
    cr_expect(strstr(report.verdict.client_note, "superseded") == NULL, "it would contradict the list");
}

Test(verdict, implicit_tls_on_the_wrong_port_alone)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    facts_open(&report, "192.0.2.30", 587, MODE_IMPLICIT_TLS);
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_IMPLICIT_TLS);
    cr_expect_str_eq(report.verdict.submission_summary, "implicit TLS, on a port meant for STARTTLS");
}

Test(verdict, no_tls_anywhere_is_overheard)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    take_starttls_away("192.0.2.30", 587);
    judge();
    expect_submission(SUBMISSION_LEVEL_STRIPPABLE, "no port works for a client that enforces TLS",
                      EXPOSURE_READS, EXPOSURE_READS, EXPOSURE_READS);
}

Test(verdict, srv_priority_orders_hosts)
{
    /* mx2 takes submission too, and SRV prefers it. */
    struct host *host = facts_host(&report, "mx2.example.org");
    host->submission = SUBMISSION_SRV;
    struct srv_service *service = &report.domain->services[0];
    service->records[0].priority = 20;
    struct srv_record *record = list_append(&service->records, &service->record_count, sizeof *record);
    record->priority = 10;
    record->port = 465;
    record->target = text_copy("mx2.example.org");
    facts_open(&report, "192.0.2.20", 465, MODE_IMPLICIT_TLS);
    judge();
    expect_client(0, "mx2.example.org", 465, MODE_IMPLICIT_TLS);
    expect_client(1, "mail.example.org", 465, MODE_IMPLICIT_TLS);
    expect_client(2, "mail.example.org", 587, MODE_STARTTLS);
}

Test(verdict, a_host_as_the_target)
{
    shape_clear(&domain_shape, report.domain);
    free(report.domain);
    report.domain = NULL;
    report.target.kind = TARGET_HOST;
    for (size_t i = 0; i < report.host_count; i++) {
        report.hosts[i].is_mx = false;
        report.hosts[i].submission = SUBMISSION_GIVEN;
    }
    judge();
    cr_expect(report.verdict.inbound == INBOUND_OPPORTUNISTIC);
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_IMPLICIT_TLS);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 0);
    /* Its port 25 is judged as that of a mail host. */
    take_starttls_away("192.0.2.20", 25);
    judge();
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 1);
}

Test(guess, is_recommended_as_a_guess)
{
    judge();
    cr_expect_str_eq(report.verdict.submission_summary, "implicit TLS (on a guessed host)");
    expect_client(0, "smtp.example.org", 465, MODE_IMPLICIT_TLS);
    cr_expect(strstr(report.verdict.clients[0].because, "a guess") != NULL);
}

Test(guess, does_not_count_beside_a_host_of_the_domain)
{
    facts_open(&report, "192.0.2.20", 587, MODE_STARTTLS);
    facts_add_keyword(facts_session(&report, "192.0.2.40", 587)->ehlo, "AUTH", "PLAIN");
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_STARTTLS);
    cr_expect(report.verdict.client_count == 1);
    expect_client(0, "mx2.example.org", 587, MODE_STARTTLS);
}

Test(guess, that_is_bad_fails_nothing)
{
    facts_add_keyword(facts_session(&report, "192.0.2.40", 587)->ehlo, "AUTH", "PLAIN");
    facts_session(&report, "192.0.2.40", 465)->tls->verification.names[0].matches = ANSWER_NO;
    judge();
    cr_expect(assess_exit(&report, SEVERITY_WARNING) == 0);
}

static void sign_services(void)
{
    for (size_t i = 0; i < 2; i++)
        report.domain->services[i].lookup.dnssec = DNSSEC_SECURE;
}

Test(verdict, discovery_that_cannot_be_steered)
{
    sign_services();
    judge();
    expect_submission(SUBMISSION_LEVEL_STEADY_DISCOVERY, "implicit TLS, announced by signed SRV records",
                      EXPOSURE_ENCRYPTED, EXPOSURE_ENCRYPTED, EXPOSURE_READS);
    cr_expect(report.verdict.submission_host_count == 1);
    cr_expect_str_eq(report.verdict.submission_hosts[0].host, "mail.example.org");
    cr_expect(report.verdict.submission_hosts[0].level == SUBMISSION_LEVEL_STEADY_DISCOVERY);
    cr_expect(report.verdict.attackers[ATTACKER_MIS_ISSUED_CERTIFICATE].submission == EXPOSURE_READS);
}

Test(verdict, discovery_that_can_be_steered)
{
    /* Unsigned, or STARTTLS goes first, or the STARTTLS port does without TLS. */
    for (int i = 0; i < 3; i++) {
        finish();
        start();
        sign_services();
        if (i == 0)
            report.domain->services[1].lookup.dnssec = DNSSEC_UNKNOWN;
        else if (i == 1)
            report.domain->services[0].records[0].priority = 10;
        else
            facts_set_reply(&facts_session(&report, "192.0.2.30", 587)->mail_before_tls, 250, "Ok");
        judge();
        cr_expect(report.verdict.submission == SUBMISSION_LEVEL_IMPLICIT_TLS, "case %d", i);
    }
}

Test(verdict, auth_that_is_accepted_in_clear)
{
    struct session *session = facts_add_session(&report, "192.0.2.30", 587, PURPOSE_AUTH);
    facts_set_reply(&session->auth_before_tls, 538, "5.7.11 Encryption required");
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_IMPLICIT_TLS);
    facts_set_reply(&session->auth_before_tls, 334, "");
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_CREDENTIALS_IN_CLEAR);
    cr_expect(report.verdict.attackers[ATTACKER_PASSIVE].submission_lax_client == EXPOSURE_READS);
}

Test(verdict, submission_hosts_each_by_itself)
{
    facts_open(&report, "192.0.2.20", 587, MODE_STARTTLS);
    judge();
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_IMPLICIT_TLS);
    cr_assert(report.verdict.submission_host_count == 2);
    cr_expect_str_eq(report.verdict.submission_hosts[0].host, "mx2.example.org");
    cr_expect(report.verdict.submission_hosts[0].level == SUBMISSION_LEVEL_STARTTLS);
    cr_expect(report.verdict.submission_hosts[1].level == SUBMISSION_LEVEL_IMPLICIT_TLS);
}

/* Port 25 is blocked from here: nothing is said against the hosts, whatever was seen of them there. */
Test(verdict, port_25_blocked_from_here)
{
    static const char *const addresses[] = {"192.0.2.10", "2001:db8::10", "192.0.2.20"};
    for (size_t i = 0; i < 3; i++)
        facts_stop(&report, addresses[i], 25, STEP_CONNECT, i == 0 ? STOP_REFUSED : STOP_TIMED_OUT);
    report.vantage.relay_over_ipv4 =
        (struct reach){.networks_failed = 3, .networks_blocked = 3, .how = {STOP_TIMED_OUT, NULL}};
    report.vantage.relay_over_ipv6 =
        (struct reach){.networks_failed = 1, .networks_blocked = 1, .how = {STOP_TIMED_OUT, NULL}};
    judge();
    cr_expect(report.verdict.inbound == INBOUND_UNKNOWN);
    cr_expect_str_eq(report.verdict.inbound_summary,
                     "unknown, port 25 is blocked from here over IPv4 and IPv6");
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 3);
    for (size_t i = 0; i < report.finding_count; i++)
        cr_expect(report.findings[i].outcome != OUTCOME_FAILS || report.findings[i].subject.port != 25, "%s",
                  finding_name(report.findings[i].id));
}

/* What a proxy nearer than the host says is not the host's word. */
Test(verdict, intercepted_nearby)
{
    static const char *const addresses[] = {"192.0.2.10", "2001:db8::10", "192.0.2.20"};
    for (size_t i = 0; i < 3; i++) {
        take_starttls_away(addresses[i], 25);
        struct path *path = facts_path(&report, addresses[i]);
        facts_path_port(path, 25, PATH_END_CONNECTED, 2, 1);
        facts_path_port(path, 465, PATH_END_REFUSED, 6, 5);
        facts_path_port(path, 587, PATH_END_CONNECTED, 6, 5);
    }
    judge();
    cr_expect(report.verdict.inbound == INBOUND_UNKNOWN);
    cr_expect(strstr(report.verdict.inbound_summary, "in place of the server") != NULL);
    cr_expect_eq(report.verdict.intercepted.count, 3);
    size_t intercepted = 0;
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        bool is_it = finding->id == FINDING_PORT_INTERCEPTED;
        cr_expect(finding->subject.port != 25 || is_it, "%s", finding_name(finding->id));
        intercepted += is_it && finding->outcome == OUTCOME_UNKNOWN && finding->severity == SEVERITY_ERROR;
    }
    cr_expect_eq(intercepted, 3);
    /* The facts are there as they were seen. */
    cr_expect_eq(facts_endpoint(&report, addresses[0], 25)->session_count, 1);
}
