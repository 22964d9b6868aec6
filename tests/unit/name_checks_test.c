/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Endpoints that several hosts share, and their certificate's names. */
#include "facts_builder.h"
#include "scan/name_checks.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct report report;

static struct verification *verification_at(const char *address, int64_t port)
{
    return &facts_session(&report, address, port)->tls->verification;
}

static void setup(void)
{
    facts_good(&report);
}

static void teardown(void)
{
    facts_clear(&report);
}

TestSuite(name_checks, .init = setup, .fini = teardown);

Test(name_checks, the_hosts_own_name_alone)
{
    name_checks_complete(&report);
    struct verification *verification = verification_at("192.0.2.10", 25);
    cr_assert_eq(verification->name_count, 1);
    cr_assert_str_eq(verification->names[0].name, "mx1.example.org");
    cr_assert_eq(verification->names[0].matches, ANSWER_YES);
    cr_assert_str_eq(verification->names[0].matched, "mx1.example.org");
}

Test(name_checks, every_host_that_leads_there)
{
    text_list_append(&facts_host(&report, "mx2.example.org")->addresses, "192.0.2.10");
    name_checks_complete(&report);
    struct verification *verification = verification_at("192.0.2.10", 25);
    cr_assert_eq(verification->name_count, 2);
    cr_assert_str_eq(verification->names[0].name, "mx1.example.org");
    cr_assert_str_eq(verification->names[1].name, "mx2.example.org");
    cr_assert_eq(verification->names[1].matches, ANSWER_NO);
    cr_assert_null(verification->names[1].matched);
}

/* As tls/chain.h tells. */
Test(name_checks, a_certificate_that_could_not_be_read_is_not_known_to_be_for_others)
{
    struct tls *tls = facts_session(&report, "192.0.2.10", 25)->tls;
    text_list_free(&tls->chain[0].dns_names);
    text_list_append(&tls->chain[0].dns_names, "mx2.example.org");
    tls->chain[0].names_unread = true;
    text_list_append(&facts_host(&report, "mx2.example.org")->addresses, "192.0.2.10");
    for (size_t times = 0; times < 2; times++) {
        name_checks_complete(&report);
        cr_assert_eq(tls->verification.name_count, 2);
        cr_expect_eq(tls->verification.names[0].matches, ANSWER_UNKNOWN);
        cr_expect_eq(tls->verification.names[1].matches, ANSWER_YES);
    }
}

Test(name_checks, names_of_other_reports_are_forgotten)
{
    struct verification *verification = verification_at("192.0.2.10", 25);
    free(verification->names[0].name);
    verification->names[0].name = text_copy("192.0.2.10");
    verification->names[0].matches = ANSWER_NO;
    name_checks_complete(&report);
    cr_assert_eq(verification->name_count, 1);
    cr_assert_str_eq(verification->names[0].name, "mx1.example.org");
    cr_assert_eq(verification->names[0].matches, ANSWER_YES);
}

Test(name_checks, certificate_good_for_both_covers)
{
    struct endpoint *endpoint = facts_endpoint(&report, "192.0.2.10", 25);
    cr_assert(name_checks_cover(endpoint, "MX1.example.org"));
    cr_assert_not(name_checks_cover(endpoint, "mx9.example.org"));
    free(endpoint->server_name);
    endpoint->server_name = text_copy("192.0.2.10");
    cr_assert(name_checks_cover(endpoint, "mx1.example.org"), "by SNI it would be no other certificate");
}

Test(name_checks, no_certificate_is_the_same_for_all)
{
    facts_stop(&report, "192.0.2.10", 25, STEP_GREETING, STOP_REJECTED);
    cr_assert(name_checks_cover(facts_endpoint(&report, "192.0.2.10", 25), "mx9.example.org"));
}
