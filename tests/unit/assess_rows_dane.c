/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLSA records: signed or not, usable or not, matching or not. */
#include "assess_rows.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "facts/tls_survey.h"

#include <stdlib.h>

static struct tlsa_set *set_of(struct report *report, const char *host)
{
    return &facts_host(report, host)->tlsa_sets[0];
}

static struct tlsa_match *match_at(struct report *report, size_t index)
{
    return &facts_endpoint(report, "192.0.2.10", 25)->tlsa_matches[index];
}

static void fail_match(struct tlsa_match *match, int certificate, const char *problem)
{
    match->matches = ANSWER_NO;
    match->certificate = certificate;
    text_replace(&match->problem, text_copy(problem));
}

/* Takes the records away, and leaves the look-up. */
static struct tlsa_set *without_records(struct report *report, const char *host)
{
    struct tlsa_set *set = set_of(report, host);
    for (size_t i = 0; i < set->record_count; i++)
        shape_clear(&tlsa_record_shape, &set->records[i]);
    set->record_count = 0;
    return set;
}

static void nothing(struct report *report)
{
    (void)report;
}

static void bogus(struct report *report)
{
    struct tlsa_set *set = without_records(report, "mx1.example.org");
    set->lookup.status = DNS_SERVFAIL;
    set->lookup.dnssec = DNSSEC_BOGUS;
    set->lookup.dnssec_detail = text_copy("signature expired");
}

static void servfail(struct report *report)
{
    struct tlsa_set *set = without_records(report, "mx1.example.org");
    set->lookup.status = DNS_SERVFAIL;
    set->lookup.dnssec = DNSSEC_UNKNOWN;
}

/* Name servers that answer NOTIMP, where nobody knows whether the zone is signed. */
static void notimp_of_who_knows(struct report *report)
{
    servfail(report);
    set_of(report, "mx1.example.org")->lookup.detail =
        text_copy("the resolver answered with response code 4");
    facts_host(report, "mx1.example.org")->a_lookup.dnssec = DNSSEC_UNKNOWN;
    facts_host(report, "mx1.example.org")->aaaa_lookup.dnssec = DNSSEC_UNKNOWN;
}

static void unsign(struct report *report)
{
    struct host *host = facts_host(report, "mx1.example.org");
    host->a_lookup.dnssec = host->aaaa_lookup.dnssec = DNSSEC_INSECURE;
    host->tlsa_sets[0].unasked = true;
}

/* Asked for the report's sake alone, so a failure harms nobody: also where an alias leads there. */
static void notimp_of_the_unsigned(struct report *report)
{
    servfail(report);
    unsign(report);
    text_list_append(&facts_host(report, "mx1.example.org")->a_lookup.cname_chain, "mx1.example.net");
}

static void records_of_the_unsigned(struct report *report)
{
    unsign(report);
    set_of(report, "mx1.example.org")->lookup.dnssec = DNSSEC_INSECURE;
}

static void signed_records_of_the_unsigned(struct report *report)
{
    unsign(report);
}

static void timeout(struct report *report)
{
    servfail(report);
    set_of(report, "mx1.example.org")->lookup.status = DNS_TIMEOUT;
}

static void servfail_of_everything(struct report *report)
{
    servfail(report);
    facts_host(report, "mx1.example.org")->a_lookup.status = DNS_SERVFAIL;
    facts_host(report, "mx1.example.org")->aaaa_lookup.status = DNS_SERVFAIL;
}

static void insecure(struct report *report)
{
    set_of(report, "mx1.example.org")->lookup.dnssec = DNSSEC_INSECURE;
}

static void not_validated(struct report *report)
{
    struct dns_lookup *lookup = &set_of(report, "mx1.example.org")->lookup;
    lookup->dnssec = DNSSEC_UNKNOWN;
    lookup->dnssec_detail = text_copy("the resolver strips signatures");
}

static void not_validated_mismatch(struct report *report)
{
    not_validated(report);
    fail_match(match_at(report, 0), -1, "no");
}

static void usage_1(struct report *report)
{
    facts_record(report, "mx1.example.org", 1, 1, 1, "dead", ANSWER_UNKNOWN);
}

static void usage_1_alone(struct report *report)
{
    struct tlsa_record *record = &set_of(report, "mx1.example.org")->records[0];
    record->usage = 1;
    record->usable = false;
    record->unusable_because = text_copy("usages 0 and 1 mean nothing for SMTP");
    match_at(report, 0)->matches = ANSWER_UNKNOWN;
}

