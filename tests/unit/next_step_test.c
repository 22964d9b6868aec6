/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is suggested, on which condition, and to the letter. */
#include "assess/assess.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"
#include "facts/words.h"
#include "facts_builder.h"
#include "report/report_writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct report report;

static void start(void)
{
    memset(&report, 0, sizeof report);
    facts_opportunistic(&report);
}

static void finish(void)
{
    facts_clear(&report);
}

TestSuite(next_step, .init = start, .fini = finish);

/* --suggest's whole text. */
static char *suggested(void)
{
    assess_report(&report, &policy_default);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct report_options options = {0};
    struct report_writer *writer = report_writer_new(FORMAT_SUGGEST, out, &options);
    cr_expect(report_writer_begin(writer, "0.1.0", "2026-11-23T20:00:00Z"));
    cr_expect(report_writer_report(writer, &report));
    cr_expect(report_writer_end(writer, 1, &(struct run_end){.complete = true}));
    report_writer_free(writer);
    cr_assert(fclose(out) == 0);
    return text;
}

static void expect_line(const char *line)
{
    char *text = suggested();
    char *whole = text_format("\n%s", text);
    char *wanted = text_format("\n%s\n", line);
    cr_expect(strstr(whole, wanted) != NULL, "no \"%s\" in\n%s", line, text);
    free(wanted);
    free(whole);
    free(text);
}

static void expect_no(const char *piece)
{
    char *text = suggested();
    cr_expect(strstr(text, piece) == NULL, "\"%s\" in\n%s", piece, text);
    free(text);
}

static void expect_inbound(size_t index, enum inbound_level level)
{
    assess_report(&report, &policy_default);
    cr_assert(report.verdict.next_step_count > index);
    enum inbound_level raised = report.verdict.next_steps[index].raises_inbound_to;
    cr_expect(raised == level, "step %zu raises to %s", index, words_name(&inbound_level_words, raised));
}

static void expect_submission(size_t index, enum submission_level level)
{
    assess_report(&report, &policy_default);
    cr_assert(report.verdict.next_step_count > index);
    enum submission_level raised = report.verdict.next_steps[index].raises_submission_to;
    cr_expect(raised == level, "step %zu raises to %s", index, words_name(&submission_level_words, raised));
}

static void sign_hosts(void)
{
    for (size_t i = 0; i < 2; i++)
        report.hosts[i].a_lookup.dnssec = report.hosts[i].aaaa_lookup.dnssec = DNSSEC_SECURE;
    for (size_t i = 0; i < 2; i++) {
        struct tlsa_set *set =
            list_append(&report.hosts[i].tlsa_sets, &report.hosts[i].tlsa_set_count, sizeof *set);
        set->base_domain = text_copy(report.hosts[i].name);
        set->port = 25;
        facts_lookup(&set->lookup, "TLSA", set->base_domain, DNS_NXDOMAIN);
        set->lookup.dnssec = DNSSEC_SECURE;
    }
}

static void take_starttls_away(const char *address)
{
    struct session *session = facts_session(&report, address, 25);
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_stop(&report, address, 25, STEP_STARTTLS, STOP_REJECTED);
    session->starttls.offered = ANSWER_NO;
}

/* Every step raises what it says above what there is, whatever the facts. */
static void expect_only_rises(void)
{
    assess_report(&report, &policy_default);
    const struct verdict *verdict = &report.verdict;
    for (size_t i = 0; i < verdict->next_step_count; i++) {
        const struct next_step *step = &verdict->next_steps[i];
        bool inbound = step->raises_inbound_to > verdict->inbound_at_least;
        bool submission = step->raises_submission_to > verdict->submission;
        cr_expect(inbound || submission, "%s", step->title);
        cr_expect(step->part_count > 0, "%s", step->title);
    }
}

