/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The downgrade model row by row: levels, bounds, vectors, and the minimum over hosts. */
#include "assess/verdict/downgrade.h"
#include "facts/words.h"

#include <criterion/criterion.h>

/* Short words, for rows that fit on a line. */
#define U ANSWER_UNKNOWN
#define N ANSWER_NO
#define Y ANSWER_YES

static const struct inbound_facts plain = {.starttls = ANSWER_YES,
                                           .mx = DNSSEC_INSECURE,
                                           .tlsa = TLSA_STANDING_NONE,
                                           .sts = STS_STANDING_ABSENT,
                                           .pkix = ANSWER_YES};

static struct inbound_facts facts_of(enum answer starttls, enum dnssec_state mx, enum tlsa_standing tlsa,
                                     enum answer matches, enum sts_standing sts, enum answer listed,
                                     enum answer lasting, enum answer pkix)
{
    return (struct inbound_facts){.starttls = starttls,
                                  .mx = mx,
                                  .tlsa = tlsa,
                                  .tlsa_matches = matches,
                                  .sts = sts,
                                  .sts_listed = listed,
                                  .sts_lasting = lasting,
                                  .pkix = pkix};
}

#define SEC      DNSSEC_SECURE
#define INS      DNSSEC_INSECURE
#define BOG      DNSSEC_BOGUS
#define ANY      DNSSEC_UNKNOWN
#define NONE     TLSA_STANDING_NONE
#define USABLE   TLSA_STANDING_USABLE
#define UNUSABLE TLSA_STANDING_UNUSABLE
#define ERR      TLSA_STANDING_ERROR
#define TLSA_U   TLSA_STANDING_UNKNOWN
#define ABSENT   STS_STANDING_ABSENT
#define TESTING  STS_STANDING_TESTING
#define ENFORCE  STS_STANDING_ENFORCE
#define STS_U    STS_STANDING_UNKNOWN