static void mismatch(struct report *report)
{
    fail_match(match_at(report, 0), -1, "no");
    text_replace(&facts_session(report, "192.0.2.10", 25)->tls->chain[0].spki_sha256, text_copy("cd34"));
}

/* The other key's chain, which no record is for. */
static void rsa_mismatch(struct report *report)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.10", 25);
    struct tlsa_match *match =
        list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
    shape_copy(&tlsa_match_shape, match, &endpoint->tlsa_matches[0]);
    match->key_type = KEY_TYPE_RSA;
    fail_match(match, -1, "no");
    struct session *session =
        list_append(&endpoint->sessions, &endpoint->session_count, sizeof *endpoint->sessions);
    shape_copy(&session_shape, session, &endpoint->sessions[0]);
    session->purpose = PURPOSE_OTHER_KEY;
    session->tls->chain[0].key_type = KEY_TYPE_RSA;
    text_replace(&session->tls->chain[0].spki_sha256, text_copy("ab12"));
}

static void unreadable(struct report *report)
{
    match_at(report, 0)->matches = ANSWER_UNKNOWN;
}

static void future_record(struct report *report)
{
    facts_record(report, "mx1.example.org", 3, 1, 1, "feed", ANSWER_NO);
}

static void future_record_one_address_dead(struct report *report)
{
    future_record(report);
    struct endpoint *endpoint = facts_endpoint(report, "2001:db8::10", 25);
    for (size_t i = 0; i < endpoint->tlsa_match_count; i++)
        shape_clear(&tlsa_match_shape, &endpoint->tlsa_matches[i]);
    endpoint->tlsa_match_count = 0;
    facts_stop(report, "2001:db8::10", 25, STEP_CONNECT, STOP_TIMED_OUT);
}

static void stale_combination(struct report *report)
{
    facts_record(report, "mx1.example.org", 2, 0, 1, "feed", ANSWER_NO);
}

static void stale_combination_not_validated(struct report *report)
{
    stale_combination(report);
    not_validated(report);
}

static void two_digests_for_one_key(struct report *report)
{
    facts_record(report, "mx1.example.org", 3, 1, 2, "c0ffeec0ffee", ANSWER_YES);
}

static void digests_uneven(struct report *report)
{
    two_digests_for_one_key(report);
    facts_record(report, "mx1.example.org", 3, 1, 1, "beef", ANSWER_NO);
}

static void whole_key(struct report *report)
{
    facts_record(report, "mx1.example.org", 3, 1, 0, "c0ffeec0ffee", ANSWER_YES);
}

/* Makes the only record one of another kind, which matches all the same. */
static void make_record(struct report *report, int usage, int selector, int matching_type)
{
    struct tlsa_record *record = &set_of(report, "mx1.example.org")->records[0];
    record->usage = usage;
    record->selector = selector;
    record->matching_type = matching_type;
    static const char *const addresses[] = {"192.0.2.10", "2001:db8::10"};
    for (size_t i = 0; i < 2; i++) {
        struct tlsa_match *match = &facts_endpoint(report, addresses[i], 25)->tlsa_matches[0];
        match->usage = usage;
        match->selector = selector;
        match->matching_type = matching_type;
        match->certificate = 3 - usage;
    }
}

static void unusual(struct report *report)
{
    make_record(report, 3, 0, 2);
}

static void anchor(struct report *report)
{
    make_record(report, 2, 0, 1);
}

static void anchor_expired(struct report *report)
{
    make_record(report, 2, 0, 1);
    fail_match(match_at(report, 0), 1, "a certificate is out of date");
}

/* A key of the server's that no handshake from here shows. */
static void ml_dsa_beside(struct report *report)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.10", 25);
    if (endpoint->tls_survey == NULL)
        endpoint->tls_survey = allocate(1, sizeof *endpoint->tls_survey);
    endpoint->tls_survey->unseen_key = KEY_TYPE_ML_DSA;
}

static void future_record_ml_dsa_beside(struct report *report)
{
    future_record(report);
    ml_dsa_beside(report);
}

static struct session *ask_for_other_key(struct report *report)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.10", 25);
    struct session *session =
        list_append(&endpoint->sessions, &endpoint->session_count, sizeof *endpoint->sessions);
    session->purpose = PURPOSE_OTHER_KEY;
    session->stop.at = STEP_HANDSHAKE;
    return session;
}

