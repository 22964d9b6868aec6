/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses: reading, writing, ranges, reverse names. */
#include "base/address.h"
#include "base/nameserver_address.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct ip_address parsed(const char *text)
{
    struct ip_address address = {0};
    cr_assert(address_parse(text, &address), "%s", text);
    return address;
}

Test(address, scopes)
{
    static const struct {
        const char *address;
        enum address_scope scope;
    } cases[] = {
        {"0.0.0.0", SCOPE_RESERVED},
        {"8.8.8.8", SCOPE_GLOBAL},
        {"10.255.0.1", SCOPE_PRIVATE},
        {"11.0.0.0", SCOPE_GLOBAL},
        {"100.63.255.255", SCOPE_GLOBAL},
        {"100.64.0.0", SCOPE_SHARED},
        {"100.127.255.255", SCOPE_SHARED},
        {"100.128.0.0", SCOPE_GLOBAL},
        {"127.0.0.1", SCOPE_LOOPBACK},
        {"127.255.255.254", SCOPE_LOOPBACK},
        {"169.254.1.1", SCOPE_LINK_LOCAL},
        {"172.15.255.255", SCOPE_GLOBAL},
        {"172.16.0.0", SCOPE_PRIVATE},
        {"172.31.255.255", SCOPE_PRIVATE},
        {"172.32.0.0", SCOPE_GLOBAL},
        {"192.0.0.8", SCOPE_RESERVED},
        {"192.0.2.1", SCOPE_DOCUMENTATION},
        {"192.168.1.1", SCOPE_PRIVATE},
        {"198.19.0.1", SCOPE_RESERVED},
        {"198.20.0.1", SCOPE_GLOBAL},
        {"198.51.100.7", SCOPE_DOCUMENTATION},
        {"203.0.113.9", SCOPE_DOCUMENTATION},
        {"224.0.0.1", SCOPE_MULTICAST},
        {"239.255.255.255", SCOPE_MULTICAST},
        {"240.0.0.1", SCOPE_RESERVED},
        {"255.255.255.255", SCOPE_RESERVED},
        {"::", SCOPE_RESERVED},
        {"::1", SCOPE_LOOPBACK},
        {"::2", SCOPE_RESERVED},
        {"::ffff:192.0.2.1", SCOPE_RESERVED},
        {"64:ff9b::102:304", SCOPE_GLOBAL},
        {"64:ff9b:1::1", SCOPE_PRIVATE},
        {"100::1", SCOPE_RESERVED},
        {"2001:2::1", SCOPE_RESERVED},
        {"2001:db8::1", SCOPE_DOCUMENTATION},
        {"2001:4860:4860::8888", SCOPE_GLOBAL},
        {"2a00:1450::1", SCOPE_GLOBAL},
        {"3fff:fff::1", SCOPE_DOCUMENTATION},
        {"3fff:1000::1", SCOPE_GLOBAL},
        {"4000::1", SCOPE_RESERVED},
        {"fc00::1", SCOPE_PRIVATE},
        {"fdff::1", SCOPE_PRIVATE},
        {"fe80::1", SCOPE_LINK_LOCAL},
        {"febf::1", SCOPE_LINK_LOCAL},
        {"fec0::1", SCOPE_PRIVATE},
        {"ff02::1", SCOPE_MULTICAST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ip_address address = parsed(cases[i].address);
        cr_expect_eq(address_scope(&address), cases[i].scope, "%s", cases[i].address);
    }
}

Test(address, presentation_follows_rfc_5952)
{
    static const char *const cases[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ip_address address = parsed(cases[i][0]);
        char *text = address_text(&address);
        cr_expect_str_eq(text, cases[i][1]);
        free(text);
    }
}

Test(address, what_is_no_address)
{
    static const char *const cases[] = {"",         "1.2.3",       "1.2.3.4.5",  "256.1.1.1", "01.2.3.4",
                                        "1.2.3.4 ", "2001:db8::g", "fe80::1%lo", "[::1]",     "example.org"};
    struct ip_address address;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_not(address_parse(cases[i], &address), "%s", cases[i]);
}

Test(address, with_port)
{
    static const struct {
        const char *word;
        bool holds;
        int64_t port;
    } cases[] = {
        {"192.0.2.1", true, 0},
        {"192.0.2.1:53", true, 53},
        {"[192.0.2.1]", true, 0},
        {"[192.0.2.1]:5353", true, 5353},
        {"2001:db8::1", true, 0},
        {"[2001:db8::1]", true, 0},
        {"[2001:db8::1]:53", true, 53},
        {"[IPv6:2001:db8::1]:25", true, 25},
        {"[ipv6:2001:db8::1]", true, 0},
        {"[IPv6:192.0.2.1]", false, 0},
        {"[2001:db8::1", false, 0},
        {"[2001:db8::1]x", false, 0},
        {"[2001:db8::1]:", false, 0},
        {"[]", false, 0},
        {"[IPv6:]", false, 0},
        {"[IPv6", false, 0},
        {"192.0.2.1:", false, 0},
        {"192.0.2.1:0", false, 0},
        {"192.0.2.1:65535", true, 65535},
        {"192.0.2.1:65536", false, 0},
        {"192.0.2.1:+5", false, 0},
        {"localhost:53", false, 0},
        {"", false, 0},
        {":53", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ip_address address;
        int64_t port;
        cr_expect_eq(address_parse_with_port(cases[i].word, &address, &port), cases[i].holds, "%s",
                     cases[i].word);
        if (cases[i].holds)
            cr_expect_eq(port, cases[i].port, "%s", cases[i].word);
    }
}

Test(address, reverse_names)
{
    struct ip_address ipv4 = parsed("192.0.2.25");
    struct ip_address ipv6 = parsed("2001:db8::25");
    char *name4 = address_reverse_name(&ipv4);
    char *name6 = address_reverse_name(&ipv6);
    cr_expect_str_eq(name4, "25.2.0.192.in-addr.arpa");
    cr_expect_str_eq(name6, "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    free(name4);
    free(name6);
}

Test(address, name_servers_keep_their_interface)
{
    static const char *const same[] = {"192.0.2.1", "192.0.2.1:5353", "fe80::53%lo",
                                       "[fe80::53%eth0.7]:5353"};
    struct nameserver_address server;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        cr_assert(nameserver_address_parse(same[i], &server), "%s", same[i]);
        char *text = nameserver_address_text(&server);
        cr_expect_str_eq(text, same[i]);
        free(text);
    }
    cr_assert(nameserver_address_parse("[fe80::53%lo]", &server));
    cr_expect_eq(server.port, 53);
    cr_expect_str_eq(server.scope, "lo");
}

Test(address, lines_of_resolv_conf)
{
    static const char *const bad[] = {"",
                                      "nameserver",
                                      "nameserver ",
                                      "nameserver dns.example",
                                      "search a.example",
                                      "nameserver192.0.2.1",
                                      "#nameserver 192.0.2.1",
                                      "nameserver fe80::1%"};
    struct nameserver_address server;
    cr_expect(nameserver_address_parse_line("nameserver fe80::53%lo # ours\n", &server));
    cr_expect_str_eq(server.scope, "lo");
    cr_expect(nameserver_address_parse_line("\tnameserver\t192.0.2.1;x\n", &server));
    cr_expect_eq(server.address.family, 4);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(nameserver_address_parse_line(bad[i], &server), "%s", bad[i]);
}
