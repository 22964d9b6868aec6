/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one table of the downgrade model. */
#include "assess/verdict/downgrade.h"

static bool is_cleartext(const struct inbound_facts *facts)
{
    return facts->starttls == ANSWER_NO;
}

static bool is_authenticated(const struct inbound_facts *facts)
{
    return facts->tlsa == TLSA_STANDING_USABLE && facts->tlsa_matches == ANSWER_YES;
}

static bool is_resistant(const struct inbound_facts *facts)
{
    return is_authenticated(facts) && facts->mx == DNSSEC_SECURE;
}

static bool is_weakly_pinned(const struct inbound_facts *facts)
{
    return facts->sts == STS_STANDING_ENFORCE && facts->sts_listed == ANSWER_YES && facts->pkix == ANSWER_YES;
}

static bool is_pinned(const struct inbound_facts *facts)
{
    return is_weakly_pinned(facts) && facts->sts_lasting == ANSWER_YES;
}

static bool is_both(const struct inbound_facts *facts)
{
    return is_resistant(facts) && is_pinned(facts);
}

/* MX records that are signed and wrong are not half of anything: DANE senders do not deliver at all. */
static bool is_half_dane(const struct inbound_facts *facts)
{
    return is_authenticated(facts) && facts->mx == DNSSEC_INSECURE;
}

static bool is_unauthenticated(const struct inbound_facts *facts)
{
    return facts->tlsa == TLSA_STANDING_UNUSABLE && facts->mx != DNSSEC_BOGUS;
}

static bool is_observed(const struct inbound_facts *facts)
{
    return facts->sts == STS_STANDING_TESTING;
}

static bool is_anything(const struct inbound_facts *facts)
{
    (void)facts;
    return true;
}

/* The first row that holds is the level. Higher ranks take more to beat; they order the levels for the
 * minimum over hosts and mean nothing beyond that. */
static const struct row {
    enum inbound_level level;
    int rank;
    bool (*holds)(const struct inbound_facts *facts);
} rows[] = {
    {INBOUND_CLEARTEXT, 0, is_cleartext},
    {INBOUND_BOTH, 50, is_both},
    {INBOUND_DOWNGRADE_RESISTANT, 40, is_resistant},
    {INBOUND_PINNED, 30, is_pinned},
    {INBOUND_HALF_DANE, 26, is_half_dane},
    {INBOUND_WEAKLY_PINNED, 24, is_weakly_pinned},
    {INBOUND_UNAUTHENTICATED, 20, is_unauthenticated},
    {INBOUND_OBSERVED_ONLY, 15, is_observed},
    {INBOUND_OPPORTUNISTIC, 10, is_anything},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

int downgrade_rank(enum inbound_level level)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].level == level)
            return rows[i].rank;
    return -1;
}

static enum inbound_level level_of(const struct inbound_facts *facts)
{
    size_t row = 0;
    while (!rows[row].holds(facts))
        row++;
    return rows[row].level;
}

static void settle(enum answer *answer, bool at_best)
{
    if (*answer == ANSWER_UNKNOWN)
        *answer = answer_of(at_best);
}

/* The facts with each unknown one at its best or at its worst. */
static struct inbound_facts settled(const struct inbound_facts *facts, bool at_best)
{
    struct inbound_facts all = *facts;
    settle(&all.starttls, at_best);
    settle(&all.tlsa_matches, at_best);
    settle(&all.pkix, at_best);
    if (all.mx == DNSSEC_UNKNOWN)
        all.mx = at_best ? DNSSEC_SECURE : DNSSEC_INSECURE;
    if (all.tlsa == TLSA_STANDING_UNKNOWN)
        all.tlsa = at_best ? TLSA_STANDING_USABLE : TLSA_STANDING_NONE;
    if (all.sts == STS_STANDING_UNKNOWN)
        all.sts = at_best ? STS_STANDING_ENFORCE : STS_STANDING_ABSENT;
    settle(&all.sts_listed, at_best);
    settle(&all.sts_lasting, at_best);
    return all;
}

struct downgrade downgrade_of_host(const struct inbound_facts *facts)
{
    struct inbound_facts worst = settled(facts, false), best = settled(facts, true);
    struct downgrade downgrade = {.at_least = level_of(&worst), .at_most = level_of(&best)};
    if (downgrade.at_least == downgrade.at_most)
        downgrade.level = downgrade.at_most;
    return downgrade;
}

/* Whether no sender gets TLS. One that insists on it and meets an address without goes on to another (RFC
 * 5321 5.1), or tries again later. */