static void other_key_timed_out(struct report *report)
{
    ask_for_other_key(report)->stop.reason = STOP_TIMED_OUT;
}

static void other_key_refused(struct report *report)
{
    ask_for_other_key(report)->stop.reason = STOP_TLS_ALERT;
}

static void anchor_missing(struct report *report)
{
    make_record(report, 2, 0, 1);
    fail_match(match_at(report, 0), -1, "no certificate that the server sends matches");
}

static void record_of_e5(struct report *report)
{
    facts_record(report, "mx1.example.org", 2, 1, 1,
                 "3586d4ecf070578cbd27aedce20b964e48bc149faeb9dad72f46b857869172b8", ANSWER_YES);
}

static void record_of_ye1(struct report *report)
{
    facts_record(report, "mx1.example.org", 2, 1, 1,
                 "6ebcefb4210b088654a38b03fea3d7d1c711b4fb1ddc363a45f9b1a4e53da01e", ANSWER_YES);
}

static void a_dozen_records(struct report *report)
{
    for (int i = 1; i < 12; i++)
        facts_tlsa(report, "mx1.example.org", 3, 1, 1, "feed");
}

static void thirteen_records(struct report *report)
{
    a_dozen_records(report);
    facts_tlsa(report, "mx1.example.org", 3, 1, 1, "feed");
}

static void anchor_trusted_and_not_sent(struct report *report)
{
    anchor_missing(report);
    match_at(report, 0)->unsent_anchor = text_copy("CN=Some Root");
    match_at(report, 0)->unsent_anchor_issued = ANSWER_YES;
}

/* A public root that a record still names, and that did not issue what is served. */
static void anchor_of_another_chain(struct report *report)
{
    anchor_trusted_and_not_sent(report);
    match_at(report, 0)->unsent_anchor_issued = ANSWER_NO;
}

static void anchor_trusted_and_not_sent_not_validated(struct report *report)
{
    anchor_trusted_and_not_sent(report);
    not_validated(report);
}

static void anchor_not_sent(struct report *report)
{
    make_record(report, 2, 0, 0);
    match_at(report, 0)->certificate = -1;
}

static void no_starttls(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_REJECTED);
    struct session *session = facts_session(report, "192.0.2.10", 25);
    session->starttls.offered = ANSWER_NO;
    facts_drop_keyword(session->ehlo, "STARTTLS");
    facts_set_reply(&session->starttls.reply, 502, "5.5.1 not implemented");
}

static void starttls_451(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_STARTTLS, STOP_REJECTED);
    facts_set_reply(&facts_session(report, "192.0.2.10", 25)->starttls.reply, 451, "later");
}

static void handshake_fails(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TLS);
}

static void handshake_times_out(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TIMED_OUT);
}

static void greeting_421(struct report *report)
{
    facts_refuse(report, "192.0.2.10", 25, STEP_GREETING, 421, "busy");
}

static void name_refused(struct report *report)
{
    facts_stop(report, "192.0.2.10", 25, STEP_HANDSHAKE, STOP_TLS_ALERT);
    facts_session(report, "192.0.2.10", 25)->tls->alert = ALERT_CAME + ALERT_UNRECOGNIZED_NAME;
}

static void taken_without_name(struct report *report)
{
    facts_refuse_name(report, "192.0.2.10", 25);
}

static void mx_insecure(struct report *report)
{
    report->domain->mx_lookup.dnssec = DNSSEC_INSECURE;
}

static void mx_unknown(struct report *report)
{
    report->domain->mx_lookup.dnssec = DNSSEC_UNKNOWN;
    report->domain->mx_lookup.dnssec_detail = text_copy("the resolver strips signatures");
}

static void second_without(struct report *report)
{
    without_records(report, "mx2.example.org")->lookup.status = DNS_NODATA;
}

static void second_unknown(struct report *report)
{
    second_without(report);
    set_of(report, "mx2.example.org")->lookup.dnssec = DNSSEC_UNKNOWN;
}

static void second_not_looked_up(struct report *report)
{
    shape_clear(&tlsa_set_shape, set_of(report, "mx2.example.org"));
    facts_host(report, "mx2.example.org")->tlsa_set_count = 0;
}