Test(next_step, mta_sts_where_nothing_is_signed)
{
    expect_inbound(0, INBOUND_OBSERVED_ONLY);
    expect_inbound(1, INBOUND_PINNED);
    expect_inbound(2, INBOUND_DOWNGRADE_RESISTANT);
    cr_expect(report.verdict.next_step_count == 3);
    expect_line("version: STSv1\nmode: testing\nmx: mx1.example.org\nmx: mx2.example.org\nmax_age: 604800");
    expect_line("version: STSv1\nmode: enforce\nmx: mx1.example.org\nmx: mx2.example.org\nmax_age: 2419200");
    expect_line("_mta-sts.example.org. IN TXT \"v=STSv1; id=391a0098204682f2;\"");
    expect_line("; _mta-sts.example.org. IN TXT \"v=STSv1; id=ae48fe8a810e07b0;\"");
    expect_line("_smtp._tls.example.org. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.org\"");
    expect_only_rises();
}

Test(next_step, no_second_record_for_reports)
{
    text_list_append(&report.domain->tls_rpt->records, "v=TLSRPTv1; rua=mailto:a@example.org");
    expect_no("TLSRPTv1");
}

/* No policy can list it, and it is to be named otherwise before anything is pinned to it. */
Test(next_step, nothing_for_what_is_no_host_name)
{
    static const char *const names[] = {"my_mail.example.org", "mx1.example.org,\\x2010\\x20mx2.example.net"};
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        text_replace(&report.hosts[0].name, text_copy(names[i]));
        report.hosts[0].kind = HOST_NOT_A_NAME;
        expect_no("mx: ");
        expect_no(names[i]);
        expect_no("TLSA 3 1 1 key of mx1");
    }
}

Test(next_step, nothing_where_the_policy_host_can_have_no_certificate)
{
    text_replace(&report.domain->name, text_copy("my_domain.example"));
    expect_no("STSv1");
}

/* It is there already; the record alone is missing. */
Test(next_step, a_policy_that_nobody_announces)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    report.domain->mta_sts->status = MTA_STS_ABSENT;
    text_list_free(&report.domain->mta_sts->txt_records);
    expect_inbound(0, INBOUND_PINNED);
    expect_line("_mta-sts.example.org. IN TXT \"v=STSv1; id=cbf29ce484222325;\"");
    expect_no("version: STSv1");
}

/* Beside an alias no other record may stand (RFC 2181 10.1). */
Test(next_step, no_record_beside_an_alias)
{
    text_list_append(&report.domain->mta_sts->txt_lookup.cname_chain, "sts.example.net");
    text_list_append(&report.domain->tls_rpt->lookup.cname_chain, "rpt.example.net");
    expect_line("; _mta-sts.example.org is an alias (CNAME) of sts.example.net, and no other record may\n; "
                "stand beside a CNAME (RFC 2181 10.1). Ask the operator of sts.example.net to add the "
                "record\n; there, or remove the CNAME record first (one of a wildcard may stay):\n; "
                "sts.example.net. IN TXT \"v=STSv1; id=391a0098204682f2;\"");
    expect_line("; sts.example.net. IN TXT \"v=STSv1; id=ae48fe8a810e07b0;\"");
    expect_line("; rpt.example.net. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@example.org\"");
    expect_no("\n_mta-sts");
    expect_no("\n_smtp._tls");
}

Test(next_step, no_tlsa_beside_an_alias)
{
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    text_list_append(&report.hosts[0].tlsa_sets[0].lookup.cname_chain, "tlsa.example.net");
    expect_line("; tlsa.example.net. IN TLSA 3 1 1 key of mx1.example.org 0");
    expect_no("\n_25._tcp.mx1");
}