static bool is_all_clear(const struct inbound_facts *facts)
{
    return facts->starttls == ANSWER_NO && !facts->some_tls;
}

static enum sts_outcome sts_outcome(const struct inbound_facts *facts)
{
    if (facts->sts == STS_STANDING_UNKNOWN)
        return STS_OUTCOME_UNKNOWN;
    if (facts->sts != STS_STANDING_ENFORCE)
        return STS_OUTCOME_NA;
    if (is_all_clear(facts) || facts->sts_listed == ANSWER_NO || facts->pkix == ANSWER_NO)
        return STS_OUTCOME_DEFERRED;
    return facts->sts_lasting == ANSWER_YES ? STS_OUTCOME_FIRST_CONTACT : STS_OUTCOME_SHORT_CACHE;
}

/* A record that could not be held against a certificate is insisted on all the same. */
static enum dane_outcome dane_outcome(const struct inbound_facts *facts)
{
    if (facts->tlsa == TLSA_STANDING_ERROR || facts->mx == DNSSEC_BOGUS)
        return DANE_OUTCOME_DEFERRED;
    if (facts->tlsa == TLSA_STANDING_UNKNOWN)
        return DANE_OUTCOME_UNKNOWN;
    if (facts->tlsa == TLSA_STANDING_NONE)
        return DANE_OUTCOME_NA;
    if (is_all_clear(facts))
        return DANE_OUTCOME_DEFERRED;
    if (facts->tlsa == TLSA_STANDING_UNUSABLE)
        return DANE_OUTCOME_ENCRYPTED_ONLY;
    if (facts->tlsa_matches == ANSWER_NO)
        return DANE_OUTCOME_DEFERRED;
    if (facts->mx == DNSSEC_UNKNOWN)
        return DANE_OUTCOME_UNKNOWN;
    return facts->mx == DNSSEC_SECURE ? DANE_OUTCOME_RESISTANT : DANE_OUTCOME_HALF;
}

struct sender_vector downgrade_vector(const struct inbound_facts *facts)
{
    static const enum opportunistic_outcome outcomes[] = {[ANSWER_UNKNOWN] = OPPORTUNISTIC_UNKNOWN,
                                                          [ANSWER_NO] = OPPORTUNISTIC_CLEAR,
                                                          [ANSWER_YES] = OPPORTUNISTIC_OPEN};
    bool some = facts->starttls == ANSWER_NO && facts->some_tls;
    return (struct sender_vector){.opportunistic =
                                      some ? OPPORTUNISTIC_SOME_CLEAR : outcomes[facts->starttls],
                                  .sts = sts_outcome(facts),
                                  .dane = dane_outcome(facts)};
}

static enum inbound_level lesser(enum inbound_level a, enum inbound_level b)
{
    return downgrade_rank(b) < downgrade_rank(a) ? b : a;
}

static enum inbound_level greater(enum inbound_level a, enum inbound_level b)
{
    return downgrade_rank(b) > downgrade_rank(a) ? b : a;
}

/* What an enforced policy gives the hosts that it lists; unknown when it gives nothing. */
static enum inbound_level level_by_policy(const struct inbound_facts *hosts, size_t count)
{
    enum inbound_level level = INBOUND_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        if (is_weakly_pinned(&hosts[i]))
            level = is_pinned(&hosts[i]) ? INBOUND_PINNED : greater(level, INBOUND_WEAKLY_PINNED);
    return level;
}

struct downgrade downgrade_of_domain(const struct inbound_facts *hosts, size_t count)
{
    enum inbound_level by_policy = level_by_policy(hosts, count);
    struct downgrade domain = {0};
    bool any_known = false;
    for (size_t i = 0; i < count; i++) {
        struct downgrade host = downgrade_of_host(&hosts[i]);
        any_known = any_known || host.level != INBOUND_UNKNOWN;
        /* What goes there in clear is read, whatever the policy says: not all senders know it. */
        if (hosts[i].sts == STS_STANDING_ENFORCE && hosts[i].sts_listed == ANSWER_NO) {
            host.at_least =
                host.at_least == INBOUND_CLEARTEXT ? host.at_least : greater(host.at_least, by_policy);
            host.at_most =
                host.at_most == INBOUND_CLEARTEXT ? host.at_most : greater(host.at_most, by_policy);
        }
        domain.at_least = i == 0 ? host.at_least : lesser(domain.at_least, host.at_least);
        domain.at_most = i == 0 ? host.at_most : lesser(domain.at_most, host.at_most);
    }
    if (any_known || domain.at_least == domain.at_most)
        domain.level = domain.at_most;
    return domain;
}
