/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * DNS responses, well made and hostile. */
#include "discover/dns_case.h"
#include "discover/dns_message.h"
#include "discover/special_use.h"
#include "dns_packet.h"
#include "facts/shapes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct packet packet;

static struct dns_answer answer_to(const char *name, unsigned type)
{
    struct dns_answer answer;
    dns_message_read(packet.bytes, packet.length, name, (uint16_t)type, &answer);
    return answer;
}

static void expect_status(unsigned type, enum dns_status status)
{
    struct dns_answer answer = answer_to("example.org", type);
    cr_expect_eq(answer.status, status, "status %d, wanted %d: %s", answer.status, status, answer.detail);
    if (status == DNS_MALFORMED)
        cr_expect_not_null(answer.detail);
    if (status != DNS_OK)
        cr_expect_eq(answer.record_count, 0);
    dns_answer_free(&answer);
}

Test(dns_message, mx_records)
{
    packet_begin(&packet, 1, 0x0020, "Example.ORG", DNS_TYPE_MX);
    packet_mx(&packet, PACKET_QUESTION, 10, "MX1.example.org");
    packet_mx(&packet, "example.org", 0, ".");
    packet_count(&packet, 2, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_MX);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    cr_assert_eq(answer.record_count, 2);
    cr_expect(answer.authenticated);
    cr_expect_eq(answer.ttl_s, 300);
    struct mx_record mx;
    cr_assert(dns_record_mx(&answer.records[1], &mx));
    cr_expect_eq(mx.preference, 10);
    cr_expect_str_eq(mx.exchange, "mx1.example.org");
    cr_expect_eq(mx.kind, HOST_NAME);
    shape_clear(&mx_record_shape, &mx);
    cr_assert(dns_record_mx(&answer.records[0], &mx));
    cr_expect_str_eq(mx.exchange, ".");
    cr_expect_eq(mx.kind, HOST_ROOT);
    shape_clear(&mx_record_shape, &mx);
    dns_answer_free(&answer);
}

/* Servers rotate them. */
Test(dns_message, records_stand_in_an_order_of_their_own)
{
    static const unsigned orders[][3] = {{7, 9, 200}, {200, 7, 9}, {9, 200, 7}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
        for (size_t n = 0; n < 3; n++)
            packet_a(&packet, PACKET_QUESTION, orders[i][n], 300);
        packet_count(&packet, 3, 0, 0);
        struct dns_answer answer = answer_to("example.org", DNS_TYPE_A);
        cr_assert_eq(answer.record_count, 3);
        for (size_t n = 0; n < 3; n++) {
            struct ip_address address;
            cr_assert(dns_record_address(&answer.records[n], &address));
            cr_expect_eq(address.bytes[3], orders[0][n], "order %zu, record %zu", i, n);
        }
        dns_answer_free(&answer);
    }
}

/* A name that points to the question and one that is written out sort by what they are. */
Test(dns_message, names_are_compared_and_not_their_bytes)
{
    static const char *const names[] = {"a.example.org", PACKET_QUESTION, "z.example.org"};
    for (size_t first = 0; first < 3; first++) {
        packet_begin(&packet, 1, 0, "b.example.org", DNS_TYPE_PTR);
        for (size_t n = 0; n < 3; n++) {
            size_t mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_PTR, 300);
            packet_name(&packet, names[(first + n) % 3]);
            packet_record_end(&packet, mark);
        }
        packet_count(&packet, 3, 0, 0);
        struct dns_answer answer = answer_to("b.example.org", DNS_TYPE_PTR);
        cr_assert_eq(answer.record_count, 3);
        static const char *const expected[] = {"a.example.org", "b.example.org", "z.example.org"};
        for (size_t n = 0; n < 3; n++) {
            char name[DNS_NAME_TEXT_BYTES];
            cr_assert(dns_record_name(&answer.records[n], name));
            cr_expect_str_eq(name, expected[n]);
        }
        dns_answer_free(&answer);
    }
}

