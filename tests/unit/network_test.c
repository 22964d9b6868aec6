/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Networks, as far as an address alone tells of them. */
#include "base/network.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct pair {
    const char *one;
    const char *other;
    bool unrelated;
    bool near;
};

static const struct pair pairs[] = {
    {"192.0.2.1", "192.0.2.1", false, true},
    {"192.0.2.1", "192.0.2.254", false, true},
    {"192.0.2.1", "192.0.3.1", false, false},
    {"192.0.2.1", "192.1.2.1", true, false},
    {"192.0.2.1", "198.51.100.1", true, false},
    {"2001:db8:1:2::1", "2001:db8:1:3::1", false, true},
    {"2001:db8:1::1", "2001:db8:2::1", false, false},
    {"2001:db8::1", "2001:db9::1", true, false},
    /* nothing is known of what cannot be compared */
    {"192.0.2.1", "2001:db8::1", false, false},
    {"192.0.2.1", "::ffff:192.0.2.1", false, false},
    {"mx.example", "192.0.2.1", false, false},
    {"mx.example", "mx.example", false, false},
    {"", "", false, false},
};

Test(network, two_addresses)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct pair *pair = &pairs[i];
        cr_expect_eq(network_unrelated(pair->one, pair->other), pair->unrelated, "row %zu", i);
        cr_expect_eq(network_unrelated(pair->other, pair->one), pair->unrelated, "row %zu", i);
        cr_expect_eq(network_near(pair->one, pair->other), pair->near, "row %zu", i);
        cr_expect_eq(network_near(pair->other, pair->one), pair->near, "row %zu", i);
    }
}

static void expect_network(const char *address, const char *network)
{
    char *found = network_of(address);
    cr_expect_str_eq(found, network);
    free(found);
}

Test(network, the_key_of_an_address)
{
    expect_network("192.0.2.1", "192.0.0.0/16");
    expect_network("255.255.255.255", "255.255.0.0/16");
    expect_network("2001:db8:1:2::3", "2001:db8::/32");
    expect_network("2001:DB8::", "2001:db8::/32");
    expect_network("::1", "::/32");
    cr_expect_null(network_of("mx.example"));
    cr_expect_null(network_of("192.0.2"));
    cr_expect_null(network_of(""));
}

Test(network, addresses_with_a_meaning_in_their_own_network_alone)
{
    static const char *const local[] = {"10.0.0.1",    "172.31.0.1",  "192.168.7.1",
                                        "100.127.0.1", "169.254.0.1", "127.0.0.1",
                                        "fd00::1",     "fe80::1",     "::1"};
    static const char *const global[] = {"192.0.2.1",   "172.32.0.1", "100.128.0.1",
                                         "2001:db8::1", "mx.example", ""};
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
        cr_expect(network_is_local(local[i]), "%s", local[i]);
    for (size_t i = 0; i < sizeof global / sizeof global[0]; i++)
        cr_expect_not(network_is_local(global[i]), "%s", global[i]);
}
