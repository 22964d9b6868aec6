/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules: one change to a good domain at a time, and the finding it has to make. */
#include "assess/assess.h"
#include "assess/finding/catalogue.h"
#include "assess/finding/finding_key.h"
#include "assess_rows.h"
#include "base/list.h"
#include "facts/shapes.h"
#include "facts/words.h"
#include "filled.h"
#include "sample.h"
#include "survey_builder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct rows *const tables[] = {
    &dns_rows_table,        &smtp_rows_table,        &starttls_rows_table, &certificate_rows_table,
    &submission_rows_table, &enforcement_rows_table, &mta_sts_rows_table,  &dane_rows_table,
    &answered_rows_table,   &blocked_rows_table,     &vantage_rows_table,  &tls_rows_table};

/* A profile that the good domain meets. */
static struct policy with_profile(struct policy_profile *profile)
{
    static char rsa[] = "RSA", ecdsa[] = "ECDSA", name[] = "test";
    static char *rsa_names[] = {rsa}, *ecdsa_names[] = {ecdsa};
    static char clauses[][sizeof "clause 1"] = {"clause 1", "clause 2", "clause 3", "clause 4"};
    static struct profile_rule keys[] = {
        {.names = {rsa_names, 1}, .least_bits = 2048, .grade = GRADE_GOOD, .clause = clauses[0]},
        {.names = {rsa_names, 1}, .grade = GRADE_INSUFFICIENT, .clause = clauses[1]},
        {.names = {ecdsa_names, 1}, .least_bits = 256, .grade = GRADE_GOOD, .clause = clauses[2]},
        {.names = {ecdsa_names, 1},
         .grade = GRADE_PHASE_OUT,
         .clause = clauses[3],
         .read_in = READING_SECONDARY},
    };
    *profile = (struct policy_profile){
        .name = name, .read_in = READING_ORIGINAL, .keys = keys, .key_count = sizeof keys / sizeof keys[0]};
    struct policy policy = policy_default;
    policy.profiles = profile;
    policy.profile_count = 1;
    return policy;
}

static void assess(struct report *report)
{
    struct policy_profile profile;
    struct policy policy = with_profile(&profile);
    assess_report(report, &policy);
}

enum { TABLES = sizeof tables / sizeof tables[0] };

static const struct row *row_at(const struct rows *table, size_t index)
{
    return table->pointed != NULL ? &table->pointed[index].row : &table->rows[index];
}

static const struct finding *find(const struct report *report, const struct rows *table, size_t index)
{
    const struct row *row = row_at(table, index);
    const struct pointed_row *pointed = table->pointed != NULL ? &table->pointed[index] : NULL;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->id == row->id && finding->outcome == row->outcome && finding->severity == row->severity
            && strstr(finding->evidence, row->evidence) != NULL
            && (pointed == NULL
                || (pointed->at == finding->points_at && pointed->certainty == finding->certainty)))
            return finding;
    }
    return NULL;
}

static void print_findings(const struct report *report, enum finding_id id)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct finding *finding = &report->findings[i];
        if (finding->id == id)
            cr_log_warn("%s %s %s (%s %s): %s", finding_name(id),
                        words_name(&outcome_words, finding->outcome),
                        words_name(&severity_words, finding->severity),
                        words_name(&certainty_words, finding->certainty),
                        words_name(&suspect_words, finding->points_at), finding->evidence);
    }
}

static void judge_row(const struct row *row, struct report *report)
{
    (row->start != NULL ? row->start : facts_good)(report);
    row->spoil(report);
    assess(report);
}

/* Rules give what they judge a subject of its own: no key needs a number. */
static void expect_own_keys(const struct report *report, const char *what, size_t row)
{
    for (size_t i = 0; i < report->finding_count; i++)
        cr_expect(strchr(report->findings[i].key, '~') == NULL,
                  "%s row %zu: a second finding with the key %s", what, row, report->findings[i].key);
}

Test(assess, every_row)
{
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct row *row = row_at(tables[t], i);
            struct report report = {0};
            judge_row(row, &report);
            const struct finding *finding = find(&report, tables[t], i);
            if (finding == NULL)
                print_findings(&report, row->id);
            cr_expect(finding != NULL, "table %zu row %zu: no %s %s %s with \"%s\"", t, i,
                      words_name(&severity_words, row->severity), finding_name(row->id),
                      words_name(&outcome_words, row->outcome), row->evidence);
            expect_own_keys(&report, finding_name(row->id), i);
            facts_clear(&report);
        }
}