/* The expanded name has no records, the host's own name does. */
static void records_under_the_second_base(struct report *report)
{
    struct host *host = facts_host(report, "mx1.example.org");
    struct tlsa_set first = {.base_domain = text_copy("real.example.net"), .port = 25};
    facts_lookup(&first.lookup, "TLSA", "_25._tcp.real.example.net", DNS_NODATA);
    first.lookup.dnssec = DNSSEC_SECURE;
    struct tlsa_set *last = list_append(&host->tlsa_sets, &host->tlsa_set_count, sizeof *last);
    *last = host->tlsa_sets[0];
    host->tlsa_sets[0] = first;
}

static void unsigned_records_under_the_first_base(struct report *report)
{
    records_under_the_second_base(report);
    struct tlsa_set *first = set_of(report, "mx1.example.org");
    first->lookup.status = DNS_OK;
    first->lookup.dnssec = DNSSEC_INSECURE;
    struct tlsa_record *record = list_append(&first->records, &first->record_count, sizeof *record);
    *record = (struct tlsa_record){3, 1, 1, text_copy("bad"), true, NULL};
}

static void servfail_of_an_unsigned_host(struct report *report)
{
    servfail(report);
    struct host *host = facts_host(report, "mx1.example.org");
    host->a_lookup.dnssec = host->aaaa_lookup.dnssec = DNSSEC_INSECURE;
}

static void servfail_of_an_alias_of_an_unsigned_host(struct report *report)
{
    servfail_of_an_unsigned_host(report);
    text_list_append(&facts_host(report, "mx1.example.org")->a_lookup.cname_chain, "real.example.net");
}

static void submission_records(struct report *report, enum answer matches)
{
    struct endpoint *endpoint = facts_endpoint(report, "192.0.2.30", 465);
    struct tlsa_match *match =
        list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
    shape_copy(&tlsa_match_shape, match, match_at(report, 0));
    match->port = 465;
    match->matches = matches;
}

static void submission_match(struct report *report)
{
    submission_records(report, ANSWER_YES);
}

static void submission_mismatch(struct report *report)
{
    submission_records(report, ANSWER_NO);
}