static const struct row {
    const char *what;
    enum answer starttls;
    enum dnssec_state mx;
    enum tlsa_standing tlsa;
    enum answer matches;
    enum sts_standing sts;
    enum answer listed;
    enum answer lasting;
    enum answer pkix;
    enum inbound_level at_least;
    enum inbound_level at_most;
    struct sender_vector vector;
} rows[] = {
    /* The levels that are known, from the lowest. */
    {"no STARTTLS",
     N,
     INS,
     NONE,
     U,
     ABSENT,
     U,
     U,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_CLEARTEXT,
     {OPPORTUNISTIC_CLEAR, STS_OUTCOME_NA, DANE_OUTCOME_NA}},
    {"no STARTTLS beats all promises",
     N,
     SEC,
     USABLE,
     U,
     ENFORCE,
     Y,
     Y,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_CLEARTEXT,
     {OPPORTUNISTIC_CLEAR, STS_OUTCOME_DEFERRED, DANE_OUTCOME_DEFERRED}},
    {"STARTTLS alone",
     Y,
     INS,
     NONE,
     U,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_NA}},
    {"a signed domain without TLSA",
     Y,
     SEC,
     NONE,
     U,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_NA}},
    {"TLSA that matches nothing",
     Y,
     SEC,
     USABLE,
     N,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_DEFERRED}},
    {"a TLSA look-up that fails",
     Y,
     SEC,
     ERR,
     U,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_DEFERRED}},
    {"bogus MX records",
     Y,
     BOG,
     USABLE,
     Y,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_DEFERRED}},
    {"enforced and not listed",
     Y,
     INS,
     NONE,
     U,
     ENFORCE,
     N,
     Y,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_DEFERRED, DANE_OUTCOME_NA}},
    {"enforced with a bad certificate",
     Y,
     INS,
     NONE,
     U,
     ENFORCE,
     Y,
     Y,
     N,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_DEFERRED, DANE_OUTCOME_NA}},
    {"testing",
     Y,
     INS,
     NONE,
     U,
     TESTING,
     Y,
     Y,
     N,
     INBOUND_OBSERVED_ONLY,
     INBOUND_OBSERVED_ONLY,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_NA}},
    {"TLSA of which none is usable",
     Y,
     SEC,
     UNUSABLE,
     U,
     TESTING,
     Y,
     Y,
     Y,
     INBOUND_UNAUTHENTICATED,
     INBOUND_UNAUTHENTICATED,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_ENCRYPTED_ONLY}},
    {"enforced for an hour",
     Y,
     INS,
     NONE,
     U,
     ENFORCE,
     Y,
     N,
     Y,
     INBOUND_WEAKLY_PINNED,
     INBOUND_WEAKLY_PINNED,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_SHORT_CACHE, DANE_OUTCOME_NA}},
    {"DANE below unsigned MX",
     Y,
     INS,
     USABLE,
     Y,
     ABSENT,
     U,
     U,
     N,
     INBOUND_HALF_DANE,
     INBOUND_HALF_DANE,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_HALF}},
    {"half DANE goes before weakly pinned",
     Y,
     INS,
     USABLE,
     Y,
     ENFORCE,
     Y,
     N,
     Y,
     INBOUND_HALF_DANE,
     INBOUND_HALF_DANE,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_SHORT_CACHE, DANE_OUTCOME_HALF}},
    {"enforced",
     Y,
     INS,
     NONE,
     U,
     ENFORCE,
     Y,
     Y,
     Y,
     INBOUND_PINNED,
     INBOUND_PINNED,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_FIRST_CONTACT, DANE_OUTCOME_NA}},
    {"pinned goes before half DANE",
     Y,
     INS,
     USABLE,
     Y,
     ENFORCE,
     Y,
     Y,
     Y,
     INBOUND_PINNED,
     INBOUND_PINNED,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_FIRST_CONTACT, DANE_OUTCOME_HALF}},
    {"DANE, whatever the certificate is for PKIX",
     Y,
     SEC,
     USABLE,
     Y,
     ABSENT,
     U,
     U,
     N,
     INBOUND_DOWNGRADE_RESISTANT,
     INBOUND_DOWNGRADE_RESISTANT,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_RESISTANT}},
    {"DANE and a weak policy",
     Y,
     SEC,
     USABLE,
     Y,
     ENFORCE,
     Y,
     N,
     Y,
     INBOUND_DOWNGRADE_RESISTANT,
     INBOUND_DOWNGRADE_RESISTANT,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_SHORT_CACHE, DANE_OUTCOME_RESISTANT}},
    {"DANE and MTA-STS",
     Y,
     SEC,
     USABLE,
     Y,
     ENFORCE,
     Y,
     Y,
     Y,
     INBOUND_BOTH,
     INBOUND_BOTH,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_FIRST_CONTACT, DANE_OUTCOME_RESISTANT}},
    /* What is unknown leaves a range; an unreachable host has a cap. */
    {"unreachable, nothing published",
     U,
     INS,
     NONE,
     U,
     ABSENT,
     U,
     U,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_UNKNOWN, STS_OUTCOME_NA, DANE_OUTCOME_NA}},
    {"unreachable with TLSA",
     U,
     SEC,
     USABLE,
     U,
     ABSENT,
     U,
     U,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_DOWNGRADE_RESISTANT,
     {OPPORTUNISTIC_UNKNOWN, STS_OUTCOME_NA, DANE_OUTCOME_RESISTANT}},
    {"unreachable and listed",
     U,
     INS,
     NONE,
     U,
     ENFORCE,
     Y,
     Y,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_PINNED,
     {OPPORTUNISTIC_UNKNOWN, STS_OUTCOME_FIRST_CONTACT, DANE_OUTCOME_NA}},
    {"DNSSEC unknown",
     Y,
     ANY,
     TLSA_U,
     U,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_DOWNGRADE_RESISTANT,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_UNKNOWN}},
    {"whether MX is signed unknown",
     Y,
     ANY,
     USABLE,
     Y,
     ABSENT,
     U,
     U,
     Y,
     INBOUND_HALF_DANE,
     INBOUND_DOWNGRADE_RESISTANT,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_NA, DANE_OUTCOME_UNKNOWN}},
    {"MTA-STS unknown",
     Y,
     INS,
     NONE,
     U,
     STS_U,
     U,
     U,
     Y,
     INBOUND_OPPORTUNISTIC,
     INBOUND_PINNED,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_UNKNOWN, DANE_OUTCOME_NA}},
    {"MTA-STS unknown cannot help a bad certificate",
     Y,
     INS,
     NONE,
     U,
     STS_U,
     U,
     U,
     N,
     INBOUND_OPPORTUNISTIC,
     INBOUND_OPPORTUNISTIC,
     {OPPORTUNISTIC_OPEN, STS_OUTCOME_UNKNOWN, DANE_OUTCOME_NA}},
    {"nothing known",
     U,
     ANY,
     TLSA_U,
     U,
     STS_U,
     U,
     U,
     U,
     INBOUND_CLEARTEXT,
     INBOUND_BOTH,
     {OPPORTUNISTIC_UNKNOWN, STS_OUTCOME_UNKNOWN, DANE_OUTCOME_UNKNOWN}},
};

Test(downgrade, every_row)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct inbound_facts facts = facts_of(row->starttls, row->mx, row->tlsa, row->matches, row->sts,
                                              row->listed, row->lasting, row->pkix);
        struct downgrade downgrade = downgrade_of_host(&facts);
        cr_expect(downgrade.at_least == row->at_least, "%s: at least %s", row->what,
                  words_name(&inbound_level_words, downgrade.at_least));
        cr_expect(downgrade.at_most == row->at_most, "%s: at most %s", row->what,
                  words_name(&inbound_level_words, downgrade.at_most));
        cr_expect(downgrade.level == (row->at_least == row->at_most ? row->at_most : INBOUND_UNKNOWN), "%s",
                  row->what);
        struct sender_vector vector = downgrade_vector(&facts);
        cr_expect(vector.opportunistic == row->vector.opportunistic, "%s: opportunistic", row->what);
        cr_expect(vector.sts == row->vector.sts, "%s: sts", row->what);
        cr_expect(vector.dane == row->vector.dane, "%s: dane", row->what);
    }
}