Test(dns_message, statuses_by_response_code)
{
    static const struct {
        unsigned rcode;
        enum dns_status status;
    } cases[] = {{0, DNS_NODATA}, {1, DNS_SERVFAIL}, {2, DNS_SERVFAIL}, {3, DNS_NXDOMAIN}, {5, DNS_REFUSED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        packet_begin(&packet, 1, cases[i].rcode, "example.org", DNS_TYPE_A);
        expect_status(DNS_TYPE_A, cases[i].status);
    }
}

Test(dns_message, extended_response_code_and_error)
{
    packet_begin(&packet, 1, 2, "example.org", DNS_TYPE_A);
    size_t mark = packet_record(&packet, ".", DNS_TYPE_OPT, 0);
    packet_u16(&packet, 15);
    packet_u16(&packet, 7);
    packet_u16(&packet, 6);
    packet_u32(&packet, 0x62616407UL); /* "bad" and a bell */
    packet_u8(&packet, '!');
    packet_record_end(&packet, mark);
    packet.bytes[mark + 3] = 7;
    packet_count(&packet, 0, 0, 1);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_A);
    cr_expect_eq(answer.status, DNS_SERVFAIL);
    cr_expect_str_eq(answer.detail, "extended error 6 (DNSSEC bogus): bad\\x07!");
    dns_answer_free(&answer);

    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    mark = packet_record(&packet, ".", DNS_TYPE_OPT, 0x01000000UL); /* 16, BADVERS */
    packet_record_end(&packet, mark);
    packet_count(&packet, 0, 0, 1);
    expect_status(DNS_TYPE_A, DNS_SERVFAIL);
}

Test(dns_message, aliases_are_followed)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet_a(&packet, "c.example.net", 7, 50); /* order does not matter */
    packet_cname(&packet, "B.example.org", "c.example.net", 20);
    packet_cname(&packet, PACKET_QUESTION, "b.example.org", 100);
    packet_a(&packet, "other.example.net", 8, 1);
    packet_a(&packet, "b.example.org", 9, 1); /* beside an alias: does not count */
    packet_count(&packet, 5, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_A);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    cr_assert_eq(answer.cname_chain.count, 2);
    cr_expect_str_eq(answer.cname_chain.items[0], "b.example.org");
    cr_expect_str_eq(answer.cname_chain.items[1], "c.example.net");
    cr_expect_eq(answer.ttl_s, 20);
    cr_assert_eq(answer.record_count, 1);
    struct ip_address address;
    cr_assert(dns_record_address(&answer.records[0], &address));
    cr_expect_eq(address.bytes[3], 7);
    dns_answer_free(&answer);
}

Test(dns_message, alias_to_nothing)
{
    packet_begin(&packet, 1, 3, "example.org", DNS_TYPE_A);
    packet_cname(&packet, PACKET_QUESTION, "gone.example.org", 60);
    packet_count(&packet, 1, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_A);
    cr_expect_eq(answer.status, DNS_NXDOMAIN);
    cr_assert_eq(answer.cname_chain.count, 1);
    cr_expect_str_eq(answer.cname_chain.items[0], "gone.example.org");
    dns_answer_free(&answer);
}

Test(dns_message, aliases_in_a_circle_and_too_many)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet_cname(&packet, PACKET_QUESTION, "b.example.org", 60);
    packet_cname(&packet, "b.example.org", "example.org", 60);
    packet_count(&packet, 2, 0, 0);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet_cname(&packet, PACKET_QUESTION, PACKET_QUESTION, 60);
    packet_count(&packet, 1, 0, 0);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet_cname(&packet, PACKET_QUESTION, "a0.example.org", 60);
    for (unsigned i = 0; i < 20; i++) {
        char from[32], to[32];
        snprintf(from, sizeof from, "a%u.example.org", i);
        snprintf(to, sizeof to, "a%u.example.org", i + 1);
        packet_cname(&packet, from, to, 60);
    }
    packet_count(&packet, 21, 0, 0);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
}

Test(dns_message, every_cut_is_malformed)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_MX);
    packet_mx(&packet, PACKET_QUESTION, 10, "mx1.example.org");
    packet_mx(&packet, PACKET_QUESTION, 20, "mx2.example.org");
    packet_count(&packet, 2, 0, 0);
    size_t whole = packet.length;
    for (packet.length = 0; packet.length < whole; packet.length++)
        expect_status(DNS_TYPE_MX, DNS_MALFORMED);
    expect_status(DNS_TYPE_MX, DNS_OK);
}