/* What cannot hold in a good domain: it needs a port of its own, or is unknown by nature. */
static const enum finding_id never_holds[] = {
    FINDING_CONNECTION_IMPOSSIBLE_HERE, /* only ever unknown */
    FINDING_CONNECTION_FORBIDDEN_HERE,
    FINDING_CONNECTION_NOT_TRIED,
    FINDING_CONNECTION_REFUSED_ON_THE_WAY,
    FINDING_CONNECTION_REJECTED,
    FINDING_CONNECTION_TIMED_OUT,
    FINDING_CONNECTION_UNREACHABLE,
    FINDING_IMPLICIT_TLS_ON_2525,
    FINDING_PORT_INTERCEPTED,
    FINDING_STARTTLS_NOT_ANNOUNCED,
    /* these need connections of their own, or MX hosts in networks far apart */
    FINDING_AUTH_USABLE_BEFORE_TLS,
    FINDING_STARTTLS_INJECTION,
    FINDING_STARTTLS_FAILURE_IGNORED,
    FINDING_RELAYS_FOR_STRANGERS,
    FINDING_CERTIFICATE_NEEDS_SNI,
    /* these need zones that are signed, or look-ups at depth deep */
    FINDING_DNSSEC_SHA1,
    FINDING_CAA_LOOKUP_FAILED,
    FINDING_CAA_ISSUER_EXCLUDED,
    FINDING_VRFY_CONFIRMS_NAMES,
    FINDING_ONE_SERVER_FOR_UNRELATED_HOSTS,
    /* these are said of what was not done */
    FINDING_ADDRESS_NOT_PROBED,
    FINDING_CERTIFICATE_KEY_EXCESSIVE,
    FINDING_TLS_DH_PRIME_EXCESSIVE,
    FINDING_DNS_TOO_LARGE,
    FINDING_TARGET_TOO_LARGE,
    FINDING_MTA_STS_HOST_NOT_ASKED,
    FINDING_SRV_PORT_NOT_PROBED,
};

/* DANE has a good domain of its own. */
static bool is_dane(enum finding_id id)
{
    return strncmp(finding_name(id), "dane-", sizeof "dane-" - 1) == 0;
}

/* What only a survey tells has a good domain of its own, too. */
static bool is_of_a_survey(enum finding_id id)
{
    static const enum finding_id ids[] = {FINDING_CERTIFICATE_STAPLE_MISSING,
                                          FINDING_TLS_ANONYMOUS,
                                          FINDING_TLS_COMPRESSION,
                                          FINDING_TLS_DH_PRIME_UNPUBLISHED,
                                          FINDING_TLS_EXTENSION_INTOLERANT,
                                          FINDING_TLS_HEARTBEAT,
                                          FINDING_TLS_KEY_SHARE_REUSED,
                                          FINDING_TLS_LARGE_HELLO,
                                          FINDING_TLS_NO_1_3,
                                          FINDING_TLS_NO_EXTENDED_MASTER_SECRET,
                                          FINDING_TLS_NO_FALLBACK_SCSV,
                                          FINDING_TLS_NO_POST_QUANTUM,
                                          FINDING_TLS_RENEGOTIATION_INSECURE,
                                          FINDING_TLS_SURVEY_LIMITED};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (ids[i] == id)
            return true;
    return strncmp(finding_name(id), "weakness-", sizeof "weakness-" - 1) == 0;
}

/* What the user's file says is tested with such files, in expect_test.c. */
static bool is_of_expectations(enum finding_id id)
{
    const char *name = finding_name(id);
    return strncmp(name, "expectation-", sizeof "expectation-" - 1) == 0
           || strncmp(name, "acceptance-", sizeof "acceptance-" - 1) == 0;
}

static bool may_hold(enum finding_id id)
{
    if (is_dane(id) || is_of_a_survey(id) || is_of_expectations(id))
        return false;
    for (size_t i = 0; i < sizeof never_holds / sizeof never_holds[0]; i++)
        if (never_holds[i] == id)
            return false;
    return true;
}