Test(downgrade, ranks_follow_the_order_of_the_levels)
{
    cr_expect(downgrade_rank(INBOUND_UNKNOWN) == -1);
    cr_expect(downgrade_rank(INBOUND_NO_MAIL) == -1);
    cr_expect(downgrade_rank(INBOUND_NOT_ROUTABLE) == -1);
    cr_expect(downgrade_rank(INBOUND_CLEARTEXT) == 0);
    cr_expect(downgrade_rank(INBOUND_BOTH) == 50);
    for (int level = INBOUND_CLEARTEXT; level < INBOUND_BOTH; level++)
        cr_expect(downgrade_rank((enum inbound_level)level) < downgrade_rank((enum inbound_level)level + 1));
}

static struct inbound_facts with_dane(void)
{
    struct inbound_facts facts = plain;
    facts.mx = DNSSEC_SECURE;
    facts.tlsa = TLSA_STANDING_USABLE;
    facts.tlsa_matches = ANSWER_YES;
    return facts;
}

static struct inbound_facts with_policy(enum answer listed)
{
    struct inbound_facts facts = plain;
    facts.sts = STS_STANDING_ENFORCE;
    facts.sts_listed = listed;
    facts.sts_lasting = ANSWER_YES;
    return facts;
}

static void expect_domain(const struct inbound_facts *hosts, size_t count, enum inbound_level level,
                          enum inbound_level at_least, enum inbound_level at_most)
{
    struct downgrade domain = downgrade_of_domain(hosts, count);
    cr_expect(domain.level == level, "%s", words_name(&inbound_level_words, domain.level));
    cr_expect(domain.at_least == at_least, "%s", words_name(&inbound_level_words, domain.at_least));
    cr_expect(domain.at_most == at_most, "%s", words_name(&inbound_level_words, domain.at_most));
}

Test(downgrade, the_weakest_host_decides)
{
    struct inbound_facts hosts[] = {with_dane(), plain};
    expect_domain(hosts, 2, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC);
    hosts[1] = with_dane();
    expect_domain(hosts, 2, INBOUND_DOWNGRADE_RESISTANT, INBOUND_DOWNGRADE_RESISTANT,
                  INBOUND_DOWNGRADE_RESISTANT);
}

Test(downgrade, an_unreachable_backup_without_tlsa_holds_a_dane_domain_down)
{
    struct inbound_facts hosts[] = {with_dane(), plain};
    hosts[1].mx = DNSSEC_SECURE;
    hosts[1].starttls = ANSWER_UNKNOWN;
    hosts[1].pkix = ANSWER_UNKNOWN;
    expect_domain(hosts, 2, INBOUND_OPPORTUNISTIC, INBOUND_CLEARTEXT, INBOUND_OPPORTUNISTIC);
}

Test(downgrade, an_unreachable_backup_with_tlsa_does_not)
{
    struct inbound_facts hosts[] = {with_dane(), with_dane()};
    hosts[1].starttls = ANSWER_UNKNOWN;
    hosts[1].tlsa_matches = ANSWER_UNKNOWN;
    expect_domain(hosts, 2, INBOUND_DOWNGRADE_RESISTANT, INBOUND_CLEARTEXT, INBOUND_DOWNGRADE_RESISTANT);
}

Test(downgrade, a_host_that_the_policy_does_not_list_takes_nothing_from_the_others)
{
    struct inbound_facts hosts[] = {with_policy(ANSWER_YES), with_policy(ANSWER_NO)};
    expect_domain(hosts, 2, INBOUND_PINNED, INBOUND_PINNED, INBOUND_PINNED);
    /* Not all senders know the policy: what goes there in clear is read. */
    hosts[1].starttls = ANSWER_NO;
    expect_domain(hosts, 2, INBOUND_CLEARTEXT, INBOUND_CLEARTEXT, INBOUND_CLEARTEXT);
    /* Nor does it lend DANE to a host without. */
    hosts[0] = with_dane();
    hosts[0].sts = STS_STANDING_ENFORCE;
    hosts[0].sts_listed = hosts[0].sts_lasting = ANSWER_YES;
    hosts[1].starttls = ANSWER_YES;
    expect_domain(hosts, 2, INBOUND_PINNED, INBOUND_PINNED, INBOUND_PINNED);
}

Test(downgrade, a_policy_that_lists_nobody_protects_nobody)
{
    struct inbound_facts hosts[] = {with_policy(ANSWER_NO), with_policy(ANSWER_NO)};
    expect_domain(hosts, 2, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC, INBOUND_OPPORTUNISTIC);
}

Test(downgrade, hosts_that_are_all_unknown_leave_the_domain_unknown)
{
    struct inbound_facts hosts[] = {plain, plain};
    hosts[0].tlsa = hosts[1].tlsa = TLSA_STANDING_UNKNOWN;
    expect_domain(hosts, 2, INBOUND_UNKNOWN, INBOUND_OPPORTUNISTIC, INBOUND_HALF_DANE);
    cr_expect(downgrade_of_domain(NULL, 0).level == INBOUND_UNKNOWN);
}
