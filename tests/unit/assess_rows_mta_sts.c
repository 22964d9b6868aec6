/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT. */
#include "assess_rows.h"
#include "facts/shapes.h"

#include <stdlib.h>

static struct mta_sts *sts(struct report *report)
{
    return report->domain->mta_sts;
}

static struct mta_sts_policy *policy(struct report *report)
{
    return report->domain->mta_sts->policy;
}

static void stop(struct report *report, enum mta_sts_status status, const char *detail)
{
    sts(report)->status = status;
    sts(report)->http_status = 0;
    text_replace(&sts(report)->detail, text_copy(detail));
}

static void txt_timeout(struct report *report)
{
    stop(report, MTA_STS_UNKNOWN, "DNS gave no answer");
    text_list_free(&sts(report)->txt_records);
    sts(report)->txt_lookup.status = DNS_TIMEOUT;
}

static void no_txt(struct report *report)
{
    stop(report, MTA_STS_ABSENT, NULL);
    text_list_free(&sts(report)->txt_records);
    sts(report)->txt_lookup.status = DNS_NXDOMAIN;
}

static void no_txt_but_a_policy(struct report *report)
{
    no_txt(report); /* the policy stays */
}

static void no_txt_and_no_policy(struct report *report)
{
    no_txt(report);
    shape_clear(&mta_sts_policy_shape, policy(report));
    free(sts(report)->policy);
    sts(report)->policy = NULL;
}

static void two_txt(struct report *report)
{
    stop(report, MTA_STS_RECORD_INVALID, "There are two.");
    text_list_append(&sts(report)->txt_records, "v=STSv1; id=2;");
}

static void spaced_txt(struct report *report)
{
    text_replace(&sts(report)->txt_records.items[0], text_copy("v=STSv1 ; id=1;"));
}

static void tabbed_txt(struct report *report)
{
    text_replace(&sts(report)->txt_records.items[0], text_copy("v=STSv1\\x09; id=1;"));
}

static void tab_behind(struct report *report)
{
    text_replace(&sts(report)->txt_records.items[0], text_copy("v=STSv1;\\x09id=1;"));
}

static void spaced_rpt(struct report *report)
{
    text_replace(&report->domain->tls_rpt->records.items[0],
                 text_copy("v=TLSRPTv1 ; rua=mailto:tls@example.org"));
}

static void bad_id(struct report *report)
{
    stop(report, MTA_STS_RECORD_INVALID, "The record has no id.");
}

static void host_unresolved(struct report *report)
{
    stop(report, MTA_STS_HOST_UNRESOLVED, "mta-sts.example.org has no address");
}

static void host_unknown(struct report *report)
{
    stop(report, MTA_STS_UNKNOWN, "DNS gave no answer about the addresses of mta-sts.example.org");
    text_replace(&sts(report)->address, NULL);
}

/* Where this machine has no trust anchors. */
static void host_unchecked(struct report *report)
{
    stop(report, MTA_STS_UNKNOWN, "the policy host's certificate could not be checked");
}

static void host_barred(struct report *report)
{
    stop(report, MTA_STS_UNKNOWN,
         "DNS leads mta-sts.example.org only to addresses that are not connected to");
    text_replace(&sts(report)->address, NULL);
    text_list_append(&report->domain->mta_sts->barred_addresses, "127.0.0.1");
}

static void refused(struct report *report)
{
    stop(report, MTA_STS_FETCH_FAILED, "Connection refused");
}

static void bad_certificate(struct report *report)
{
    stop(report, MTA_STS_WEBPKI_INVALID, "the certificate expired 2026-01-01T00:00:00Z");
}

static void not_found(struct report *report)
{
    stop(report, MTA_STS_HTTP_STATUS, "the HTTP status is 404, not 200");
    sts(report)->http_status = 404;
}

static void redirected(struct report *report)
{
    stop(report, MTA_STS_HTTP_STATUS, "the HTTP status is 301, not 200");
    sts(report)->http_status = 301;
    text_replace(&sts(report)->redirect_to, text_copy("https://www.example.org/"));
}

static void too_large(struct report *report)
{
    stop(report, MTA_STS_TOO_LARGE, "it is larger than 64 KiB");
    sts(report)->http_status = 200;
}

static void too_slow(struct report *report)
{
    stop(report, MTA_STS_TIMED_OUT, "Operation timed out");
    sts(report)->http_status = 200;
    sts(report)->elapsed_ms = 60000;
}

