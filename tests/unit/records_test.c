/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records from a file: what they answer, what is wrong with them. */
#include "base/list.h"
#include "discover/records.h"
#include "facts/shapes.h"
#include "temporary_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char zone[] = "; as administrators write it\n"
                           "example.org MX 10 mx.example.org\n"
                           "Example.Org. 60 IN MX 20 mx2.example.org.\n"
                           "alias.example.org 30 CNAME second.example.org.\n"
                           "second.example.org 40 CNAME mx\n"
                           "outside.example.org CNAME elsewhere.example.net.\n"
                           "circle.example.org CNAME circle2.example.org\n"
                           "circle2.example.org CNAME circle.example.org\n"
                           "$TTL 120\n"
                           "$ORIGIN example.org.\n"
                           "mx A 192.0.2.25\n"
                           "   AAAA 2001:db8::25\n"
                           "deep.below TXT ( \"v=x\"\n"
                           "    \" y\" )\n"
                           "_submissions._tcp SRV 0 1 465 mx\n"
                           "$ORIGIN .\n"
                           "mx A 192.0.2.99\n";

/* The error without the file's name. */
static struct records *load(const char *text, char **error)
{
    char *name = temporary_file(text);
    struct records *records = records_load(name, error);
    if (*error != NULL) {
        cr_assert_eq(strncmp(*error, name, strlen(name)), 0, "%s", *error);
        text_replace(error, text_copy(*error + strlen(name)));
    }
    temporary_file_remove(name);
    return records;
}

static struct records *load_zone(void)
{
    char *error = NULL;
    struct records *records = load(zone, &error);
    cr_assert_not_null(records, "%s", error);
    return records;
}

Test(records, answers)
{
    struct records *records = load_zone();
    struct dns_answer answer;
    cr_assert(records_answer(records, "example.org", DNS_TYPE_MX, &answer));
    cr_expect_eq(answer.status, DNS_OK);
    cr_assert_eq(answer.record_count, 2);
    cr_expect_eq(answer.ttl_s, 60);
    struct mx_record mx;
    cr_assert(dns_record_mx(&answer.records[0], &mx));
    cr_expect_eq(mx.preference, 10);
    cr_expect_str_eq(mx.exchange, "mx.example.org");
    shape_clear(&mx_record_shape, &mx);
    dns_answer_free(&answer);

    cr_assert(records_answer(records, "mx.example.org", DNS_TYPE_AAAA, &answer));
    cr_expect_eq(answer.ttl_s, 120);
    struct ip_address address;
    cr_assert(dns_record_address(&answer.records[0], &address));
    cr_expect_eq(address.bytes[15], 0x25);
    dns_answer_free(&answer);

    cr_assert(records_answer(records, "deep.below.example.org", DNS_TYPE_TXT, &answer));
    char *text = dns_record_text(&answer.records[0]);
    cr_expect_str_eq(text, "v=x y");
    free(text);
    dns_answer_free(&answer);
    records_free(records);
}

Test(records, aliases)
{
    struct records *records = load_zone();
    struct dns_answer answer;
    cr_assert(records_answer(records, "alias.example.org", DNS_TYPE_A, &answer));
    cr_assert_eq(answer.cname_chain.count, 2);
    cr_expect_str_eq(answer.cname_chain.items[0], "second.example.org");
    cr_expect_str_eq(answer.cname_chain.items[1], "mx");
    cr_assert_eq(answer.record_count, 1);
    cr_expect_eq(answer.ttl_s, 30);
    dns_answer_free(&answer);

    cr_expect_not(records_answer(records, "outside.example.org", DNS_TYPE_A, &answer));
    cr_expect_eq(answer.status, DNS_NXDOMAIN);
    cr_assert_eq(answer.cname_chain.count, 1);
    cr_expect_str_eq(answer.cname_chain.items[0], "elsewhere.example.net");
    dns_answer_free(&answer);

    cr_expect(records_answer(records, "circle.example.org", DNS_TYPE_A, &answer));
    cr_expect_eq(answer.status, DNS_MALFORMED);
    cr_expect_not_null(answer.detail);
    dns_answer_free(&answer);

    cr_expect(records_answer(records, "circle.example.org", DNS_TYPE_CNAME, &answer));
    cr_expect_eq(answer.status, DNS_OK);
    dns_answer_free(&answer);
    records_free(records);
}