/* Of an unsigned zone: it has to be signed, and what it publishes stays. */
Test(next_step, no_tlsa_that_is_there_already)
{
    sign_hosts();
    for (size_t i = 0; i < 2; i++) {
        struct host *host = &report.hosts[i];
        struct tlsa_set *set = &host->tlsa_sets[0];
        host->a_lookup.dnssec = host->aaaa_lookup.dnssec = set->lookup.dnssec = DNSSEC_INSECURE;
        set->lookup.status = DNS_OK;
        struct tlsa_record *record = list_append(&set->records, &set->record_count, sizeof *record);
        *record = (struct tlsa_record){.usage = 3, .selector = 1, .matching_type = 1, .usable = true};
        record->data_hex = text_format("KEY of %s 0", host->name);
    }
    expect_line("; 1 of the keys in use already have their TLSA 3 1 1 record\n; these records take effect "
                "when their zone is signed");
    expect_no("\n_25._tcp");
}

Test(next_step, tlsa_where_the_zone_is_signed)
{
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    expect_inbound(0, INBOUND_DOWNGRADE_RESISTANT);
    cr_expect(report.verdict.next_step_count == 1);
    expect_line("_25._tcp.mx1.example.org. IN TLSA 3 1 1 key of mx1.example.org 0");
    expect_line("_25._tcp.mx2.example.org. IN TLSA 3 1 1 key of mx2.example.org 0");
}

Test(next_step, a_record_for_each_key_that_is_served)
{
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    struct certificate *own = &facts_session(&report, "2001:db8::10", 25)->tls->chain[0];
    text_replace(&own->spki_sha256, text_copy("another key"));
    expect_line("_25._tcp.mx1.example.org. IN TLSA 3 1 1 key of mx1.example.org 0\n"
                "_25._tcp.mx1.example.org. IN TLSA 3 1 1 another key");
}

/* The chain that a server shows to a hello is one that others get. */
Test(next_step, a_record_for_a_key_that_no_handshake_was_made_with)
{
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    struct endpoint *endpoint = facts_endpoint(&report, "192.0.2.10", 25);
    struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
    session->purpose = PURPOSE_OTHER_KEY;
    session->tls = allocate(1, sizeof *session->tls);
    struct certificate *own = list_append(&session->tls->chain, &session->tls->chain_count, sizeof *own);
    own->spki_sha256 = text_copy("other key");
    expect_line("_25._tcp.mx1.example.org. IN TLSA 3 1 1 key of mx1.example.org 0\n"
                "_25._tcp.mx1.example.org. IN TLSA 3 1 1 other key");
}

Test(next_step, tlsa_below_unsigned_mx_is_half_of_it)
{
    sign_hosts();
    expect_inbound(0, INBOUND_HALF_DANE);
    expect_inbound(1, INBOUND_OBSERVED_ONLY);
    expect_only_rises();
}

Test(next_step, no_tlsa_that_leaves_another_host_open)
{
    sign_hosts();
    report.hosts[1].a_lookup.dnssec = report.hosts[1].aaaa_lookup.dnssec = DNSSEC_INSECURE;
    expect_inbound(0, INBOUND_OBSERVED_ONLY);
}

Test(next_step, no_tlsa_where_dnssec_is_unknown)
{
    sign_hosts();
    report.hosts[0].a_lookup.dnssec = DNSSEC_UNKNOWN;
    report.hosts[0].aaaa_lookup.dnssec = DNSSEC_UNKNOWN;
    expect_no("TLSA");
}

Test(next_step, tlsa_in_place_of_records_that_match_nothing)
{
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    facts_matched(&report, "mx1.example.org", ANSWER_NO);
    facts_matched(&report, "mx2.example.org", ANSWER_YES);
    expect_inbound(0, INBOUND_DOWNGRADE_RESISTANT);
    expect_line("; these replace the TLSA records that match no key in use\n_25._tcp.mx1.example.org. IN "
                "TLSA 3 1 1 key of mx1.example.org 0");
    expect_no("_25._tcp.mx2");
}

Test(next_step, signing_the_zone_completes_half_dane)
{
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    facts_matched(&report, "mx2.example.org", ANSWER_YES);
    expect_inbound(0, INBOUND_PINNED);
    expect_inbound(1, INBOUND_DOWNGRADE_RESISTANT);
    expect_line("; sign this zone and publish its DS record in the parent zone");
}