static void impatient(struct report *report)
{
    stop(report, MTA_STS_TIMED_OUT, "Connection timed out");
    sts(report)->elapsed_ms = 25000;
}

static void html(struct report *report)
{
    text_replace(&sts(report)->content_type, text_copy("text/html"));
}

static void no_type(struct report *report)
{
    text_replace(&sts(report)->content_type, NULL);
}

static void invalid_policy(struct report *report)
{
    stop(report, MTA_STS_POLICY_INVALID, "There is no mode.");
    sts(report)->http_status = 200;
}

static void odd_policy(struct report *report)
{
    text_list_append(&policy(report)->problems, "Line 5 is empty.");
}

static void unlisted(struct report *report)
{
    text_replace(&policy(report)->mx.items[1], text_copy("*.mx2.example.org"));
}

static void testing(struct report *report)
{
    policy(report)->mode = MTA_STS_MODE_TESTING;
    text_replace(&policy(report)->mode_word, text_copy("testing"));
}

static void unlisted_in_testing(struct report *report)
{
    unlisted(report);
    testing(report);
}

static void wildcard_covers(struct report *report)
{
    text_replace(&policy(report)->mx.items[1], text_copy("*.example.org"));
}

static struct verification *verification(struct report *report)
{
    return &facts_session(report, "192.0.2.20", 25)->tls->verification;
}

static void mx_untrusted(struct report *report)
{
    verification(report)->trusted = ANSWER_NO;
    text_list_append(&verification(report)->problems, "no issuer");
}

static void mx_name_refused(struct report *report)
{
    policy(report);
    facts_refuse_name(report, "192.0.2.10", 25);
}

static void mx_expired(struct report *report)
{
    verification(report)->in_date = ANSWER_NO;
}

static void mx_other_name(struct report *report)
{
    verification(report)->names[0].matches = ANSWER_NO;
}

static void mx_other_name_in_testing(struct report *report)
{
    mx_other_name(report);
    testing(report);
}

static void mx_unverified(struct report *report)
{
    verification(report)->trusted = ANSWER_UNKNOWN;
}

static void mx_unverified_and_other_name(struct report *report)
{
    mx_unverified(report);
    mx_other_name(report);
}

static void mx_without_tls(struct report *report)
{
    facts_stop(report, "192.0.2.20", 25, STEP_STARTTLS, STOP_REJECTED);
    struct session *session = facts_session(report, "192.0.2.20", 25);
    facts_set_reply(&session->starttls.reply, 502, "not implemented");
}

static void mx_handshake_fails(struct report *report)
{
    facts_stop(report, "192.0.2.20", 25, STEP_HANDSHAKE, STOP_TLS);
}

static void mode_none(struct report *report)
{
    policy(report)->mode = MTA_STS_MODE_NONE;
    text_replace(&policy(report)->mode_word, text_copy("none"));
}

static void an_hour(struct report *report)
{
    policy(report)->max_age_s = 3600;
}

static void a_day(struct report *report)
{
    policy(report)->max_age_s = FACTS_DAY_S;
}

static void no_rpt(struct report *report)
{
    report->domain->tls_rpt->lookup.status = DNS_NXDOMAIN;
    text_list_free(&report->domain->tls_rpt->records);
}

/* Facts that were saved without it. */
static void rpt_not_asked(struct report *report)
{
    shape_clear(&tls_rpt_shape, report->domain->tls_rpt);
}

static void rpt_bogus(struct report *report)
{
    report->domain->tls_rpt->lookup.dnssec = DNSSEC_BOGUS;
}

static void sts_bogus(struct report *report)
{
    stop(report, MTA_STS_UNKNOWN, "the DNS answer fails DNSSEC validation (bogus)");
    report->domain->mta_sts->txt_lookup.dnssec = DNSSEC_BOGUS;
}

static void rpt_servfail(struct report *report)
{
    report->domain->tls_rpt->lookup.status = DNS_SERVFAIL;
    text_list_free(&report->domain->tls_rpt->records);
}

static void two_rpt(struct report *report)
{
    text_list_append(&report->domain->tls_rpt->records, "v=TLSRPTv1; rua=mailto:a@example.org");
}

static void bad_rpt(struct report *report)
{
    text_list_append(&report->domain->tls_rpt->problems, "An address in rua is neither.");
}