Test(dns_message, counts_that_lie)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet_a(&packet, PACKET_QUESTION, 1, 60);
    packet_count(&packet, 0xffff, 0, 0);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_count(&packet, 1, 0xffff, 0);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_count(&packet, 1, 0, 1);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_count(&packet, 0, 0, 0); /* bytes behind the message are nobody's */
    expect_status(DNS_TYPE_A, DNS_NODATA);
}

Test(dns_message, another_question_or_none)
{
    packet_begin(&packet, 1, 0, "example.net", DNS_TYPE_A);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_AAAA);
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet.bytes[packet.length - 1] = 3; /* class CH */
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet.bytes[5] = 2;
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_A);
    packet.bytes[2] = 0; /* a query */
    expect_status(DNS_TYPE_A, DNS_MALFORMED);
}

/* An MX record whose exchange is these bytes. */
static void expect_bad_exchange(const char *bytes, size_t length)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_MX);
    size_t mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_MX, 60);
    packet_u16(&packet, 10);
    for (size_t i = 0; i < length; i++)
        packet_u8(&packet, (unsigned char)bytes[i]);
    packet_record_end(&packet, mark);
    packet_count(&packet, 1, 0, 0);
    expect_status(DNS_TYPE_MX, DNS_MALFORMED);
}

Test(dns_message, hostile_names)
{
    /* question: 12 to 28; record's name at 29, its data at 41, the exchange at 43 */
    expect_bad_exchange("\xc0\x2b", 2); /* points at itself */
    expect_bad_exchange("\xc0\x2d", 2); /* forwards */
    expect_bad_exchange("\xff\xff", 2); /* out of the message */
    expect_bad_exchange("\xc0", 1);     /* half a pointer */
    expect_bad_exchange("\x01"
                        "a\xc0\x2b",
                        4); /* a loop over a label */
    expect_bad_exchange("\x05"
                        "abc",
                        4); /* a label longer than the data */
    expect_bad_exchange("\x03"
                        "abc",
                        4); /* no end */
    expect_bad_exchange("\x40"
                        "abc",
                        4); /* a label type that nobody has */
    expect_bad_exchange("\x80", 1);
    expect_bad_exchange("\x01"
                        "a\0x",
                        4); /* something behind the name */
    expect_bad_exchange("", 0);
    char too_long[5 * 63 + 6];
    memset(too_long, 'a', sizeof too_long);
    for (size_t i = 0; i < 5; i++)
        too_long[i * 64] = 63;
    too_long[5 * 64] = 0;
    expect_bad_exchange(too_long, sizeof too_long);
}

Test(dns_message, record_data_that_its_type_cannot_have)
{
    static const struct {
        unsigned type;
        unsigned bytes;
    } cases[] = {{DNS_TYPE_A, 3},     {DNS_TYPE_A, 5},   {DNS_TYPE_A, 0},  {DNS_TYPE_AAAA, 4},
                 {DNS_TYPE_AAAA, 17}, {DNS_TYPE_MX, 0},  {DNS_TYPE_MX, 2}, {DNS_TYPE_SRV, 6},
                 {DNS_TYPE_SRV, 0},   {DNS_TYPE_PTR, 0}, {DNS_TYPE_TXT, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        packet_begin(&packet, 1, 0, "example.org", cases[i].type);
        size_t mark = packet_record(&packet, PACKET_QUESTION, cases[i].type, 60);
        for (unsigned n = 0; n < cases[i].bytes; n++)
            packet_u8(&packet, 0);
        packet_record_end(&packet, mark);
        packet_count(&packet, 1, 0, 0);
        expect_status(cases[i].type, DNS_MALFORMED);
    }
}

Test(dns_message, names_with_odd_bytes_are_safe_and_distinct)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_PTR);
    size_t mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_PTR, 60);
    static const char label[] = "a.b\033[2J\\\xff\xe2\x80\xae _";
    packet_u8(&packet, sizeof label - 1);
    for (size_t i = 0; i < sizeof label - 1; i++)
        packet_u8(&packet, (unsigned char)label[i]);
    packet_name(&packet, PACKET_QUESTION);
    packet_record_end(&packet, mark);
    packet_count(&packet, 1, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_PTR);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    char name[DNS_NAME_TEXT_BYTES];
    cr_assert(dns_record_name(&answer.records[0], name));
    cr_expect_str_eq(name, "a\\x2eb\\x1b[2j\\x5c\\xff\\xe2\\x80\\xae\\x20_.example.org");
    cr_expect_not(dns_name_can_be_asked(name));
    dns_answer_free(&answer);
}

