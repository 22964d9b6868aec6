/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a list of exclusions has, and what it may not be made of. */
#include "base/exclusions.h"
#include "discover/exclusion_file.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct exclusions *load(const char *text, char **error)
{
    char *path = temporary_file(text);
    struct text_list names = {0};
    text_list_append(&names, path);
    struct exclusions *exclusions = exclusion_files_load(&names, error);
    text_list_free(&names);
    temporary_file_remove(path);
    return exclusions;
}

/* The second word of each line is what is asked about, the first whether it is excluded. */
static void expect_all(const struct exclusions *exclusions, const char *const (*cases)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ip_address address;
        bool is_address = address_parse(cases[i][1], &address);
        bool has = is_address ? exclusions_have(exclusions, &address)
                              : exclusions_have_name(exclusions, cases[i][1]);
        cr_expect_eq(has, strcmp(cases[i][0], "yes") == 0, "%s", cases[i][1]);
    }
}

#define EXPECT_ALL(exclusions, cases) expect_all(exclusions, cases, sizeof(cases) / sizeof *(cases))

Test(exclusions, addresses)
{
    static const char *const cases[][2] = {
        {"yes", "192.0.2.1"},
        {"no", "192.0.2.2"},
        {"yes", "::ffff:192.0.2.1"},
        {"yes", "64:ff9b::192.0.2.1"},
        {"yes", "2002:c000:201::1"},
        {"no", "::192.0.2.1"},
        {"yes", "198.51.100.0"},
        {"yes", "198.51.101.255"},
        {"no", "198.51.102.0"},
        {"no", "198.51.99.255"},
        {"yes", "203.0.113.7"},
        {"no", "203.0.113.8"},
        {"yes", "::ffff:203.0.113.4"},
        {"yes", "2001:db8::1"},
        {"yes", "2001:db8:0:7fff:ffff::"},
        {"no", "2001:db8:0:8000::"},
        {"yes", "1.0.0.1.in-addr.arpa"},
        {"yes", "1.2.0.192.in-addr.arpa"},
        {"no", "2.2.0.192.in-addr.arpa"},
        {"yes", "100.51.198.in-addr.arpa"},
        {"no", "51.198.in-addr.arpa"},
        {"yes", "0.100.51.198.in-addr.arpa"},
        {"no", "2.0.192.in-addr.arpa"},
        {"yes", "x.1.2.0.192.in-addr.arpa"},
        {"no", "in-addr.arpa"},
        {"yes", "8.b.d.0.1.0.0.2.ip6.arpa.2.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
        {"no", "8.b.d.0.1.0.0.2.ip6.arpa"},
        {"yes", "0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
    };
    char *error;
    struct exclusions *exclusions = load("\xef\xbb\xbf"
                                         "192.0.2.1\r\n"
                                         "198.51.100.0/24 # ours\n198.51.101.77/24\n\n"
                                         "#203.0.113.8\n::ffff:203.0.113.4/126\n"
                                         "[2001:db8::]\n2001:db8::/49\n1.0.0.0/24\n1.0.0.1",
                                         &error);
    cr_assert_not_null(exclusions, "%s", error);
    EXPECT_ALL(exclusions, cases);
    exclusions_free(exclusions);
}

Test(exclusions, names)
{
    static const char *const cases[][2] = {
        {"yes", "example.org"},
        {"yes", "mx.example.org"},
        {"yes", "_25._tcp.mx.example.org"},
        {"no", "anexample.org"},
        {"no", "org"},
        {"no", "example.org.net"},
        {"yes", "xn--bcher-kva.example"},
        {"yes", "mail.xn--bcher-kva.example"},
        {"no", "example"},
        {"yes", "a.b.example.net"},
        {"yes", "b.example.net"},
        {"no", "c.example.net"},
        {"yes", "x.ab--cd.test"},
        {"no", "."},
        {"no", ""},
    };
    char *error;
    struct exclusions *exclusions = load("www.example.org\nEXAMPLE.org.\nB\xc3\xbc"
                                         "cher.example\n*.b.example.net\n.ab--cd.test\n",
                                         &error);
    cr_assert_not_null(exclusions, "%s", error);
    EXPECT_ALL(exclusions, cases);
    cr_expect_eq(exclusions_domains(exclusions)->count, 4, "one below another is not kept");
    exclusions_free(exclusions);
    cr_expect_not(exclusions_have_name(NULL, "example.org"));
    cr_expect_not(exclusions_have_address(NULL, "192.0.2.1"));
}

Test(exclusions, everything_and_nothing)
{
    char *error;
    struct exclusions *exclusions = load("0.0.0.0/0\n", &error);
    cr_expect(exclusions_have_address(exclusions, "255.255.255.255"));
    cr_expect_not(exclusions_have_address(exclusions, "::1"));
    cr_expect(exclusions_have_name(exclusions, "9.in-addr.arpa"));
    exclusions_free(exclusions);
    exclusions = load("::/0\n", &error);
    cr_expect(exclusions_have_address(exclusions, "255.255.255.255"));
    cr_expect(exclusions_have_address(exclusions, "ffff::"));
    exclusions_free(exclusions);
    exclusions = load("", &error);
    cr_assert_not_null(exclusions);
    cr_expect_not(exclusions_have_address(exclusions, "192.0.2.1"));
    cr_expect_not(exclusions_have_name(exclusions, "example.org"));
    exclusions_free(exclusions);
}

static struct ip_address ipv4(unsigned value)
{
    return (struct ip_address){
        .family = 4,
        .bytes = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value}};
}

static unsigned any_address(unsigned *state)
{
    *state = *state * 1103515245U + 12345U;
    return 0x0a000000U | (*state >> 8 & 0xffffU);
}

static unsigned first_of(unsigned address, unsigned bits)
{
    return bits == 32 ? address : address & ~(0xffffffffU >> bits);
}

/* Against a list that is gone through one by one. */
Test(exclusions, ranges_of_many_networks)
{
    enum { NETWORKS = 300, ASKED = 2000 };
    unsigned state = 1, firsts[NETWORKS], bits[NETWORKS];
    struct exclusions *exclusions = exclusions_new();
    for (size_t i = 0; i < NETWORKS; i++) {
        struct ip_address address = ipv4(firsts[i] = any_address(&state));
        bits[i] = i % 50 == 0 ? 24 : 29 + (unsigned)i % 4;
        exclusions_add_network(exclusions, &address, bits[i]);
    }
    exclusions_settle(exclusions);
    for (size_t n = 0; n < ASKED; n++) {
        unsigned asked = any_address(&state);
        struct ip_address address = ipv4(asked);
        bool wanted = false;
        for (size_t i = 0; i < NETWORKS; i++)
            wanted = wanted || first_of(asked, bits[i]) == first_of(firsts[i], bits[i]);
        cr_assert_eq(exclusions_have(exclusions, &address), wanted, "%x", asked);
    }
    exclusions_free(exclusions);
}

Test(exclusions, bad_lines)
{
    static const char *const lines[] = {"192.0.2.0/33",
                                        "192.0.2.0/",
                                        "192.0.2.0/-1",
                                        "192.0.2.0/24x",
                                        "2001:db8::/129",
                                        "192.0.2.1:25",
                                        "192.0.2",
                                        "1.2.3.4.5",
                                        "a..b",
                                        "exa mple.org",
                                        "user@example.org",
                                        ".",
                                        "*.",
                                        "a,b",
                                        "example.org/24",
                                        "fe80::1%eth0",
                                        "[192.0.2.1",
                                        "http://a.org/",
                                        "*.*.example.org"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *text = text_format("example.org\n%s\n", lines[i]);
        char *error = NULL;
        struct exclusions *exclusions = load(text, &error);
        cr_expect_null(exclusions, "%s", lines[i]);
        cr_assert_not_null(error, "%s", lines[i]);
        cr_expect_not_null(strstr(error, ":2: \""), "%s", error);
        free(error);
        free(text);
    }
}