Test(assess, in_a_good_domain_everything_holds)
{
    struct report report = {0};
    facts_good(&report);
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        bool expected = finding->outcome == OUTCOME_HOLDS;
        cr_expect(expected, "%s %s: %s", finding_name(finding->id),
                  words_name(&outcome_words, finding->outcome), finding->evidence);
        cr_expect(finding->outcome != OUTCOME_HOLDS || finding->remedy == NULL);
    }
    for (enum finding_id id = FINDING_NONE + 1; id < FINDING_COUNT; id++) {
        bool holds = false;
        for (size_t i = 0; i < report.finding_count; i++)
            holds = holds || (report.findings[i].id == id && report.findings[i].outcome == OUTCOME_HOLDS);
        cr_expect(holds == may_hold(id), "%s %s in a good domain", finding_name(id),
                  holds ? "holds" : "does not hold");
    }
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 0);
    cr_expect(assess_exit(&report, SEVERITY_WARNING) == 0);
    cr_expect(assess_exit(&report, SEVERITY_INFO) == 0);
    facts_clear(&report);
}

Test(assess, in_a_good_domain_with_dane_everything_holds)
{
    struct report report = {0};
    facts_good_dane(&report);
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        cr_expect(finding->outcome == OUTCOME_HOLDS || finding->id == FINDING_INBOUND_DOWNGRADE, "%s %s: %s",
                  finding_name(finding->id), words_name(&outcome_words, finding->outcome), finding->evidence);
    }
    facts_clear(&report);
}

Test(assess, in_a_good_domain_with_a_survey_everything_holds)
{
    struct report report = {0};
    survey_good(&report);
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++)
        cr_expect(report.findings[i].outcome == OUTCOME_HOLDS, "%s: %s", finding_name(report.findings[i].id),
                  report.findings[i].evidence);
    for (enum finding_id id = FINDING_NONE + 1; id < FINDING_COUNT; id++) {
        bool holds = false;
        for (size_t i = 0; i < report.finding_count; i++)
            holds = holds || report.findings[i].id == id;
        cr_expect(holds || !is_of_a_survey(id), "%s", finding_name(id));
    }
    facts_clear(&report);
}

/* Port 25 of the domain's IPv4 addresses, as it fails in three networks. */
static void block_relay(struct report *report, enum stop_reason how)
{
    static const char *const addresses[] = {"192.0.2.10", "192.0.2.20"};
    facts_good(report);
    report->vantage.relay_over_ipv4 =
        (struct reach){.networks_failed = 3, .networks_blocked = 3, .how = {how, NULL}};
    for (size_t i = 0; i < 2; i++)
        facts_stop(report, addresses[i], 25, STEP_CONNECT, STOP_TIMED_OUT);
}

/* The finding that is unknown, with the catalogue's text for whom it points at; cleared with the report. */
static const struct finding *expect_remedy(struct report *report, enum suspect at)
{
    const struct finding *finding = NULL;
    const struct catalogue_entry *entry = &catalogue_entries[FINDING_EGRESS_BLOCKED];
    assess(report);
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].id == FINDING_EGRESS_BLOCKED
            && report->findings[i].outcome == OUTCOME_UNKNOWN)
            finding = &report->findings[i];
    cr_assert_not_null(finding);
    cr_expect_eq(finding->points_at, at, "%s", words_name(&suspect_words, (int)finding->points_at));
    cr_expect_str_eq(finding->remedy, entry->remedy_at[at] != NULL ? entry->remedy_at[at] : entry->remedy);
    return finding;
}

Test(assess, the_remedy_follows_from_where_port_25_is_blocked)
{
    struct report report = {0};
    block_relay(&report, STOP_LOCAL);
    const struct finding *finding = expect_remedy(&report, SUSPECT_THIS_MACHINE);
    cr_expect_not_null(strstr(finding->settle, "nft insert rule inet filter output tcp dport 25 accept"));
    cr_expect_not_null(strstr(finding->settle, "\"iptables -I OUTPUT"));
    cr_expect_null(strstr(finding->remedy, "Ask the provider"));
    facts_clear(&report);

    block_relay(&report, STOP_TIMED_OUT);
    expect_remedy(&report, SUSPECT_THIS_NETWORK);
    facts_clear(&report);

    /* The packets pass the gateway, whose address is private, and no router behind it answers. */
    block_relay(&report, STOP_TIMED_OUT);
    facts_path_port(facts_path(&report, "192.0.2.10"), 25, PATH_END_SILENT, 0, 1);
    expect_remedy(&report, SUSPECT_THIS_NETWORK);
    facts_clear(&report);

    block_relay(&report, STOP_TIMED_OUT);
    facts_path_port(facts_path(&report, "192.0.2.10"), 25, PATH_END_SILENT, 0, 2);
    expect_remedy(&report, SUSPECT_PROVIDER);
    facts_clear(&report);

    block_relay(&report, STOP_UNREACHABLE);
    report.vantage.relay_over_ipv4.how.sender = text_copy("10.0.0.1");
    struct path_port *port = facts_path_port(facts_path(&report, "192.0.2.10"), 25, PATH_END_REJECTED, 1, 0);
    port->icmp = allocate(1, sizeof *port->icmp);
    *port->icmp = (struct icmp_error){.family = 4, .type = 3, .code = 13, .sender = text_copy("10.0.0.1")};
    expect_remedy(&report, SUSPECT_GATEWAY);
    facts_clear(&report);
}