Test(next_step, testing_becomes_enforce)
{
    facts_policy(&report, MTA_STS_MODE_TESTING);
    expect_inbound(0, INBOUND_PINNED);
    expect_line("mode: enforce");
    expect_no("mode: testing");
}

Test(next_step, no_enforcing_of_what_would_not_be_delivered)
{
    facts_policy(&report, MTA_STS_MODE_TESTING);
    facts_session(&report, "192.0.2.20", 25)->tls->verification.trusted = ANSWER_NO;
    expect_no("mode: enforce");
}

Test(next_step, a_policy_for_weeks)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    report.domain->mta_sts->policy->max_age_s = 3600;
    expect_inbound(0, INBOUND_PINNED);
    expect_line("max_age: 2419200");
}

Test(next_step, starttls_for_each_server_that_it_may_be)
{
    take_starttls_away("192.0.2.20");
    expect_inbound(0, INBOUND_OPPORTUNISTIC);
    cr_expect(report.verdict.next_step_count == 1, "nothing else helps as long as mail goes in clear");
    expect_line("smtpd_tls_security_level = may");
    expect_line("tls_advertise_hosts = *");
    expect_line("pki mx2.example.org key \"/etc/ssl/private/mx2.example.org.key\"");
    expect_no("mx1.example.org");
}

Test(next_step, starttls_for_the_server_that_it_is)
{
    take_starttls_away("192.0.2.20");
    facts_set_reply(&facts_session(&report, "192.0.2.20", 25)->greeting, 220, "mx2 ESMTP Postfix");
    expect_line("smtpd_tls_security_level = may");
    expect_no("tls_advertise_hosts");
    expect_no("pki");
}

Test(next_step, no_setting_puts_back_what_a_filter_takes_out)
{
    take_starttls_away("192.0.2.20");
    facts_session(&report, "192.0.2.20", 25)->starttls.masked_as = text_copy("XXXXXXXA");
    expect_no("smtpd_tls_security_level");
}

Test(next_step, a_dead_backup_goes)
{
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    facts_stop(&report, "192.0.2.20", 25, STEP_CONNECT, STOP_TIMED_OUT);
    expect_inbound(0, INBOUND_DOWNGRADE_RESISTANT);
    expect_line("; remove: example.org. IN MX 20 mx2.example.org.");
}

Test(next_step, nothing_for_servers_that_were_not_seen)
{
    for (size_t i = 0; i < report.endpoint_count; i++)
        if (report.endpoints[i].port == 25)
            facts_stop(&report, report.endpoints[i].address, 25, STEP_CONNECT, STOP_TIMED_OUT);
    expect_no("STSv1");
}

Test(next_step, passwords_inside_tls_only)
{
    facts_add_keyword(facts_session(&report, "192.0.2.30", 587)->ehlo, "AUTH", "PLAIN");
    expect_submission(3, SUBMISSION_LEVEL_IMPLICIT_TLS);
    expect_line("smtpd_tls_auth_only = yes");
    expect_line("auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}");
}

Test(next_step, port_465_where_there_is_none)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    expect_submission(3, SUBMISSION_LEVEL_IMPLICIT_TLS);
    expect_line("  -o smtpd_tls_wrappermode=yes");
    expect_line("tls_on_connect_ports = 465");
}

Test(next_step, starttls_that_is_insisted_on)
{
    facts_stop(&report, "192.0.2.30", 465, STEP_CONNECT, STOP_REFUSED);
    struct session *session = facts_session(&report, "192.0.2.30", 587);
    facts_set_reply(&session->mail_before_tls, 250, "Ok");
    facts_set_reply(&session->greeting, 220, "mail.example.org Dovecot ready.");
    expect_submission(3, SUBMISSION_LEVEL_STARTTLS);
    expect_submission(4, SUBMISSION_LEVEL_IMPLICIT_TLS);
    expect_line("ssl = required");
    expect_no("master.cf");
}