/* RFC 4592 2.2.1, and what stops a wildcard there. */
Test(records, wildcards)
{
    static const char wild[] =
        "example. SOA ns.example. root.example. 1 2 3 4 5\n"
        "*.example. MX 10 mail.example.\n"
        "*.example. TXT wild\n"
        "sub.*.example. TXT \"no wildcard\"\n"
        "host1.example. A 192.0.2.1\n"
        "_ssh._tcp.host1.example. SRV 0 0 22 host1.example.\n"
        "subdel.example. NS ns.example.net.\n"
        "*.alias.example. CNAME host1.example.\n"
        ". DS 12345 13 2 0000000000000000000000000000000000000000000000000000000000000000\n";
    static const struct {
        const char *name;
        uint16_t type;
        enum dns_status status;
    } rows[] = {
        {"host3.example", DNS_TYPE_MX, DNS_OK},
        {"foo.bar.example", DNS_TYPE_TXT, DNS_OK},
        {"host3.example", DNS_TYPE_A, DNS_NODATA},
        {"host1.example", DNS_TYPE_MX, DNS_NODATA},
        {"_tcp.host1.example", DNS_TYPE_MX, DNS_NODATA},
        {"_telnet._tcp.host1.example", DNS_TYPE_MX, DNS_NXDOMAIN},
        {"x.host1.example", DNS_TYPE_MX, DNS_NXDOMAIN},
        {"sub.*.example", DNS_TYPE_MX, DNS_NODATA},
        {"ghost.*.example", DNS_TYPE_MX, DNS_NXDOMAIN},
        {"*.example", DNS_TYPE_MX, DNS_OK},
        {"host.subdel.example", DNS_TYPE_MX, DNS_NXDOMAIN},
        {"x.alias.example", DNS_TYPE_A, DNS_OK},
        {"alias.example", DNS_TYPE_MX, DNS_NODATA},
        {"other", DNS_TYPE_MX, DNS_NXDOMAIN},
        {".", DNS_TYPE_DS, DNS_OK},
        {".", DNS_TYPE_MX, DNS_NODATA},
    };
    char *error = NULL;
    struct records *records = load(wild, &error);
    cr_assert_not_null(records, "%s", error);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct dns_answer answer;
        bool found = records_answer(records, rows[i].name, rows[i].type, &answer);
        cr_expect_eq(answer.status, rows[i].status, "%s: %d", rows[i].name, (int)answer.status);
        cr_expect_eq(found, rows[i].status == DNS_OK, "%s", rows[i].name);
        dns_answer_free(&answer);
    }
    cr_expect(records_cover(records, "host3.example"));
    cr_expect(records_cover(records, "a.b.host.alias.example"));
    cr_expect_not(records_cover(records, "host.subdel.example"), "another zone has it");
    cr_expect_not(records_cover(records, "subdel.example"));
    records_free(records);
}

Test(records, what_is_not_there)
{
    static const struct {
        const char *name;
        unsigned type;
        enum dns_status status;
    } cases[] = {
        {"example.org", DNS_TYPE_A, DNS_NODATA},         {"mx.example.org", DNS_TYPE_MX, DNS_NODATA},
        {"below.example.org", DNS_TYPE_A, DNS_NODATA}, /* an empty non-terminal */
        {"_tcp.example.org", DNS_TYPE_SRV, DNS_NODATA},  {"org", DNS_TYPE_MX, DNS_NODATA},
        {"other.example.org", DNS_TYPE_A, DNS_NXDOMAIN}, {"ample.org", DNS_TYPE_A, DNS_NXDOMAIN},
        {"a.mx.example.org", DNS_TYPE_A, DNS_NXDOMAIN},  {"elow.example.org", DNS_TYPE_A, DNS_NXDOMAIN},
    };
    struct records *records = load_zone();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dns_answer answer;
        cr_expect_not(records_answer(records, cases[i].name, (uint16_t)cases[i].type, &answer));
        cr_expect_eq(answer.status, cases[i].status, "%s", cases[i].name);
        dns_answer_free(&answer);
    }
    records_free(records);
}

Test(records, errors_name_file_and_line)
{
    static const struct {
        const char *text;
        const char *where;
    } cases[] = {
        {"a.example. A 192.0.2.1\nb.example. A 192.0.2.1.5\n", ":2: "},
        {"\n\na.example. MX mx.example.\n", ":3: "},
        {"a.example. A 192.0.2.1\n\nb.example. CH TXT x\n", ":3: "},
        {"a.example. AAAA 192.0.2.1\n", ":1: "},
        {"a.example. MX ( 10\n", ":2: "},
        {"a..example. A 192.0.2.1\n", ":1: "},
        {"a.example. SRV 0 0 99999 b.example.\n", ":1: "},
        {"b.example. A 192.0.2.1\na.example. DNAME b.example.\n", ":2: DNAME"},
        {"a.example. A 192.0.2.1\nb.example. A 192.0.2.1\na.example. CNAME b.example.\n",
         ":3: beside a CNAME"},
        {"a.example. CNAME b.example.\nb.example. A 192.0.2.1\na.example. CNAME c.example.\n", ":3: beside"},
        {"*.example. CNAME b.example.\n*.example. MX 10 b.example.\n", ":2: beside a CNAME"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *error = NULL;
        cr_expect_null(load(cases[i].text, &error), "%s", cases[i].text);
        cr_assert_not_null(error);
        cr_expect_eq(strncmp(error, cases[i].where, strlen(cases[i].where)), 0, "%s", error);
        cr_expect_null(strchr(error, '\n'));
        free(error);
    }
}

Test(records, files_that_cannot_be_read)
{
    char *error = NULL;
    cr_expect_null(records_load("/nonexistent/zone", &error));
    cr_expect_str_eq(error, "/nonexistent/zone: No such file or directory");
    free(error);
    cr_expect_null(records_load("/tmp", &error));
    cr_expect_not_null(error);
    free(error);
}

Test(records, an_empty_file_knows_nothing)
{
    char *error = NULL;
    struct records *records = load("", &error);
    cr_assert_not_null(records, "%s", error);
    struct dns_answer answer;
    cr_expect_not(records_answer(records, "example.org", DNS_TYPE_MX, &answer));
    cr_expect_eq(answer.status, DNS_NXDOMAIN);
    dns_answer_free(&answer);
    records_free(records);
}