Test(assess, what_fails_at_an_mx_has_its_result_type)
{
    static const struct {
        const char *address;
        int64_t port;
        const char *result_type;
    } table[] = {{"192.0.2.10", 25, "certificate-expired"}, {"192.0.2.30", 465, NULL}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct report report = {0};
        facts_good(&report);
        struct tls *tls = facts_session(&report, table[i].address, table[i].port)->tls;
        tls->verification.in_date = ANSWER_NO;
        tls->chain[0].not_after_unix_s = FACTS_NOW_S - FACTS_DAY_S;
        assess(&report);
        size_t found = 0;
        for (size_t n = 0; n < report.finding_count; n++) {
            const struct finding *finding = &report.findings[n];
            bool failed = finding->outcome == OUTCOME_FAILS;
            cr_expect(failed || finding->result_type == NULL);
            if (!failed || finding->id != FINDING_CERTIFICATE_EXPIRED)
                continue;
            found++;
            cr_expect(text_same(finding->result_type, table[i].result_type));
        }
        cr_expect_eq(found, 1);
        facts_clear(&report);
    }
}

/* Every id of the catalogue has a row in which it does not hold, so no entry is without a rule. */
Test(assess, every_entry_of_the_catalogue_has_a_row)
{
    for (enum finding_id id = FINDING_NONE + 1; id < FINDING_COUNT; id++) {
        bool found = is_of_expectations(id);
        for (size_t t = 0; t < TABLES; t++)
            for (size_t i = 0; i < tables[t]->count; i++)
                found = found
                        || (row_at(tables[t], i)->id == id && row_at(tables[t], i)->outcome != OUTCOME_HOLDS);
        cr_expect(found, "%s has no row", finding_name(id));
    }
}

Test(assess, an_address_that_no_connection_went_to_is_not_judged)
{
    static const int64_t ports[] = {25, 465, 587, 2525};
    struct report report = {0};
    facts_good(&report);
    facts_address(&report, "192.0.2.10")->scope = SCOPE_PRIVATE;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        facts_endpoint(&report, "192.0.2.10", ports[i])->connect_to =
            (struct dialled){text_copy("127.0.0.1"), 2525};
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++)
        cr_expect(report.findings[i].id != FINDING_ADDRESS_SPECIAL
                  || report.findings[i].outcome == OUTCOME_HOLDS);
    facts_clear(&report);
}

/* A guessed host is never held against the domain, whatever it does. */
/* As with --ports or HOST:PORT. */
Test(assess, a_mode_that_was_not_looked_for_is_not_missing)
{
    static const struct {
        int64_t left_out;
        enum finding_id id;
    } rows[] = {{465, FINDING_SUBMISSION_WITHOUT_IMPLICIT_TLS}, {587, FINDING_SUBMISSION_WITHOUT_STARTTLS}};
    for (size_t row = 0; row < 2; row++) {
        struct report report = {0};
        facts_good(&report);
        for (size_t i = 0; i < report.host_count; i++)
            for (size_t n = 0; n < report.hosts[i].port_count; n++)
                if (report.hosts[i].ports[n].port == rows[row].left_out
                    || report.hosts[i].ports[n].port == 2525)
                    report.hosts[i].ports[n].port = 26; /* where nothing was probed */
        assess(&report);
        for (size_t i = 0; i < report.finding_count; i++)
            cr_expect(report.findings[i].id != rows[row].id);
        facts_clear(&report);
    }
}