Test(next_step, signed_srv_records_lead_to_465)
{
    for (size_t i = 0; i < 2; i++)
        report.domain->services[i].lookup.dnssec = DNSSEC_SECURE;
    report.domain->services[0].records[0].priority = 20;
    expect_submission(3, SUBMISSION_LEVEL_STEADY_DISCOVERY);
    expect_line("_submissions._tcp.example.org. IN SRV 0 1 465 mail.example.org.\n"
                "_submission._tcp.example.org. IN SRV 10 1 587 mail.example.org.");
    report.domain->services[0].records[0].priority = 0;
    assess_report(&report, &policy_default);
    cr_expect(report.verdict.submission == SUBMISSION_LEVEL_STEADY_DISCOVERY);
    cr_expect(report.verdict.next_step_count == 3);
}

Test(next_step, nothing_where_all_is_done)
{
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    facts_matched(&report, "mx2.example.org", ANSWER_YES);
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    char *text = suggested();
    cr_expect(report.verdict.inbound == INBOUND_BOTH);
    cr_expect(report.verdict.next_step_count == 0);
    cr_expect(strstr(text, "no change is known that would raise a level") != NULL);
    free(text);
}

static void sign_everything(void)
{
    sign_hosts();
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
}

static void expect_title(size_t index, const char *title)
{
    assess_report(&report, &policy_default);
    cr_assert(report.verdict.next_step_count > index, "%zu", report.verdict.next_step_count);
    cr_expect_str_eq(report.verdict.next_steps[index].title, title);
}

/* A pin on a key that goes stops the mail. */
static void expect_replaced_first(const char *why)
{
    expect_title(0, "Replace the certificate first");
    expect_title(1, "Then publish TLSA records for the new keys");
    cr_expect(report.verdict.next_steps[0].raises_inbound_to == INBOUND_UNKNOWN);
    char *remark = text_format("# port 25: %s", why);
    expect_line(remark);
    free(remark);
    remark = text_format("; do not publish records for the current certificate: %s", why);
    expect_line(remark);
    free(remark);
    expect_no("TLSA 3 1 1 key of mx1.example.org 0");
    expect_line("_25._tcp.mx2.example.org. IN TLSA 3 1 1 key of mx2.example.org 0");
}

static struct certificate *own_certificate(void)
{
    return &facts_session(&report, "192.0.2.10", 25)->tls->chain[0];
}

Test(next_step, no_pin_on_a_key_that_is_too_small)
{
    sign_everything();
    own_certificate()->key_type = KEY_TYPE_RSA;
    own_certificate()->key_bits = 1024;
    expect_replaced_first("the key (RSA, 1024 bits) is too small");
}

/* Whether the other key is the one that is too small makes no difference: a sender may be served either. */
Test(next_step, no_pin_beside_a_key_that_is_too_small)
{
    sign_everything();
    struct endpoint *endpoint = facts_endpoint(&report, "192.0.2.10", 25);
    struct session *session = list_append(&endpoint->sessions, &endpoint->session_count, sizeof *session);
    session->purpose = PURPOSE_OTHER_KEY;
    session->tls = allocate(1, sizeof *session->tls);
    struct certificate *own = list_append(&session->tls->chain, &session->tls->chain_count, sizeof *own);
    own->spki_sha256 = text_copy("other key");
    own->key_type = KEY_TYPE_RSA;
    own->key_bits = 1024;
    expect_replaced_first("the key (RSA, 1024 bits) is too small");
}

Test(next_step, no_pin_on_the_key_of_a_client_certificate)
{
    sign_everything();
    text_list_free(&own_certificate()->purposes);
    text_list_append(&own_certificate()->purposes, "clientAuth");
    expect_replaced_first("the certificate is not for TLS servers");
}

Test(next_step, no_pin_on_a_key_that_may_not_sign)
{
    sign_everything();
    text_list_free(&own_certificate()->key_usage);
    text_list_append(&own_certificate()->key_usage, "keyEncipherment");
    expect_replaced_first("the certificate's keyUsage lacks digitalSignature");
}