Test(dns_message, longest_names_fit)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_PTR);
    size_t mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_PTR, 60);
    for (size_t i = 0; i < 4; i++) {
        unsigned length = i < 3 ? 63 : 61;
        packet_u8(&packet, length);
        for (unsigned n = 0; n < length; n++)
            packet_u8(&packet, 0);
    }
    packet_u8(&packet, 0);
    packet_record_end(&packet, mark);
    packet_count(&packet, 1, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_PTR);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    char name[DNS_NAME_TEXT_BYTES];
    cr_assert(dns_record_name(&answer.records[0], name));
    cr_expect_eq(strlen(name), (63 * 3 + 61) * 4 + 3);
    dns_answer_free(&answer);
}

Test(dns_message, other_types)
{
    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_SRV);
    size_t mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_SRV, 0x80000001UL);
    packet_u16(&packet, 1);
    packet_u16(&packet, 2);
    packet_u16(&packet, 465);
    packet_name(&packet, "localhost");
    packet_record_end(&packet, mark);
    packet_count(&packet, 1, 0, 0);
    struct dns_answer answer = answer_to("example.org", DNS_TYPE_SRV);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    cr_expect_eq(answer.ttl_s, 0); /* RFC 2181 8 */
    struct srv_record srv;
    cr_assert(dns_record_srv(&answer.records[0], &srv));
    cr_expect(srv.priority == 1 && srv.weight == 2 && srv.port == 465 && srv.kind == HOST_LOCALHOST);
    cr_expect_str_eq(srv.target, "localhost");
    shape_clear(&srv_record_shape, &srv);
    cr_expect_null(dns_record_text(&answer.records[0]));
    dns_answer_free(&answer);

    packet_begin(&packet, 1, 0, "example.org", DNS_TYPE_TXT);
    mark = packet_record(&packet, PACKET_QUESTION, DNS_TYPE_TXT, 60);
    packet_name(&packet, "v=STSv1;.id=1"); /* two strings, then an empty one */
    packet_record_end(&packet, mark);
    packet_count(&packet, 1, 0, 0);
    answer = answer_to("example.org", DNS_TYPE_TXT);
    cr_assert_eq(answer.status, DNS_OK, "%s", answer.detail);
    char *text = dns_record_text(&answer.records[0]);
    cr_expect_str_eq(text, "v=STSv1;id=1");
    free(text);
    dns_answer_free(&answer);
}

Test(dns_message, question_of_a_message)
{
    char name[DNS_NAME_TEXT_BYTES];
    uint16_t type;
    packet_begin(&packet, 1, 0, "Example.org", DNS_TYPE_SRV);
    cr_assert(dns_message_question(packet.bytes, packet.length, name, &type));
    cr_expect_str_eq(name, "example.org");
    cr_expect_eq(type, DNS_TYPE_SRV);
    for (size_t length = 0; length < packet.length; length++)
        cr_expect_not(dns_message_question(packet.bytes, length, name, &type));
}

