/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which addresses and ports DNS may lead a connection to. */
#include "infer/address_gate.h"

#include <criterion/criterion.h>

struct gate_case {
    const char *address;
    enum address_bar bar;
};

static void expect_bars(const struct gate_case *cases, size_t count, enum address_policy policy)
{
    for (size_t i = 0; i < count; i++) {
        enum address_bar bar = address_text_barred(cases[i].address, policy);
        cr_expect_eq(bar, cases[i].bar, "%s: %d, not %d", cases[i].address, (int)bar, (int)cases[i].bar);
        cr_expect_eq(address_text_barred(cases[i].address, ADDRESSES_ANY), BAR_NONE);
    }
}

Test(address_gate, no_local)
{
    static const struct gate_case cases[] = {
        {"127.0.0.1", BAR_LOOPBACK},
        {"127.255.255.255", BAR_LOOPBACK},
        {"126.255.255.255", BAR_NONE},
        {"128.0.0.0", BAR_NONE},
        {"0.0.0.0", BAR_UNSPECIFIED},
        {"0.1.2.3", BAR_UNSPECIFIED},
        {"1.0.0.0", BAR_NONE},
        {"169.254.169.254", BAR_LINK_LOCAL},
        {"169.253.255.255", BAR_NONE},
        {"169.255.0.0", BAR_NONE},
        {"224.0.0.1", BAR_MULTICAST},
        {"239.255.255.255", BAR_MULTICAST},
        {"223.255.255.255", BAR_NONE},
        {"255.255.255.255", BAR_BROADCAST},
        {"10.0.0.1", BAR_NONE},
        {"172.16.0.1", BAR_NONE},
        {"192.168.0.1", BAR_NONE},
        {"192.0.2.1", BAR_NONE},
        {"::", BAR_UNSPECIFIED},
        {"::1", BAR_LOOPBACK},
        {"::2", BAR_MAPPED},
        {"::127.0.0.1", BAR_MAPPED},
        {"::192.0.2.1", BAR_MAPPED},
        {"::ffff:127.0.0.1", BAR_MAPPED},
        {"::ffff:192.0.2.1", BAR_MAPPED},
        {"::ffff:0:192.0.2.1", BAR_MAPPED},
        {"::1:0:0:1", BAR_NONE},
        {"fe80::1", BAR_LINK_LOCAL},
        {"febf::1", BAR_LINK_LOCAL},
        {"fec0::1", BAR_NONE},
        {"ff02::1", BAR_MULTICAST},
        {"fd00::1", BAR_NONE},
        {"2001:db8::1", BAR_NONE},
        {"64:ff9b::127.0.0.1", BAR_LOOPBACK},
        {"64:ff9b::169.254.169.254", BAR_LINK_LOCAL},
        {"64:ff9b::0.0.0.0", BAR_UNSPECIFIED},
        {"64:ff9b::10.0.0.1", BAR_NONE},
        {"64:ff9b::192.0.2.1", BAR_NONE}, /* what DNS64 makes for hosts that have IPv4 alone */
        {"64:ff9b:1::127.0.0.1", BAR_LOOPBACK},
        {"64:ff9b:1:7f00:0:100::", BAR_LOOPBACK}, /* 127.0.0.1 behind a prefix of 48 bits */
        {"64:ff9b:1:a7f:0:1::", BAR_LOOPBACK},    /* behind one of 56 */
        {"64:ff9b:1:0:7f:0:100:0", BAR_LOOPBACK}, /* behind one of 64 */
        {"64:ff9b:1::192.0.2.1", BAR_NONE},
        {"64:ff9b:1::", BAR_UNSPECIFIED},
        {"2002:7f00:1::1", BAR_LOOPBACK},
        {"2002:a9fe:a9fe::1", BAR_LINK_LOCAL},
        {"2002:c000:201::1", BAR_NONE},
        {"2001:0:c000:201:0:0:80ff:fffe", BAR_LOOPBACK}, /* Teredo writes its client inverted */
        {"2001:0:c000:201:0:0:3fff:fdfe", BAR_NONE},
    };
    expect_bars(cases, sizeof cases / sizeof cases[0], ADDRESSES_NO_LOCAL);
}