static void nothing(struct report *report)
{
    (void)report;
}

static const struct row rows[] = {
    {FINDING_MTA_STS_ABSENT, OUTCOME_FAILS, SEVERITY_INFO, no_txt, "nxdomain", NULL},
    {FINDING_MTA_STS_ABSENT, OUTCOME_UNKNOWN, SEVERITY_INFO, txt_timeout, "timeout", NULL},
    {FINDING_MTA_STS_ABSENT, OUTCOME_HOLDS, SEVERITY_INFO, bad_id, "TXT", NULL},
    {FINDING_MTA_STS_RECORD_DUPLICATE, OUTCOME_FAILS, SEVERITY_ERROR, two_txt, "id=2", NULL},
    {FINDING_MTA_STS_RECORD_INVALID, OUTCOME_FAILS, SEVERITY_ERROR, bad_id, "no id.", NULL},
    {FINDING_MTA_STS_RECORD_INVALID, OUTCOME_HOLDS, SEVERITY_ERROR, refused, "id=1", NULL},
    {FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_FAILS, SEVERITY_ERROR, host_unresolved, "has no address", NULL},
    {FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_UNKNOWN, SEVERITY_ERROR, host_unknown, "no answer about", NULL},
    {FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_HOLDS, SEVERITY_ERROR, refused, "gave no answer", NULL},
    {FINDING_MTA_STS_HOST_NOT_ASKED, OUTCOME_FAILS, SEVERITY_WARNING, host_barred, "127.0.0.1", NULL},
    {FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_UNKNOWN, SEVERITY_ERROR, host_barred, "not connected to", NULL},
    {FINDING_MTA_STS_FETCH_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, refused, "Connection refused.", NULL},
    {FINDING_MTA_STS_WEBPKI_INVALID, OUTCOME_FAILS, SEVERITY_ERROR, bad_certificate, "expired 2026", NULL},
    {FINDING_MTA_STS_WEBPKI_INVALID, OUTCOME_UNKNOWN, SEVERITY_ERROR, host_unchecked, "could not be checked",
     NULL},
    {FINDING_MTA_STS_HOST_UNRESOLVED, OUTCOME_HOLDS, SEVERITY_ERROR, host_unchecked, "answered", NULL},
    {FINDING_MTA_STS_RECORD_INVALID, OUTCOME_HOLDS, SEVERITY_ERROR, host_unchecked, "id=1", NULL},
    {FINDING_MTA_STS_WEBPKI_INVALID, OUTCOME_HOLDS, SEVERITY_ERROR, not_found, "an answer", NULL},
    {FINDING_MTA_STS_HTTP_STATUS, OUTCOME_FAILS, SEVERITY_ERROR, not_found, "Status 404", NULL},
    {FINDING_MTA_STS_REDIRECT, OUTCOME_FAILS, SEVERITY_ERROR, redirected, "301, to https://www.example.org/",
     NULL},
    {FINDING_MTA_STS_TOO_LARGE, OUTCOME_FAILS, SEVERITY_ERROR, too_large, "64 KiB", NULL},
    {FINDING_MTA_STS_TIMED_OUT, OUTCOME_FAILS, SEVERITY_ERROR, too_slow, "mta-sts.example.org: ", NULL},
    {FINDING_MTA_STS_TIMED_OUT, OUTCOME_UNKNOWN, SEVERITY_ERROR, impatient, "mta-sts.example.org: ", NULL},
    {FINDING_MTA_STS_CONTENT_TYPE, OUTCOME_FAILS, SEVERITY_WARNING, html, "text/html", NULL},
    {FINDING_MTA_STS_CONTENT_TYPE, OUTCOME_FAILS, SEVERITY_WARNING, no_type, "none", NULL},
    {FINDING_MTA_STS_POLICY_INVALID, OUTCOME_FAILS, SEVERITY_ERROR, invalid_policy, "no mode.", NULL},
    {FINDING_MTA_STS_POLICY_ODD, OUTCOME_FAILS, SEVERITY_INFO, odd_policy, "Line 5", NULL},
    {FINDING_MTA_STS_MX_NOT_LISTED, OUTCOME_FAILS, SEVERITY_ERROR, unlisted,
     "mx2.example.org matches none of", NULL},
    {FINDING_MTA_STS_MX_NOT_LISTED, OUTCOME_FAILS, SEVERITY_WARNING, unlisted_in_testing, "mode testing",
     NULL},
    {FINDING_MTA_STS_MX_NOT_LISTED, OUTCOME_HOLDS, SEVERITY_ERROR, wildcard_covers, "by *.example.org", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_untrusted, "untrusted issuer", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_name_refused,
     "With the server name mx1.example.org", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_expired, "expired or not yet valid",
     NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_other_name, "another name", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_WARNING, mx_other_name_in_testing,
     "another name", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_without_tls, "no TLS", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_handshake_fails, "no TLS", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_UNKNOWN, SEVERITY_ERROR, mx_unverified, "could not be checked",
     NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_FAILS, SEVERITY_ERROR, mx_unverified_and_other_name,
     "another name", NULL},
    {FINDING_MTA_STS_MX_CERTIFICATE, OUTCOME_HOLDS, SEVERITY_ERROR, nothing, "valid for mx1.example.org",
     NULL},
    {FINDING_MTA_STS_TESTING, OUTCOME_FAILS, SEVERITY_INFO, testing, "mode: testing", NULL},
    {FINDING_MTA_STS_MODE_NONE, OUTCOME_FAILS, SEVERITY_INFO, mode_none, "mode: none", NULL},
    {FINDING_MTA_STS_SHORT_MAX_AGE, OUTCOME_FAILS, SEVERITY_WARNING, an_hour, "3600 s", NULL},
    {FINDING_MTA_STS_SHORT_MAX_AGE, OUTCOME_FAILS, SEVERITY_INFO, a_day, "about 1 days", NULL},
    {FINDING_MTA_STS_WEAK_PATTERN, OUTCOME_FAILS, SEVERITY_INFO, wildcard_covers, "*.example.org", NULL},
    {FINDING_MTA_STS_UNUSED_PATTERN, OUTCOME_FAILS, SEVERITY_INFO, unlisted, "*.mx2.example.org", NULL},
    {FINDING_TLS_RPT_ABSENT, OUTCOME_FAILS, SEVERITY_INFO, no_rpt, "nxdomain", NULL},
    {FINDING_MTA_STS_ABSENT, OUTCOME_UNKNOWN, SEVERITY_INFO, sts_bogus, "bogus", NULL},
    {FINDING_TLS_RPT_ABSENT, OUTCOME_UNKNOWN, SEVERITY_INFO, rpt_bogus, "bogus", NULL},
    {FINDING_TLS_RPT_ABSENT, OUTCOME_UNKNOWN, SEVERITY_INFO, rpt_servfail, "servfail", NULL},
    {FINDING_TLS_RPT_ABSENT, OUTCOME_UNKNOWN, SEVERITY_INFO, rpt_not_asked, "No look-up was made.", NULL},
    {FINDING_MTA_STS_NOT_ANNOUNCED, OUTCOME_FAILS, SEVERITY_WARNING, no_txt_but_a_policy,
     "has a policy in mode enforce", NULL},
    {FINDING_MTA_STS_NOT_ANNOUNCED, OUTCOME_HOLDS, SEVERITY_WARNING, no_txt_and_no_policy, "nxdomain", NULL},
    {FINDING_MTA_STS_RECORD_ODD, OUTCOME_FAILS, SEVERITY_WARNING, spaced_txt, "v=STSv1 ;", NULL},
    {FINDING_MTA_STS_RECORD_ODD, OUTCOME_FAILS, SEVERITY_WARNING, tabbed_txt, "v=STSv1\\x09;", NULL},
    {FINDING_MTA_STS_RECORD_ODD, OUTCOME_HOLDS, SEVERITY_WARNING, tab_behind, "v=STSv1;", NULL},
    {FINDING_MTA_STS_RECORD_INVALID, OUTCOME_HOLDS, SEVERITY_ERROR, spaced_txt, "v=STSv1 ;", NULL},
    {FINDING_TLS_RPT_ODD, OUTCOME_FAILS, SEVERITY_WARNING, spaced_rpt, "v=TLSRPTv1 ;", NULL},
    {FINDING_TLS_RPT_DUPLICATE, OUTCOME_FAILS, SEVERITY_WARNING, two_rpt, "mailto:a@", NULL},
    {FINDING_TLS_RPT_INVALID, OUTCOME_FAILS, SEVERITY_WARNING, bad_rpt, "neither", NULL},
};

const struct rows mta_sts_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
