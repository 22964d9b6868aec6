/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which records are held against which chains, and where the other key is asked for. */
#include "facts/shapes.h"
#include "facts_builder.h"
#include "net/off_loop.h"
#include "plan/plan.h"
#include "scan/dane_matches.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct report report;

static void setup(void)
{
    facts_good(&report);
}

static void teardown(void)
{
    facts_clear(&report);
}

TestSuite(dane_matches, .init = setup, .fini = teardown);

static const struct endpoint *completed(const char *address, int64_t port)
{
    dane_matches_complete(NULL, &report, NULL);
    return facts_endpoint(&report, address, port);
}

Test(dane_matches, each_record_at_each_address_of_its_host_and_port)
{
    facts_tlsa(&report, "mx1.example.org", 3, 1, 1, "00");
    facts_tlsa(&report, "mx1.example.org", 2, 1, 1, "11");
    cr_expect_eq(completed("192.0.2.10", 25)->tlsa_match_count, 2);
    cr_expect_eq(completed("2001:db8::10", 25)->tlsa_match_count, 2);
    cr_expect_eq(completed("192.0.2.10", 465)->tlsa_match_count, 0);
    cr_expect_eq(completed("192.0.2.20", 25)->tlsa_match_count, 0);
    const struct tlsa_match *match = &completed("192.0.2.10", 25)->tlsa_matches[0];
    cr_expect_str_eq(match->base_domain, "mx1.example.org");
    cr_expect_str_eq(match->data_hex, "00");
    cr_expect_eq(match->port, 25);
    cr_expect_eq(match->matches, ANSWER_UNKNOWN, "the builder's certificates are no certificates");
}

Test(dane_matches, each_chain_once)
{
    facts_tlsa(&report, "mx1.example.org", 3, 1, 1, "00");
    struct endpoint *endpoint = facts_endpoint(&report, "192.0.2.10", 25);
    struct session *session =
        list_append(&endpoint->sessions, &endpoint->session_count, sizeof *endpoint->sessions);
    shape_copy(&session_shape, session, &endpoint->sessions[0]);
    session->purpose = PURPOSE_OTHER_KEY;
    cr_expect_eq(completed("192.0.2.10", 25)->tlsa_match_count, 1);
    text_replace(&session->tls->chain[0].sha256, text_copy("another"));
    session->tls->chain[0].key_type = KEY_TYPE_RSA;
    cr_assert_eq(completed("192.0.2.10", 25)->tlsa_match_count, 2);
    cr_expect_eq(endpoint->tlsa_matches[0].key_type, KEY_TYPE_ECDSA);
    cr_expect_eq(endpoint->tlsa_matches[1].key_type, KEY_TYPE_RSA);
}

Test(dane_matches, every_host_and_every_base_domain)
{
    facts_tlsa(&report, "mx1.example.org", 3, 1, 1, "00");
    facts_tlsa(&report, "mx2.example.org", 3, 1, 1, "22");
    text_list_append(&facts_host(&report, "mx2.example.org")->addresses, "192.0.2.10");
    cr_expect_eq(completed("192.0.2.10", 25)->tlsa_match_count, 2);
    struct tlsa_set *set = &facts_host(&report, "mx2.example.org")->tlsa_sets[0];
    text_replace(&set->base_domain, text_copy("mx1.example.org"));
    cr_expect_eq(completed("192.0.2.10", 25)->tlsa_match_count, 1, "aliases of one base domain");
}

static void complete(struct fiber *fiber, void *argument)
{
    (void)argument;
    dane_matches_complete(fiber, &report, NULL);
}

/* A path may have to be searched for. */
Test(dane_matches, records_for_authorities_are_looked_at_off_the_loop)
{
    for (int usage = 3; usage >= 2; usage--) {
        facts_tlsa(&report, "mx1.example.org", usage, 1, 1, "00");
        struct fiber_pool *pool = fiber_pool_new();
        fiber_spawn(pool, complete, NULL);
        fiber_pool_run(pool);
        cr_expect_eq(off_loop_count(fiber_pool_off_loop(pool)) > 0, usage == 2);
        fiber_pool_free(pool);
        cr_expect_eq(facts_endpoint(&report, "192.0.2.10", 25)->tlsa_match_count, usage == 2 ? 2 : 1);
    }
}

static bool wants_other_key(const char *address, int64_t port)
{
    struct connect_to_list none = {0};
    struct plan_options options = {.ipv4 = true, .ipv6 = true, .connect_to = &none};
    struct plan plan;
    bool wants = false;
    plan_make(&report, &options, &plan);
    for (size_t i = 0; i < plan.count; i++)
        if (plan.entries[i].port == port && text_same(plan.entries[i].address, address))
            wants = plan.entries[i].wants_other_key;
    plan_free(&plan);
    return wants;
}

Test(dane_matches, the_other_key_matters_where_a_record_can_be_used)
{
    cr_expect_not(wants_other_key("192.0.2.10", 25));
    struct tlsa_set *set = facts_tlsa(&report, "mx1.example.org", 1, 1, 1, "00");
    cr_expect_not(wants_other_key("192.0.2.10", 25), "not usable");
    facts_tlsa(&report, "mx1.example.org", 3, 1, 1, "00");
    cr_expect(wants_other_key("192.0.2.10", 25));
    cr_expect(wants_other_key("2001:db8::10", 25));
    cr_expect_not(wants_other_key("192.0.2.10", 587));
    cr_expect_not(wants_other_key("192.0.2.20", 25));
    set->lookup.dnssec = DNSSEC_UNKNOWN;
    cr_expect(wants_other_key("192.0.2.10", 25));
    set->lookup.dnssec = DNSSEC_INSECURE;
    cr_expect_not(wants_other_key("192.0.2.10", 25));
    set->lookup.dnssec = DNSSEC_BOGUS;
    cr_expect_not(wants_other_key("192.0.2.10", 25));
    set->lookup.dnssec = DNSSEC_SECURE;
    set->port = 465;
    cr_expect_not(wants_other_key("192.0.2.10", 465));
}

Test(dane_matches, a_shared_address_wants_it_for_any_of_its_hosts)
{
    facts_tlsa(&report, "mx2.example.org", 3, 1, 1, "00");
    text_list_append(&facts_host(&report, "mx2.example.org")->addresses, "192.0.2.10");
    cr_expect(wants_other_key("192.0.2.10", 25));
}
