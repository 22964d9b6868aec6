/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each domain's policies once a run, and none where no mail is taken. */
#include "demo/peer.h"
#include "facts/shapes.h"
#include "scan/policy_cache.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

enum { TARGETS = 3, NEVER_MS = 20 * 1000 };

static const char zone[] = "_mta-sts.example.org. TXT \"v=STSv1; id=1;\"\n"
                           "_smtp._tls.example.org. TXT \"v=TLSRPTv1; rua=mailto:a@example.org\"\n";

static const char policy_host[] = "tls: implicit\nnames: mta-sts.example.org\ngreeting:\n    receive\n"
                                  "    S: HTTP/1.1 200 OK\n    S: Connection: close\n    S: \n"
                                  "    S: version: STSv1\n    S: mode: none\n    S: max_age: 1\n    close\n";

struct run {
    struct policy_cache *cache;
    struct report reports[TARGETS];
    size_t begun;
};

static void set_domain(struct report *report, const char *name, enum mail_route mail_route)
{
    report->domain = allocate(1, sizeof *report->domain);
    report->domain->name = text_copy(name);
    report->domain->mail_route = mail_route;
}

static void look(struct fiber *fiber, void *argument)
{
    struct run *run = argument;
    struct report *report = &run->reports[run->begun++];
    policy_cache_wait(run->cache, fiber, policy_cache_begin(run->cache, fiber, report), report);
}

/* Looks at all reports at once; how many connections the policy host saw. */
static long look_at_all(struct run *run, bool with_mta_sts)
{
    char *error = NULL;
    struct script script = {0};
    struct connect_to_list connect_to = {0};
    struct pki *pki = pki_new(time(NULL), &error);
    cr_assert(script_parse("policy.smtp", policy_host, &script, &error), "%s", error);
    struct peer *peer = peer_start(&(struct peer_settings){.script = &script, .pki = pki}, &error);
    cr_assert_not_null(peer, "%s", error);
    char *rule = text_format(":443:127.0.0.1:%d", peer_port(peer));
    cr_assert(connect_to_add(&connect_to, rule, &error), "%s", error);
    /* The peer's authority was made for this test alone. */
    char *ca_file = temporary_file(pki_ca_pem(pki));
    char *zone_file = temporary_file(zone);
    struct records *records = records_load(zone_file, &error);
    cr_assert_not_null(records, "%s", error);
    struct fiber_pool *pool = fiber_pool_new();
    struct resolver *resolver =
        resolver_new(pool, &(struct resolver_options){.records = records, .offline = true}, &error);
    struct mta_sts_options options = {.resolver = resolver,
                                      .https = https_new(pool),
                                      .trust = tls_trust_new(ca_file, &error),
                                      .budget = budget_new(2, 10),
                                      .connect_to = &connect_to,
                                      .ipv4 = true,
                                      .ipv6 = true,
                                      .now_unix_s = time(NULL),
                                      .connect_timeout_ms = NEVER_MS,
                                      .timeout_ms = NEVER_MS};
    run->cache = policy_cache_new(pool, resolver, with_mta_sts ? &options : NULL);
    for (size_t i = 0; i < TARGETS; i++)
        fiber_spawn(pool, look, run);
    cr_assert(fiber_pool_run(pool));
    policy_cache_free(run->cache);
    https_free(options.https);
    tls_trust_free(options.trust);
    resolver_free(resolver);
    fiber_pool_free(pool);
    budget_free(options.budget);
    records_free(records);
    temporary_file_remove(zone_file);
    temporary_file_remove(ca_file);
    long connections = peer_counts(peer).connections;
    peer_free(peer);
    pki_free(pki);
    script_free(&script);
    connect_to_list_free(&connect_to);
    free(rule);
    return connections;
}

static void clear(struct run *run)
{
    for (size_t i = 0; i < TARGETS; i++)
        shape_clear(&report_shape, &run->reports[i]);
}

Test(policy_cache, three_targets_of_a_domain_share_one_fetch)
{
    struct run run = {0};
    set_domain(&run.reports[0], "example.org", ROUTE_MX);
    set_domain(&run.reports[1], "EXAMPLE.org", ROUTE_MX);
    set_domain(&run.reports[2], "example.org", ROUTE_UNKNOWN);
    cr_expect_eq(look_at_all(&run, true), 1);
    for (size_t i = 0; i < TARGETS; i++) {
        const struct domain *domain = run.reports[i].domain;
        cr_assert_not_null(domain->mta_sts);
        cr_expect_eq(domain->mta_sts->status, MTA_STS_POLICY_VALID, "%s", domain->mta_sts->detail);
        cr_assert_not_null(domain->tls_rpt);
        cr_expect_eq(domain->tls_rpt->rua.count, 1);
    }
    clear(&run);
}

Test(policy_cache, who_takes_no_mail_is_not_asked)
{
    struct run run = {0};
    set_domain(&run.reports[0], "example.org", ROUTE_NULL_MX);
    set_domain(&run.reports[1], "example.org", ROUTE_NO_DOMAIN);
    cr_expect_eq(look_at_all(&run, true), 0);
    cr_expect_null(run.reports[0].domain->mta_sts);
    cr_expect_null(run.reports[0].domain->tls_rpt);
    cr_expect_null(run.reports[1].domain->mta_sts);
    cr_expect_null(run.reports[2].domain, "a host as the target has no policy");
    clear(&run);
}

Test(policy_cache, without_mta_sts_nothing_is_fetched)
{
    struct run run = {0};
    set_domain(&run.reports[0], "example.org", ROUTE_MX);
    cr_expect_eq(look_at_all(&run, false), 0);
    cr_expect_null(run.reports[0].domain->mta_sts);
    cr_assert_not_null(run.reports[0].domain->tls_rpt);
    cr_expect_eq(run.reports[0].domain->tls_rpt->rua.count, 1);
    clear(&run);
}
