/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of certificates against names of hosts, by RFC 9525 6. */
#include "base/list.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "infer/name_match.h"

#include <criterion/criterion.h>

Test(name_match, patterns)
{
    static const struct {
        const char *pattern;
        const char *name;
        bool matches;
    } rows[] = {
        {"mx.example.org", "mx.example.org", true},
        {"MX.Example.ORG", "mx.example.org", true},
        {"mx.example.org", "MX.EXAMPLE.ORG", true},
        {"mx.example.org", "mx.example.com", false},
        {"example.org", "mx.example.org", false},
        {"mx.example.org", "example.org", false},
        {"*.example.org", "mx.example.org", true},
        {"*.EXAMPLE.org", "mx.example.ORG", true},
        {"*.example.org", "example.org", false},
        {"*.example.org", ".example.org", false},
        {"*.example.org", "a.mx.example.org", false},
        {"*.example.org", "mx.example.org.evil.test", false},
        {"*.example.org", "xn--bcher-kva.example.org", true},
        {"xn--bcher-kva.example.org", "XN--Bcher-KVA.example.org", true},
        {"b\xc3\xbc"
         "cher.example.org",
         "xn--bcher-kva.example.org", false},
        {"m*.example.org", "mx.example.org", false},
        {"*x.example.org", "mx.example.org", false},
        {"m*x.example.org", "mx.example.org", false},
        {"mx.*.org", "mx.example.org", false},
        {"*.*.org", "mx.example.org", false},
        {"*.org", "example.org", false},
        {"*", "localhost", false},
        {"*", "mx.example.org", false},
        {"*.", "mx.", false},
        {"**.example.org", "mx.example.org", false},
        {"", "", false},
        {"", "mx.example.org", false},
        {"mx.example.org.", "mx.example.org", false},
        {"mx.example.org\\x00.evil.test", "mx.example.org", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(name_match(rows[i].pattern, rows[i].name), rows[i].matches, "\"%s\" and \"%s\"",
                     rows[i].pattern, rows[i].name);
}

Test(name_match, the_matching_name_of_a_certificate_is_given)
{
    struct certificate certificate = {.subject = text_copy("CN=cn.example.org")};
    text_list_append(&certificate.dns_names, "a.example.org");
    text_list_append(&certificate.dns_names, "*.b.example.org");
    cr_expect_str_eq(name_match_certificate(&certificate, "A.example.org"), "a.example.org");
    cr_expect_str_eq(name_match_certificate(&certificate, "mx.b.example.org"), "*.b.example.org");
    cr_expect_null(name_match_certificate(&certificate, "b.example.org"));
    cr_expect_null(name_match_certificate(&certificate, "cn.example.org"), "the common name never counts");
    shape_clear(&certificate_shape, &certificate);
}

Test(name_match, an_address_is_looked_for_among_the_addresses)
{
    struct certificate certificate = {0};
    text_list_append(&certificate.ip_names, "192.0.2.1");
    text_list_append(&certificate.ip_names, "2001:db8::1");
    cr_expect_str_eq(name_match_certificate(&certificate, "192.0.2.1"), "192.0.2.1");
    cr_expect_str_eq(name_match_certificate(&certificate, "2001:db8::1"), "2001:db8::1");
    cr_expect_str_eq(name_match_certificate(&certificate, "2001:DB8:0::1"), "2001:db8::1");
    cr_expect_null(name_match_certificate(&certificate, "192.0.2.2"));
    shape_clear(&certificate_shape, &certificate);
}

Test(name_match, an_address_written_as_a_dns_name_does_not_count)
{
    struct certificate certificate = {0};
    text_list_append(&certificate.dns_names, "192.0.2.1");
    text_list_append(&certificate.dns_names, "*.0.2.2");
    text_list_append(&certificate.dns_names, "2001:db8::1");
    cr_expect_null(name_match_certificate(&certificate, "192.0.2.1"));
    cr_expect_null(name_match_certificate(&certificate, "192.0.2.2"));
    cr_expect_null(name_match_certificate(&certificate, "2001:db8::1"));
    shape_clear(&certificate_shape, &certificate);
}