Test(next_step, a_key_that_only_decrypts_need_not_sign)
{
    sign_everything();
    struct tls *tls = facts_session(&report, "192.0.2.10", 25)->tls;
    tls->version = VERSION_TLS_1_2;
    tls->cipher_suite = 0x009c; /* TLS_RSA_WITH_AES_128_GCM_SHA256 */
    text_list_free(&own_certificate()->key_usage);
    text_list_append(&own_certificate()->key_usage, "keyEncipherment");
    expect_no("digitalSignature");
}

Test(next_step, no_pin_on_the_key_of_a_broken_signature)
{
    sign_everything();
    own_certificate()->signature_is_weak = true;
    text_replace(&own_certificate()->signature_algorithm, text_copy("RSA-SHA1"));
    expect_replaced_first("the certificate is signed with RSA-SHA1");
}

Test(next_step, no_pin_on_the_key_of_a_certificate_that_is_renewed_soon)
{
    sign_everything();
    own_certificate()->not_after_unix_s = report.started_at_unix_ms / 1000 + 86400;
    expect_replaced_first("the certificate expires soon");
}

Test(next_step, no_pin_on_the_key_of_a_certificate_that_has_expired)
{
    sign_everything();
    own_certificate()->not_after_unix_s = report.started_at_unix_ms / 1000 - 86400;
    facts_session(&report, "192.0.2.10", 25)->tls->verification.in_date = ANSWER_NO;
    expect_replaced_first("the certificate has expired");
}

Test(next_step, suites_that_do_not_encrypt_first)
{
    sign_everything();
    struct session *session = facts_session(&report, "192.0.2.10", 25);
    session->tls->version = VERSION_TLS_1_2;
    session->tls->cipher_suite = 0x003b; /* TLS_RSA_WITH_NULL_SHA256 */
    expect_title(0, "Disable insecure TLS features first");
    expect_title(1, "Publish TLSA records for the current keys");
    expect_line("# port 25: cipher suites without encryption or with broken encryption");
}

Test(next_step, ssl_first)
{
    sign_everything();
    struct session *session = facts_session(&report, "192.0.2.10", 25);
    session->tls->version = VERSION_SSL_3;
    expect_title(0, "Disable insecure TLS features first");
}

/* STARTTLS is there: offering it mends nothing. */
Test(next_step, groups_that_clients_have_where_the_handshake_fails)
{
    facts_stop(&report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TLS_ALERT);
    facts_session(&report, "192.0.2.10", 25)->tls->completed = ANSWER_NO;
    struct tls_survey *survey = allocate(1, sizeof *survey);
    survey->needs_group = tls_uncommon_group_names.code("MLKEM768");
    facts_endpoint(&report, "192.0.2.10", 25)->tls_survey = survey;
    expect_title(0, "Enable the groups and key types that senders support");
    expect_no("smtpd_tls_security_level");
    expect_line("tls_eecdh_auto_curves = X25519MLKEM768, X25519, prime256v1, secp384r1");
    expect_line("# without X25519MLKEM768 where OpenSSL is older than 3.5");
}

Test(next_step, records_that_outlive_an_authority)
{
    facts_clear(&report);
    memset(&report, 0, sizeof report);
    facts_good_dane(&report);
    facts_record(&report, "mx1.example.org", 2, 1, 1,
                 "3586d4ecf070578cbd27aedce20b964e48bc149faeb9dad72f46b857869172b8", ANSWER_YES);
    expect_title(0, "Publish TLSA records that match after the next renewal");
    expect_line("_25._tcp.mx1.example.org. IN TLSA 3 1 1 key of mx1.example.org 0");
    expect_line("; _25._tcp.mx1.example.org. IN TLSA 2 1 1 "
                "6ebcefb4210b088654a38b03fea3d7d1c711b4fb1ddc363a45f9b1a4e53da01e (YE1)");
    expect_no("3586d4ec");
}