Test(assess, a_guess_is_information_at_most)
{
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i += sample_step(8)) {
            struct report report = {0};
            judge_row(row_at(tables[t], i), &report);
            for (size_t n = 0; n < report.finding_count; n++) {
                const char *host = report.findings[n].subject.host;
                bool guess = host != NULL && strcmp(host, "smtp.example.org") == 0;
                cr_expect(!guess || report.findings[n].severity == SEVERITY_INFO, "%s",
                          finding_name(report.findings[n].id));
            }
            facts_clear(&report);
        }
}

static int rank(const struct finding *finding)
{
    int outcome = finding->outcome == OUTCOME_FAILS ? 0 : finding->outcome == OUTCOME_UNKNOWN ? 1 : 2;
    return outcome * 10 - (int)finding->severity;
}

Test(assess, findings_are_sorted_and_complete)
{
    for (size_t t = 0; t < TABLES; t++)
        for (size_t i = 0; i < tables[t]->count; i += sample_step(8)) {
            struct report report = {0};
            judge_row(row_at(tables[t], i), &report);
            for (size_t n = 0; n < report.finding_count; n++) {
                const struct finding *finding = &report.findings[n];
                cr_expect(n == 0 || rank(&report.findings[n - 1]) <= rank(finding));
                cr_expect(finding->title != NULL && finding->rule != NULL && finding->reference != NULL
                          && finding->evidence != NULL);
                bool told = finding->outcome == OUTCOME_FAILS
                            || (finding->outcome == OUTCOME_UNKNOWN && finding->points_at != SUSPECT_NONE);
                cr_expect(told == (finding->remedy != NULL));
                cr_expect((finding->points_at != SUSPECT_NONE) == (finding->certainty != CERTAINTY_UNSTATED));
                cr_expect(finding->points_at == SUSPECT_NONE || finding->outcome != OUTCOME_HOLDS);
                const struct subject *subject = &finding->subject;
                cr_expect(subject->domain != NULL || subject->host != NULL || subject->address != NULL);
            }
            facts_clear(&report);
        }
}

/* 421, 450, 451 and 554 turn this client down at this moment: nothing else follows from them. */
Test(assess, a_refusal_fails_nothing)
{
    static const int64_t codes[] = {421, 450, 451, 452, 554};
    static const enum step steps[] = {STEP_GREETING, STEP_EHLO};
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
            struct report report = {0};
            facts_good(&report);
            facts_refuse(&report, "192.0.2.20", 25, steps[s], codes[i], "not now");
            assess(&report);
            for (size_t n = 0; n < report.finding_count; n++)
                cr_expect(report.findings[n].outcome != OUTCOME_FAILS, "%s: %s",
                          finding_name(report.findings[n].id), report.findings[n].evidence);
            cr_expect(assess_exit(&report, SEVERITY_ERROR) == 3);
            facts_clear(&report);
        }
}

/* A connection beyond those that mail needs, which a server that allows few does not let in. */
Test(assess, a_check_that_is_turned_away_decides_nothing)
{
    struct report report = {0};
    facts_good(&report);
    struct stop *stop = &facts_add_session(&report, "192.0.2.20", 25, PURPOSE_INJECTION)->stop;
    stop->at = STEP_GREETING;
    stop->reason = STOP_REJECTED;
    stop->reply_code = 421;
    assess(&report);
    cr_expect(assess_exit(&report, SEVERITY_ERROR) == 0);
    cr_expect(assess_exit(&report, SEVERITY_WARNING) == 3);
    facts_clear(&report);
}

Test(assess, judging_again_changes_nothing)
{
    struct report report = {0};
    facts_good(&report);
    assess(&report);
    size_t count = report.finding_count;
    assess(&report);
    cr_expect(report.finding_count == count);
    facts_clear(&report);
}

