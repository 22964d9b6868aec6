/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a report to the inbound verdict: what the model is told, the hosts, the attackers, the flags. */
#include "assess/assess.h"
#include "base/tls_names.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "facts_builder.h"

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

TestSuite(inbound, .init = start, .fini = finish);

static void expect_level(enum inbound_level level)
{
    assess_report(&report, &policy_default);
    cr_expect(report.verdict.inbound == level, "%s: %s",
              words_name(&inbound_level_words, report.verdict.inbound), report.verdict.inbound_summary);
}

static void expect_host(size_t index, enum inbound_level at_least, enum inbound_level at_most,
                        const char *reason)
{
    const struct host_verdict *host = &report.verdict.inbound_hosts[index];
    cr_expect(host->at_least == at_least, "%s", words_name(&inbound_level_words, host->at_least));
    cr_expect(host->at_most == at_most, "%s", words_name(&inbound_level_words, host->at_most));
    char *reasons = text_list_join(&host->reasons, "; ");
    cr_expect(strstr(reasons, reason) != NULL, "%s", reasons);
    free(reasons);
}

static void dane(enum answer mx1, enum answer mx2)
{
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    facts_matched(&report, "mx1.example.org", mx1);
    facts_matched(&report, "mx2.example.org", mx2);
}

static void expect_view(enum attacker attacker, enum exposure opportunistic, enum exposure sts,
                        enum exposure dane_senders, enum exposure all)
{
    const struct attacker_view *view = &report.verdict.attackers[attacker];
    const char *name = words_name(&attacker_words, attacker);
    cr_expect(view->attacker == attacker);
    cr_expect(view->inbound_opportunistic == opportunistic, "%s: opportunistic", name);
    cr_expect(view->inbound_sts == sts, "%s: sts", name);
    cr_expect(view->inbound_dane == dane_senders, "%s: dane", name);
    cr_expect(view->inbound == all, "%s: all", name);
    cr_expect(view->how != NULL && view->stopped_by != NULL);
}

static const struct verdict_flag *flag_of(enum flag_kind kind)
{
    for (size_t i = 0; i < report.verdict.flag_count; i++)
        if (report.verdict.flags[i].kind == kind)
            return &report.verdict.flags[i];
    return NULL;
}

#define ENC     EXPOSURE_ENCRYPTED
#define READS   EXPOSURE_READS
#define SOME    EXPOSURE_SOME
#define NOTHING EXPOSURE_NOTHING
#define UNKNOWN EXPOSURE_UNKNOWN

Test(inbound, attackers_of_opportunistic_tls)
{
    expect_level(INBOUND_OPPORTUNISTIC);
    expect_view(ATTACKER_PASSIVE, ENC, ENC, ENC, ENC);
    for (int i = ATTACKER_ON_PATH; i < ATTACKER_COUNT; i++)
        expect_view((enum attacker)i, READS, READS, READS, READS);
    cr_expect_str_eq(report.verdict.attackers[ATTACKER_ON_PATH].stopped_by, "nothing");
}

Test(inbound, attackers_of_dane)
{
    dane(ANSWER_YES, ANSWER_YES);
    expect_level(INBOUND_DOWNGRADE_RESISTANT);
    cr_expect(report.verdict.inbound_rank == 40);
    for (int i = ATTACKER_ON_PATH; i < ATTACKER_COUNT; i++)
        expect_view((enum attacker)i, READS, READS, ENC, SOME);
    cr_expect(strstr(report.verdict.attackers[ATTACKER_ON_PATH].stopped_by, "DANE") != NULL);
}

Test(inbound, attackers_of_half_dane)
{
    dane(ANSWER_YES, ANSWER_YES);
    report.domain->mx_lookup.dnssec = DNSSEC_INSECURE;
    expect_level(INBOUND_HALF_DANE);
    expect_view(ATTACKER_ON_PATH, READS, READS, ENC, SOME);
    expect_view(ATTACKER_DNS_SPOOFING, READS, READS, READS, READS);
    expect_view(ATTACKER_MIS_ISSUED_CERTIFICATE, READS, READS, ENC, SOME);
}

Test(inbound, attackers_of_mta_sts)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    expect_level(INBOUND_PINNED);
    expect_view(ATTACKER_ON_PATH, READS, ENC, READS, SOME);
    expect_view(ATTACKER_DNS_SPOOFING, READS, ENC, READS, SOME);
    expect_view(ATTACKER_FIRST_CONTACT, READS, READS, READS, READS);
    expect_view(ATTACKER_MIS_ISSUED_CERTIFICATE, READS, READS, READS, READS);
    report.domain->mta_sts->policy->max_age_s = 86399;
    expect_level(INBOUND_WEAKLY_PINNED);
    expect_view(ATTACKER_ON_PATH, READS, SOME, READS, SOME);
}