Test(address_gate, public_has_no_special_range)
{
    static const struct gate_case cases[] = {
        {"8.8.8.8", BAR_NONE},
        {"127.0.0.1", BAR_LOOPBACK},
        {"10.0.0.1", BAR_SPECIAL},
        {"100.64.0.1", BAR_SPECIAL},
        {"100.128.0.1", BAR_NONE},
        {"172.31.255.255", BAR_SPECIAL},
        {"172.32.0.0", BAR_NONE},
        {"192.0.0.9", BAR_SPECIAL},
        {"192.0.2.1", BAR_SPECIAL},
        {"192.31.196.1", BAR_SPECIAL},
        {"192.52.193.1", BAR_SPECIAL},
        {"192.88.99.1", BAR_SPECIAL},
        {"192.168.0.1", BAR_SPECIAL},
        {"192.175.48.1", BAR_SPECIAL},
        {"198.19.255.255", BAR_SPECIAL},
        {"198.51.100.1", BAR_SPECIAL},
        {"203.0.113.1", BAR_SPECIAL},
        {"240.0.0.1", BAR_SPECIAL},
        {"255.255.255.255", BAR_BROADCAST},
        {"2a00::1", BAR_NONE},
        {"2606:4700::1", BAR_NONE},
        {"64:ff9b::8.8.8.8", BAR_SPECIAL},
        {"64:ff9b:1::8.8.8.8", BAR_SPECIAL},
        {"100::1", BAR_SPECIAL},
        {"100:0:0:1::1", BAR_SPECIAL},
        {"2001:1ff:ffff::1", BAR_SPECIAL},
        {"2001:200::1", BAR_NONE},
        {"2001:2::1", BAR_SPECIAL},
        {"2001:db8::1", BAR_SPECIAL},
        {"2002:808:808::1", BAR_SPECIAL},
        {"2620:4f:8000::1", BAR_SPECIAL},
        {"2620:4f:8001::1", BAR_NONE},
        {"3fff::1", BAR_SPECIAL},
        {"3fff:1000::1", BAR_NONE},
        {"5f00::1", BAR_SPECIAL},
        {"fd00::1", BAR_SPECIAL},
        {"fe80::1", BAR_LINK_LOCAL},
        {"4000::1", BAR_SPECIAL},
    };
    expect_bars(cases, sizeof cases / sizeof cases[0], ADDRESSES_PUBLIC);
}

Test(address_gate, what_the_user_named_is_not_barred)
{
    struct host dns = {.kind = HOST_NAME};
    struct host literal = {.kind = HOST_IP_LITERAL};
    struct host local = {.kind = HOST_LOCALHOST};
    struct host half = {.kind = HOST_NAME, .a_lookup.source = DNS_FROM_RECORDS};
    cr_expect_eq(address_barred_for(&dns, "127.0.0.1", ADDRESSES_NO_LOCAL), BAR_LOOPBACK);
    cr_expect_eq(address_barred_for(&literal, "127.0.0.1", ADDRESSES_PUBLIC), BAR_NONE);
    cr_expect_eq(address_barred_for(&local, "::1", ADDRESSES_NO_LOCAL), BAR_NONE);
    cr_expect_eq(address_barred_for(&half, "127.0.0.1", ADDRESSES_NO_LOCAL), BAR_NONE);
    cr_expect_eq(address_barred_for(&half, "::1", ADDRESSES_NO_LOCAL), BAR_LOOPBACK);
}

Test(address_gate, ports_of_srv_records)
{
    static const int64_t barred[] = {0, 22, 80, 389, 464, 466, 993, 1023};
    static const int64_t open[] = {25, 465, 587, 1024, 2525, 6379, 65535};
    struct dns_lookup dns = {.source = DNS_FROM_RESOLVER};
    struct dns_lookup records = {.source = DNS_FROM_RECORDS};
    for (size_t i = 0; i < sizeof barred / sizeof barred[0]; i++) {
        cr_expect(srv_port_is_barred(&dns, barred[i]), "%d", (int)barred[i]);
        cr_expect_not(srv_port_is_barred(&records, barred[i]), "%d", (int)barred[i]);
    }
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        cr_expect_not(srv_port_is_barred(&dns, open[i]), "%d", (int)open[i]);
}