/* These were looked up in the RFCs, or in what quotes them. */
Test(assess, references_about_tls)
{
    static const struct {
        enum finding_id id;
        const char *reference;
    } rows[] = {
        {FINDING_TLS_VERSION_OLD, "RFC 8996 4, RFC 8996 5, RFC 8997 3, RFC 9325 5.2"},
        {FINDING_TLS_CIPHER_BROKEN, "RFC 9325 4.1"},
        {FINDING_TLS_CIPHER_CBC_SHA1, "RFC 9325 4.2"},
        {FINDING_TLS_NO_FORWARD_SECRECY, "RFC 9325 4.1, RFC 10015 4"},
        {FINDING_TLS_DH_SMALL, "RFC 9325 4.5, RFC 10015 3"},
        {FINDING_TLS_ANONYMOUS, "RFC 7672 8.2, RFC 5246 A.5"},
        {FINDING_TLS_COMPRESSION, "RFC 9325 3.3"},
        {FINDING_TLS_RENEGOTIATION_INSECURE, "RFC 5746 3.6, RFC 9325 3.5"},
        {FINDING_TLS_NO_EXTENDED_MASTER_SECRET, "RFC 7627 5.2, RFC 9325 3.5"},
        {FINDING_TLS_NO_FALLBACK_SCSV, "RFC 7507 3, RFC 9325 3.1.3"},
        {FINDING_WEAKNESS_DROWN, "RFC 6176 3"},
        {FINDING_WEAKNESS_POODLE, "RFC 7568 3"},
        {FINDING_WEAKNESS_RC4, "RFC 7465 2"},
        {FINDING_WEAKNESS_CRIME, "RFC 7457 2.6"},
        {FINDING_CERTIFICATE_WEAK_KEY, "RFC 9325 4.5"},
        {FINDING_CERTIFICATE_WEAK_SIGNATURE, "RFC 9325 4.5"},
        {FINDING_CERTIFICATE_WRONG_NAME, "RFC 9525 6.3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct catalogue_entry *entry = &catalogue_entries[rows[i].id];
        cr_expect_str_eq(entry->reference, rows[i].reference, "%s: %s", finding_name(rows[i].id),
                         entry->reference);
    }
}

/* An SRV record sends clients to port 25 of the submission host. */
static void submit_over_25(struct report *report)
{
    report->domain->services[0].records[0].port = 25;
    facts_open(report, "192.0.2.30", 25, MODE_STARTTLS);
    survey_add(facts_endpoint(report, "192.0.2.30", 25));
}

/* On port 25 a profile is milder for the sake of senders that would go on in cleartext, which is not what
 * clients do whom an SRV record sent there. */
Test(assess, a_profile_is_milder_where_mail_comes_from_other_servers)
{
    static const struct {
        const char *address;
        int64_t port;
        bool over_25; /* the submission host is to be used over port 25 */
        bool is_mx;   /* and is an MX besides */
        enum grade grade;
    } rows[] = {
        {"192.0.2.10", 25, false, false, GRADE_PHASE_OUT},
        {"192.0.2.30", 465, false, false, GRADE_INSUFFICIENT},
        {"192.0.2.30", 25, true, false, GRADE_INSUFFICIENT},
        {"192.0.2.30", 25, true, true, GRADE_PHASE_OUT},
        {"192.0.2.30", 465, false, true, GRADE_INSUFFICIENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report report = {0};
        struct policy_profile profile;
        struct policy policy = with_profile(&profile);
        profile.mx_at_worst = GRADE_PHASE_OUT;
        survey_good(&report);
        if (rows[i].over_25)
            submit_over_25(&report);
        facts_host(&report, "mail.example.org")->is_mx = rows[i].is_mx;
        struct certificate *leaf = &facts_session(&report, rows[i].address, rows[i].port)->tls->chain[0];
        leaf->key_type = KEY_TYPE_RSA;
        leaf->key_bits = 1024;
        assess_report(&report, &policy);
        const struct profile_verdict *verdict = NULL;
        for (size_t n = 0; n < report.verdict.profile_count; n++)
            if (report.verdict.profiles[n].port == rows[i].port
                && strcmp(report.verdict.profiles[n].address, rows[i].address) == 0)
                verdict = &report.verdict.profiles[n];
        cr_assert(verdict != NULL, "row %zu", i);
        cr_expect(verdict->grade == rows[i].grade, "row %zu: %s", i,
                  words_name(&grade_words, verdict->grade));
        facts_clear(&report);
    }
}

Test(assess, an_empty_report_is_judged)
{
    struct report report = {0};
    assess(&report);
    cr_expect(report.finding_count == 0);
    cr_expect(report.verdict.inbound == INBOUND_UNKNOWN);
    facts_clear(&report);
}

/* Facts may come from JSON that somebody else wrote, where any text may be missing. */
Test(assess, facts_without_any_text)
{
    for (int mode = 0; mode < PORT_MODE_COUNT; mode++)
        for (int64_t port = 25; port < 1000; port += port < 465 ? 440 : 122) {
            struct report report = {0};
            filled_object(&report_shape, &report, NULL);
            report.domain->mail_route = ROUTE_MX;
            report.domain->mx_lookup.status = DNS_OK;
            for (size_t i = 0; i < report.host_count; i++) {
                report.hosts[i].kind = HOST_NAME;
                report.hosts[i].ports[0].port = port;
                report.hosts[i].a_lookup.status = DNS_OK;
            }
            for (size_t i = 0; i < report.endpoint_count; i++) {
                report.endpoints[i].found = (enum port_mode)mode;
                report.endpoints[i].port = port;
                report.endpoints[i].sessions[0].purpose = PURPOSE_MAIN;
                report.endpoints[i].sessions[0].ehlo->reply.code = 250;
            }
            assess_report(&report, &policy_default);
            cr_expect(report.finding_count > 0);
            shape_clear(&report_shape, &report);
        }
}

static void expect_key(const struct finding *finding, const char *expected)
{
    char *key = finding_key_text(finding);
    cr_expect_str_eq(key, expected);
    free(key);
}

Test(assess, keys)
{
    char domain[] = "Example.ORG", host[] = "MX1.example.org", ipv4[] = "192.0.2.1", ipv6[] = "2001:db8::1",
         service[] = "_submissions._tcp", odd[] = "a~2";
    struct finding finding = {.id = FINDING_CERTIFICATE_EXPIRED,
                              .subject = {.domain = domain, .host = host, .address = ipv4, .port = 25}};
    expect_key(&finding, "certificate-expired@mx1.example.org/192.0.2.1:25");
    finding.subject.address = ipv6;
    expect_key(&finding, "certificate-expired@mx1.example.org/[2001:db8::1]:25");
    finding.subject.port = 0;
    expect_key(&finding, "certificate-expired@mx1.example.org/2001:db8::1");
    finding.subject.host = ipv6;
    expect_key(&finding, "certificate-expired@2001:db8::1");
    finding =
        (struct finding){.id = FINDING_SRV_NOT_OFFERED, .subject = {.domain = domain, .detail = service}};
    expect_key(&finding, "srv-not-offered@example.org#_submissions._tcp");
    finding = (struct finding){.id = FINDING_MX_DUPLICATE, .subject = {.host = host, .detail = odd}};
    expect_key(&finding, "mx-duplicate@mx1.example.org#a_2");
}

/* What a file says twice gets a number, which does not depend on the order. */
Test(assess, keys_of_what_is_said_twice)
{
    char domain[] = "example.org", one[] = "one", two[] = "two";
    struct finding findings[] = {
        {.id = FINDING_MX_NULL, .outcome = OUTCOME_FAILS, .subject = {.domain = domain}, .evidence = two},
        {.id = FINDING_MX_IMPLICIT, .outcome = OUTCOME_FAILS, .subject = {.domain = domain}, .evidence = one},
        {.id = FINDING_MX_NULL, .outcome = OUTCOME_FAILS, .subject = {.domain = domain}, .evidence = one}};
    finding_keys_make(findings, 3);
    cr_expect_str_eq(findings[0].key, "mx-null@example.org~2");
    cr_expect_str_eq(findings[1].key, "mx-implicit@example.org");
    cr_expect_str_eq(findings[2].key, "mx-null@example.org");
    for (size_t i = 0; i < 3; i++)
        free(findings[i].key);
}

/* Who filters by the id reads the same words whatever came of it. */
Test(assess, the_title_names_the_fault_and_the_rule_what_is_required)
{
    struct report report = {0};
    facts_good(&report);
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct finding *finding = &report.findings[i];
        cr_expect_str_eq(finding->title, catalogue_entries[finding->id].title);
        cr_expect_str_eq(finding->rule, catalogue_entries[finding->id].requirement);
    }
    cr_expect_eq(report.counts.holds, (int64_t)report.finding_count);
    facts_clear(&report);
}

/* Who reads a finding of a port by itself wants to know for whom the port works. */
Test(assess, a_port_names_its_domain)
{
    struct report report = {0};
    facts_good(&report);
    assess(&report);
    for (size_t i = 0; i < report.finding_count; i++)
        cr_expect_str_eq(report.findings[i].subject.domain, report.domain->name, "%s",
                         report.findings[i].key);
    facts_clear(&report);
}