Test(inbound, an_active_attacker_picks_the_host)
{
    report.domain->mx_lookup.dnssec = DNSSEC_SECURE;
    facts_matched(&report, "mx1.example.org", ANSWER_YES);
    expect_level(INBOUND_OPPORTUNISTIC);
    expect_view(ATTACKER_ON_PATH, READS, READS, READS, READS);
    expect_host(0, INBOUND_DOWNGRADE_RESISTANT, INBOUND_DOWNGRADE_RESISTANT, "matches the certificate");
    expect_host(1, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC, "DANE does not apply");
}

Test(inbound, unusable_records)
{
    dane(ANSWER_YES, ANSWER_YES);
    report.hosts[0].tlsa_sets[0].records[0].usable = false;
    expect_level(INBOUND_UNAUTHENTICATED);
    expect_view(ATTACKER_ON_PATH, READS, READS, READS, READS);
    expect_view(ATTACKER_PASSIVE, ENC, ENC, ENC, ENC);
}

Test(inbound, wildcards_over_the_own_domain_are_weak)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    text_list_append(&report.domain->mta_sts->policy->mx, "*.example.org");
    expect_level(INBOUND_WEAKLY_PINNED);
    text_replace(&report.domain->mta_sts->policy->mx.items[2], text_copy("*.example.net"));
    expect_level(INBOUND_PINNED);
}

Test(inbound, policies_that_are_none)
{
    facts_policy(&report, MTA_STS_MODE_NONE);
    expect_level(INBOUND_OPPORTUNISTIC);
    report.domain->mta_sts->policy->mode = MTA_STS_MODE_TESTING;
    expect_level(INBOUND_OBSERVED_ONLY);
    for (int status = MTA_STS_RECORD_INVALID; status < MTA_STS_POLICY_VALID; status++) {
        report.domain->mta_sts->status = (enum mta_sts_status)status;
        expect_level(INBOUND_OPPORTUNISTIC);
    }
}

Test(inbound, a_second_key_that_no_record_matches)
{
    dane(ANSWER_YES, ANSWER_YES);
    struct endpoint *endpoint = facts_endpoint(&report, "192.0.2.20", 25);
    struct tlsa_match *match =
        list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
    match->base_domain = text_copy("mx2.example.org");
    match->port = 25;
    match->key_type = KEY_TYPE_RSA;
    match->matches = ANSWER_NO;
    expect_level(INBOUND_OPPORTUNISTIC);
    cr_expect(report.verdict.inbound_hosts[1].vector.dane == DANE_OUTCOME_DEFERRED);
    /* Another record may match it. */
    match = list_append(&endpoint->tlsa_matches, &endpoint->tlsa_match_count, sizeof *match);
    match->base_domain = text_copy("mx2.example.org");
    match->port = 25;
    match->key_type = KEY_TYPE_RSA;
    match->matches = ANSWER_YES;
    expect_level(INBOUND_DOWNGRADE_RESISTANT);
}

/* RFC 7672 2.2.2: the alias is signed, where it leads is not. */
Test(inbound, records_under_a_signed_alias_count)
{
    dane(ANSWER_YES, ANSWER_YES);
    struct host *host = &report.hosts[1];
    host->a_lookup.dnssec = host->aaaa_lookup.dnssec = DNSSEC_INSECURE;
    expect_level(INBOUND_OPPORTUNISTIC);
    text_list_append(&host->a_lookup.cname_chain, "elsewhere.example.net");
    expect_level(INBOUND_DOWNGRADE_RESISTANT);
}

/* RFC 7672 2.2.3: the expanded name comes first, and what cannot be told there leaves all open. */
Test(inbound, base_domains_in_turn)
{
    dane(ANSWER_YES, ANSWER_YES);
    struct host *host = &report.hosts[1];
    struct tlsa_set *sets = host->tlsa_sets;
    struct tlsa_set *second = list_append(&host->tlsa_sets, &host->tlsa_set_count, sizeof *second);
    sets = host->tlsa_sets;
    sets[1] = sets[0];
    memset(&sets[0], 0, sizeof sets[0]);
    sets[0].base_domain = text_copy("real.example.org");
    sets[0].port = 25;
    facts_lookup(&sets[0].lookup, "TLSA", "real.example.org", DNS_NXDOMAIN);
    sets[0].lookup.dnssec = DNSSEC_SECURE;
    expect_level(INBOUND_DOWNGRADE_RESISTANT);
    sets[0].lookup.status = DNS_SERVFAIL;
    expect_level(INBOUND_OPPORTUNISTIC);
    cr_expect(report.verdict.inbound_hosts[1].vector.dane == DANE_OUTCOME_DEFERRED);
    sets[0].lookup.status = DNS_NXDOMAIN;
    sets[0].lookup.dnssec = DNSSEC_UNKNOWN;
    assess_report(&report, &policy_default);
    expect_host(1, INBOUND_OPPORTUNISTIC, INBOUND_DOWNGRADE_RESISTANT, "whether DANE applies is unknown");
}