static const struct row rows[] = {
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_HOLDS, SEVERITY_ERROR, nothing, "_25._tcp.mx1.example.org",
     facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, bogus, "signature expired", facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, servfail,
     "address queries of the host are answered", facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, timeout, "_25._tcp.mx1", facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, servfail_of_everything, "_25._tcp.mx1",
     facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_FAILS, SEVERITY_ERROR, servfail_of_an_alias_of_an_unsigned_host,
     "address queries of the host are answered", facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_FAILS, SEVERITY_WARNING, servfail_of_an_unsigned_host,
     "without: mx1.example.org", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, unsigned_records_under_the_first_base,
     "3 1 1 c0ffee matches", facts_good_dane},
    {FINDING_DANE_INSECURE, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "3 1 1 c0ffee", facts_good_dane},
    {FINDING_DANE_INSECURE, OUTCOME_FAILS, SEVERITY_WARNING, insecure, "is not signed: 3 1 1 c0ffee",
     facts_good_dane},
    {FINDING_DANE_LOOKUP_FAILED, OUTCOME_UNKNOWN, SEVERITY_ERROR, notimp_of_who_knows, "response code 4",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_FAILS, SEVERITY_WARNING, notimp_of_the_unsigned,
     "without: mx1.example.org", facts_good_dane},
    {FINDING_DANE_INSECURE, OUTCOME_FAILS, SEVERITY_WARNING, records_of_the_unsigned, "is not signed: 3 1 1",
     facts_good_dane},
    {FINDING_DANE_INSECURE, OUTCOME_FAILS, SEVERITY_WARNING, signed_records_of_the_unsigned,
     "is signed, but the host's addresses are not", facts_good_dane},
    {FINDING_DANE_INSECURE, OUTCOME_UNKNOWN, SEVERITY_WARNING, not_validated, "strips signatures",
     facts_good_dane},
    {FINDING_DANE_RECORD_UNUSABLE, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "3 1 1 c0ffee", facts_good_dane},
    {FINDING_DANE_RECORD_UNUSABLE, OUTCOME_FAILS, SEVERITY_WARNING, usage_1, "1 1 1 dead: usages 0 and 1",
     facts_good_dane},
    {FINDING_DANE_NO_USABLE_RECORD, OUTCOME_HOLDS, SEVERITY_WARNING, usage_1, "1 of 2", facts_good_dane},
    {FINDING_DANE_NO_USABLE_RECORD, OUTCOME_FAILS, SEVERITY_WARNING, usage_1_alone, "0 of 1",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, nothing, "3 1 1 c0ffee matches", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_FAILS, SEVERITY_ERROR, mismatch,
     "3 1 1 c0ffee; the ECDSA key served has SPKI SHA-256 cd34", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_FAILS, SEVERITY_ERROR, rsa_mismatch,
     "the RSA key served has SPKI SHA-256 ab12", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, rsa_mismatch, "the ECDSA key", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable, "could not be compared",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN, SEVERITY_ERROR, ml_dsa_beside, "key of type ML-DSA",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN, SEVERITY_ERROR, other_key_timed_out, "another key is unknown",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, other_key_refused, "3 1 1 c0ffee matches",
     facts_good_dane},
    {FINDING_DANE_RECORD_IDLE, OUTCOME_UNKNOWN, SEVERITY_INFO, future_record_ml_dsa_beside, "ML-DSA",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN, SEVERITY_ERROR, unreadable, "could not be compared",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_UNKNOWN, SEVERITY_ERROR, not_validated_mismatch, "strips signatures",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, not_validated, "3 1 1 c0ffee matches",
     facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_HOLDS, SEVERITY_ERROR, records_under_the_second_base,
     "3 1 1 c0ffee matches", facts_good_dane},
    {FINDING_DANE_COMBINATION_UNMATCHED, OUTCOME_HOLDS, SEVERITY_ERROR, future_record, "3 1 1 feed",
     facts_good_dane},
    {FINDING_DANE_COMBINATION_UNMATCHED, OUTCOME_FAILS, SEVERITY_ERROR, stale_combination,
     "No 2 0 1 record matches, for example 2 0 1 feed", facts_good_dane},
    {FINDING_DANE_COMBINATION_UNMATCHED, OUTCOME_UNKNOWN, SEVERITY_ERROR, stale_combination_not_validated,
     "strips signatures", facts_good_dane},
    {FINDING_DANE_RECORD_IDLE, OUTCOME_HOLDS, SEVERITY_INFO, nothing, "All match: 3 1 1 c0ffee",
     facts_good_dane},
    {FINDING_DANE_RECORD_IDLE, OUTCOME_FAILS, SEVERITY_INFO, future_record,
     "match no certificate of the server: 3 1 1 feed", facts_good_dane},
    {FINDING_DANE_RECORD_IDLE, OUTCOME_UNKNOWN, SEVERITY_INFO, future_record_one_address_dead,
     "1 addresses showed no", facts_good_dane},
    {FINDING_DANE_DIGESTS_UNEVEN, OUTCOME_HOLDS, SEVERITY_WARNING, two_digests_for_one_key, "3 1 2",
     facts_good_dane},
    {FINDING_DANE_DIGESTS_UNEVEN, OUTCOME_FAILS, SEVERITY_WARNING, digests_uneven,
     "3 1: 2 records with SHA-256, 1 with SHA-512", facts_good_dane},
    {FINDING_DANE_ANCHOR_RETIRED, OUTCOME_FAILS, SEVERITY_WARNING, record_of_e5,
     "is for E5 of letsencrypt (as of 2026-07-08)", facts_good_dane},
    {FINDING_DANE_ANCHOR_RETIRED, OUTCOME_HOLDS, SEVERITY_WARNING, record_of_ye1, "2 1 1 6ebcef",
     facts_good_dane},
    {FINDING_DANE_SET_LARGE, OUTCOME_HOLDS, SEVERITY_INFO, nothing, "1 records at mx1.example.org",
     facts_good_dane},
    {FINDING_DANE_SET_LARGE, OUTCOME_HOLDS, SEVERITY_INFO, a_dozen_records, "12 records", facts_good_dane},
    {FINDING_DANE_SET_LARGE, OUTCOME_FAILS, SEVERITY_INFO, thirteen_records, "13 records", facts_good_dane},
    {FINDING_DANE_FULL_DATA, OUTCOME_HOLDS, SEVERITY_INFO, nothing, "0 of 1", facts_good_dane},
    {FINDING_DANE_FULL_DATA, OUTCOME_FAILS, SEVERITY_INFO, whole_key, "1 of 2", facts_good_dane},
    {FINDING_DANE_PARAMETERS_UNUSUAL, OUTCOME_HOLDS, SEVERITY_INFO, anchor, "2 0 1 c0ffee", facts_good_dane},
    {FINDING_DANE_PARAMETERS_UNUSUAL, OUTCOME_FAILS, SEVERITY_INFO, unusual, "3 0 2 c0ffee", facts_good_dane},
    {FINDING_DANE_ANCHOR_UNPROVEN, OUTCOME_HOLDS, SEVERITY_ERROR, anchor, "issued the chain",
     facts_good_dane},
    {FINDING_DANE_ANCHOR_UNPROVEN, OUTCOME_FAILS, SEVERITY_ERROR, anchor_expired,
     "2 0 1 c0ffee: a certificate", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_FAILS, SEVERITY_ERROR, anchor_expired, "2 0 1 c0ffee", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_FAILS, SEVERITY_ERROR, anchor_missing, "2 0 1 c0ffee", facts_good_dane},
    {FINDING_DANE_ANCHOR_ABSENT, OUTCOME_HOLDS, SEVERITY_ERROR, anchor,
     "2 0 1 c0ffee: the server sends the trust anchor", facts_good_dane},
    {FINDING_DANE_ANCHOR_ABSENT, OUTCOME_FAILS, SEVERITY_ERROR, anchor_trusted_and_not_sent,
     "2 0 1 c0ffee is for CN=Some Root, which issued", facts_good_dane},
    {FINDING_DANE_ANCHOR_ABSENT, OUTCOME_UNKNOWN, SEVERITY_ERROR, anchor_trusted_and_not_sent_not_validated,
     "strips signatures", facts_good_dane},
    {FINDING_DANE_MISMATCH, OUTCOME_FAILS, SEVERITY_ERROR, anchor_of_another_chain,
     "2 0 1 c0ffee is for CN=Some Root", facts_good_dane},
    {FINDING_DANE_ANCHOR_NOT_SENT, OUTCOME_HOLDS, SEVERITY_WARNING, anchor, "certificate 1", facts_good_dane},
    {FINDING_DANE_ANCHOR_NOT_SENT, OUTCOME_FAILS, SEVERITY_WARNING, anchor_not_sent, "2 0 0 c0ffee",
     facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_HOLDS, SEVERITY_ERROR, nothing, "TLS 1.2", facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_FAILS, SEVERITY_ERROR, no_starttls, "502", facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_FAILS, SEVERITY_ERROR, handshake_fails, "in the TLS handshake",
     facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_UNKNOWN, SEVERITY_ERROR, handshake_times_out,
     "in the TLS handshake", facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_UNKNOWN, SEVERITY_ERROR, starttls_451, "451", facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_UNKNOWN, SEVERITY_ERROR, greeting_421, "421", facts_good_dane},
    {FINDING_DANE_WITHOUT_STARTTLS, OUTCOME_FAILS, SEVERITY_ERROR, taken_without_name,
     "senders use the server name mx1.example.org", facts_good_dane},
    {FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS, SEVERITY_WARNING, taken_without_name, "unrecognized_name",
     facts_good_dane},
    {FINDING_DANE_SNI_REQUIRED, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "mx1.example.org", facts_good_dane},
    {FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS, SEVERITY_WARNING, name_refused, "unrecognized_name",
     facts_good_dane},
    {FINDING_DANE_MX_INSECURE, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "signed", facts_good_dane},
    {FINDING_DANE_MX_INSECURE, OUTCOME_FAILS, SEVERITY_WARNING, mx_insecure, "not signed", facts_good_dane},
    {FINDING_DANE_MX_INSECURE, OUTCOME_UNKNOWN, SEVERITY_WARNING, mx_unknown, "strips signatures",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_HOLDS, SEVERITY_WARNING, nothing, "mx2.example.org",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_FAILS, SEVERITY_WARNING, second_without, "without: mx2.example.org",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_FAILS, SEVERITY_WARNING, insecure, "without: mx1.example.org",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_UNKNOWN, SEVERITY_WARNING, second_unknown, "unknown: mx2",
     facts_good_dane},
    {FINDING_DANE_NOT_ALL_HOSTS, OUTCOME_UNKNOWN, SEVERITY_WARNING, second_not_looked_up, "unknown: mx2",
     facts_good_dane},
    {FINDING_DANE_SUBMISSION_MISMATCH, OUTCOME_HOLDS, SEVERITY_INFO, submission_match, "3 1 1 c0ffee",
     facts_good_dane},
    {FINDING_DANE_SUBMISSION_MISMATCH, OUTCOME_FAILS, SEVERITY_INFO, submission_mismatch, "3 1 1 c0ffee",
     facts_good_dane},
};

const struct rows dane_rows_table = {rows, sizeof rows / sizeof rows[0], NULL};
