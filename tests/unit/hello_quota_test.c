/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe/hello_quota.h"

#include <criterion/criterion.h>

#define IPV4 "192.0.2.1"
#define IPV6 "2001:db8::1"

enum { PORTS_MAX = 4, ALL = 4 };

/* The ports of an address, in the order in which it becomes known what they want; {0} ends them. */
struct row {
    const char *address;
    struct {
        int64_t port;
        bool auth;
        size_t wanted;
        size_t share;
    } ports[PORTS_MAX];
};

static const struct row rows[] = {
    {IPV4, {{25, false, ALL, 4}}},
    {IPV6, {{25, false, ALL, 4}}},
    {IPV4, {{25, false, ALL, 4}, {465, false, 0, 0}, {587, false, 0, 0}}}, /* nobody answers there */
    {IPV4, {{587, true, ALL, 3}}},                                         /* AUTH counts as much */
    {IPV4, {{465, false, ALL, 0}, {587, true, ALL, 0}, {25, false, ALL, 3}}},
    {IPV6, {{25, false, ALL, 1}, {465, false, ALL, 1}, {587, true, ALL, 1}}},
    {IPV6, {{25, false, ALL, 0}, {587, true, ALL, 1}, {465, false, ALL, 1}, {2525, true, ALL, 1}}},
    {IPV4, {{587, true, ALL, 1}, {465, false, ALL, 2}}},
    {IPV4, {{25, false, 2, 2}, {465, false, ALL, 2}}},
    {IPV4, {{25, false, ALL, 3}, {465, false, ALL, 1}}},
};

Test(hello_quota, what_fail2ban_bans_for_is_not_reached)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_quota *quota = hello_quota_new(true);
        struct hello_claim claims[PORTS_MAX] = {0};
        size_t count = 0;
        while (count < PORTS_MAX && rows[i].ports[count].port != 0) {
            hello_quota_expect(quota, rows[i].address);
            count++;
        }
        for (size_t j = 0; j < count; j++) {
            cr_expect(!claims[0].dealt, "row %zu: before all is known", i);
            hello_quota_claim(quota, rows[i].address, rows[i].ports[j].port, rows[i].ports[j].auth,
                              rows[i].ports[j].wanted, &claims[j]);
        }
        for (size_t j = 0; j < count; j++) {
            cr_expect(claims[j].dealt);
            cr_expect_eq(claims[j].share, rows[i].ports[j].share, "row %zu, port %d: %zu", i,
                         (int)rows[i].ports[j].port, claims[j].share);
            hello_claim_end(&claims[j]);
        }
        hello_quota_free(quota);
    }
}

/* Another target may lead to another port of the same address later. */
Test(hello_quota, what_was_used_up_stays_so)
{
    struct hello_quota *quota = hello_quota_new(true);
    struct hello_claim first = {0}, other = {0}, later = {0};
    hello_quota_expect(quota, IPV4);
    hello_quota_claim(quota, IPV4, 25, false, 3, &first);
    hello_claim_end(&first);
    hello_quota_expect(quota, IPV6);
    hello_quota_claim(quota, IPV6, 25, false, ALL, &other);
    cr_expect_eq(other.share, 4, "an address of its own");
    hello_claim_end(&other);
    hello_quota_expect(quota, IPV4);
    hello_quota_claim(quota, IPV4, 465, false, ALL, &later);
    cr_expect_eq(later.share, 1);
    hello_claim_end(&later);
    hello_quota_free(quota);
}

/* Where IPv6 is all that there is, nobody asks port 25 elsewhere. */
Test(hello_quota, a_run_of_one_family)
{
    struct hello_quota *quota = hello_quota_new(false);
    struct hello_claim relay = {0}, submission = {0};
    hello_quota_expect(quota, IPV6);
    hello_quota_expect(quota, IPV6);
    hello_quota_claim(quota, IPV6, 465, false, ALL, &submission);
    hello_quota_claim(quota, IPV6, 25, false, ALL, &relay);
    cr_expect_eq(relay.share, 3);
    cr_expect_eq(submission.share, 1);
    hello_claim_end(&relay);
    hello_claim_end(&submission);
    hello_quota_free(quota);
}

Test(hello_quota, none_gives_all)
{
    struct hello_claim claim = {0};
    hello_quota_expect(NULL, IPV4);
    hello_quota_claim(NULL, IPV4, 25, false, 7, &claim);
    cr_expect(claim.dealt);
    cr_expect_eq(claim.share, 7);
    hello_claim_end(&claim);
}