/* --records: a TLSA record that is given counts as signed where the addresses beside it are. */
Test(inbound, what_if_a_record_were_published)
{
    dane(ANSWER_YES, ANSWER_YES);
    struct dns_lookup *lookup = &report.hosts[1].tlsa_sets[0].lookup;
    lookup->source = DNS_FROM_RECORDS;
    lookup->dnssec = DNSSEC_UNKNOWN;
    expect_level(INBOUND_DOWNGRADE_RESISTANT);
    report.hosts[1].a_lookup.dnssec = DNSSEC_INSECURE;
    expect_level(INBOUND_OPPORTUNISTIC);
}

Test(inbound, dnssec_unknown_is_said)
{
    for (size_t i = 0; i < 2; i++) {
        report.hosts[i].a_lookup.dnssec = DNSSEC_UNKNOWN;
        text_replace(&report.hosts[i].a_lookup.dnssec_detail, text_copy("your resolver strips signatures"));
    }
    expect_level(INBOUND_UNKNOWN);
    cr_expect(report.verdict.inbound_hosts_unknown == 2);
    cr_expect(report.verdict.inbound_at_least == INBOUND_OPPORTUNISTIC);
    cr_expect_str_eq(report.verdict.inbound_summary,
                     "at least opportunistic, unknown whether DANE stops an active attacker");
    expect_host(0, INBOUND_OPPORTUNISTIC, INBOUND_HALF_DANE, "your resolver strips signatures");
    expect_view(ATTACKER_ON_PATH, READS, READS, UNKNOWN, SOME);
    cr_expect(assess_exit(&report, SEVERITY_WARNING) == 0);
}

Test(inbound, delivery_is_flagged)
{
    dane(ANSWER_YES, ANSWER_NO);
    expect_level(INBOUND_OPPORTUNISTIC);
    const struct verdict_flag *flag = flag_of(FLAG_DELIVERY);
    cr_assert(flag != NULL);
    cr_expect_str_eq(flag->host, "mx2.example.org");
    cr_expect(strstr(flag->evidence, "no TLSA record matches") != NULL);
    cr_expect(flag_of(FLAG_TAMPER) == NULL);
    expect_view(ATTACKER_ON_PATH, READS, READS, ENC, SOME);
}

Test(inbound, a_name_that_is_refused_is_no_cleartext_but_stops_those_who_check)
{
    facts_refuse_name(&report, "192.0.2.20", 25);
    expect_level(INBOUND_OPPORTUNISTIC);
    cr_expect(flag_of(FLAG_DELIVERY) == NULL);
    dane(ANSWER_YES, ANSWER_YES);
    expect_level(INBOUND_OPPORTUNISTIC);
    const struct verdict_flag *flag = flag_of(FLAG_DELIVERY);
    cr_assert(flag != NULL);
    cr_expect_str_eq(flag->host, "mx2.example.org");
    cr_expect(strstr(flag->evidence, "the server rejects TLS for the server name that DANE senders use")
                  != NULL,
              "%s", flag->evidence);
}

Test(inbound, an_unlisted_host_is_flagged_and_not_held_against_the_level)
{
    facts_policy(&report, MTA_STS_MODE_ENFORCE);
    text_replace(&report.domain->mta_sts->policy->mx.items[1], text_copy("other.example.org"));
    expect_level(INBOUND_PINNED);
    cr_expect(flag_of(FLAG_DELIVERY) != NULL);
    expect_host(1, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC, "does not list it");
}

Test(inbound, other_flags_come_from_findings)
{
    cr_expect(flag_of(FLAG_SPLIT) == NULL);
    facts_add_counted(&report, "192.0.2.20", 25, PURPOSE_INJECTION, "250 EHLO 221");
    facts_add_counted(&report, "192.0.2.20", 25, PURPOSE_INJECTION_CONTROL, "EHLO 221");
    struct session *session = facts_session(&report, "192.0.2.20", 25);
    session->tls->version = VERSION_TLS_1_0;
    session->tls->chain[0].not_after_unix_s = FACTS_NOW_S + 3 * FACTS_DAY_S;
    text_replace(&facts_session(&report, "2001:db8::10", 25)->tls->chain[0].sha256, text_copy("another"));
    session = facts_session(&report, "192.0.2.10", 25);
    session->starttls.masked_as = text_copy("XXXXXXXA");
    assess_report(&report, &policy_default);
    cr_expect(flag_of(FLAG_INJECT) != NULL && flag_of(FLAG_WEAK_TLS) != NULL && flag_of(FLAG_EXPIRING) != NULL
              && flag_of(FLAG_SPLIT) != NULL && flag_of(FLAG_TAMPER) != NULL);
}

Test(inbound, nobody_reads_mail_that_does_not_come)
{
    report.domain->mail_route = ROUTE_NULL_MX;
    expect_level(INBOUND_NO_MAIL);
    expect_view(ATTACKER_ON_PATH, NOTHING, NOTHING, NOTHING, NOTHING);
    cr_expect(report.verdict.inbound_host_count == 0);
}