Test(dns_name, host_kinds)
{
    static const struct {
        const char *name;
        enum host_kind kind;
    } cases[] = {{".", HOST_ROOT},
                 {"mx.example.org", HOST_NAME},
                 {"192.0.2.1", HOST_IP_LITERAL},
                 {"[192.0.2.1]", HOST_IP_LITERAL},
                 {"2001:db8::1", HOST_IP_LITERAL},
                 {"localhost", HOST_LOCALHOST},
                 {"mx.localhost", HOST_LOCALHOST},
                 {"mxlocalhost", HOST_SINGLE_LABEL},
                 {"mail", HOST_SINGLE_LABEL},
                 {"xn--bcher-kva.example", HOST_NAME},
                 {"3com.example", HOST_NAME},
                 {"my_mail.example", HOST_NOT_A_NAME},
                 {"smtp1.example.net,\\x2010\\x20smtp2.example.net", HOST_NOT_A_NAME},
                 {"smtp1\\x2eexample\\x2enet", HOST_NOT_A_NAME},
                 {"-mx.example", HOST_NOT_A_NAME},
                 {"mx-.example", HOST_NOT_A_NAME},
                 {"*.example", HOST_NOT_A_NAME},
                 {"b\\xfccher.example", HOST_NOT_A_NAME},
                 {"192.0.2", HOST_NOT_A_NAME},
                 {"mail.example.10", HOST_NOT_A_NAME},
                 {"10", HOST_NOT_A_NAME}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(dns_name_host_kind(cases[i].name), cases[i].kind, "%s", cases[i].name);
}

Test(dns_case, a_bit_for_each_letter)
{
    uint8_t random[DNS_CASE_RANDOM_BYTES] = {0x05, 0x40};
    char name[] = "a-bC0def._xyz.TEST";
    dns_case_mix(name, random);
    cr_expect_str_eq(name, "a-bC0DEF._XYZ.tEST");
}

Test(dns_case, what_differs_and_what_cannot_be_told)
{
    struct packet packet;
    packet_begin(&packet, 1, 0, "eXaMpLe.org", DNS_TYPE_A);
    cr_expect(!dns_case_differs(packet.bytes, packet.length, "eXaMpLe.org"));
    cr_expect(dns_case_differs(packet.bytes, packet.length, "example.org"));
    cr_expect(!dns_case_differs(packet.bytes, packet.length, "other.org"));
    for (size_t length = 0; length < 12 + 13; length++)
        cr_expect(!dns_case_differs(packet.bytes, length, "example.org"), "%zu", length);
    uint8_t hostile[600];
    memset(hostile, 'a', sizeof hostile);
    cr_expect(!dns_case_differs(hostile, sizeof hostile, "example.org"));
}

static struct dns_record data_of(uint16_t type, const void *bytes, size_t count)
{
    return (struct dns_record){.type = type, .message = bytes, .message_bytes = count, .rdata_bytes = count};
}

Test(dns_record, caa)
{
    static const char bytes[] = "\x80\x05IsSueca.example; a=\x1b";
    struct dns_record record = data_of(DNS_TYPE_CAA, bytes, sizeof bytes - 1);
    struct caa_record caa;
    cr_assert(dns_record_caa(&record, &caa));
    cr_expect_eq(caa.flags, 128);
    cr_expect_str_eq(caa.tag, "issue");
    cr_expect_str_eq(caa.value, "ca.example; a=\\x1b");
    shape_clear(&caa_record_shape, &caa);
    for (size_t length = 0; length < 7; length++) {
        record = data_of(DNS_TYPE_CAA, bytes, length);
        cr_expect_not(dns_record_caa(&record, &caa), "%zu bytes", length);
    }
    record = data_of(DNS_TYPE_CAA, "\0\0x", 3);
    cr_expect_not(dns_record_caa(&record, &caa), "a tag of no letters");
}

Test(dns_record, ds)
{
    static const uint8_t bytes[] = {0x30, 0x39, 7, 1, 0xab};
    struct dns_record record = data_of(DNS_TYPE_DS, bytes, sizeof bytes);
    struct ds_record ds;
    cr_assert(dns_record_ds(&record, &ds));
    cr_expect_eq(ds.key_tag, 12345);
    cr_expect_eq(ds.algorithm, 7);
    cr_expect_eq(ds.digest_type, 1);
    record = data_of(DNS_TYPE_DS, bytes, sizeof bytes - 1);
    cr_expect_not(dns_record_ds(&record, &ds), "no digest");
}

Test(special_use, zones)
{
    static const struct {
        const char *name, *zone;
    } cases[] = {{"test", "test"},
                 {"a.b.TEST", "test"},
                 {"contest", NULL},
                 {"mx.test.example", NULL},
                 {"printer.local", "local"},
                 {"box.home.arpa", "home.arpa"},
                 {"1.0.0.127.in-addr.arpa", NULL},
                 {"example", NULL},
                 {".", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *zone = special_use_zone(cases[i].name);
        cr_expect_eq(zone == NULL, cases[i].zone == NULL, "%s", cases[i].name);
        if (zone != NULL && cases[i].zone != NULL)
            cr_expect_str_eq(zone, cases[i].zone);
    }
}
