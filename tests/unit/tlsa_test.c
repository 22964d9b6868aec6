/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where TLSA records are looked for, and which of them are usable. */
#include "base/list.h"
#include "discover/tlsa.h"
#include "facts/shapes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* The record whose data is `bytes`. */
static struct dns_record record_of(const uint8_t *bytes, size_t count)
{
    return (struct dns_record){
        .type = DNS_TYPE_TLSA, .message = bytes, .message_bytes = count, .rdata_bytes = count};
}

/* Reads "usage selector matching" with `data_bytes` bytes of data, the first of them `head`. */
static struct tlsa_record read_record(int usage, int selector, int matching, const uint8_t *head,
                                      size_t data_bytes, int64_t port)
{
    uint8_t bytes[512] = {(uint8_t)usage, (uint8_t)selector, (uint8_t)matching};
    struct tlsa_record tlsa = {0};
    if (head != NULL)
        memcpy(bytes + 3, head, data_bytes < 4 ? data_bytes : 4);
    struct dns_record record = record_of(bytes, 3 + data_bytes);
    cr_assert(tlsa_read(&record, port, &tlsa));
    return tlsa;
}

Test(tlsa, reads_what_is_published)
{
    static const uint8_t bytes[] = {3, 1, 1, 0x00, 0xab, 0xff};
    struct dns_record record = record_of(bytes, sizeof bytes);
    struct tlsa_record tlsa;
    cr_assert(dns_record_tlsa(&record, &tlsa));
    cr_expect_eq(tlsa.usage, 3);
    cr_expect_eq(tlsa.selector, 1);
    cr_expect_eq(tlsa.matching_type, 1);
    cr_expect_str_eq(tlsa.data_hex, "00abff");
    shape_clear(&tlsa_record_shape, &tlsa);
}

Test(tlsa, is_cut_short)
{
    static const uint8_t bytes[] = {3, 1, 1};
    struct tlsa_record tlsa;
    for (size_t count = 0; count < sizeof bytes; count++) {
        struct dns_record record = record_of(bytes, count);
        cr_expect_not(tlsa_read(&record, 25, &tlsa));
        cr_expect_not(dns_record_is_valid(&record));
    }
    struct dns_record other = record_of(bytes, sizeof bytes);
    other.type = DNS_TYPE_TXT;
    cr_expect_not(dns_record_tlsa(&other, &tlsa));
}

Test(tlsa, usable_or_why_not)
{
    static const uint8_t sequence[] = {0x30, 0x81, 0xfd, 0}; /* 253 bytes follow the length */
    static const uint8_t brief[] = {0x30, 2, 5, 0};
    static const uint8_t endless[] = {0x30, 0x80, 0, 0};
    static const uint8_t vast[] = {0x30, 0x84, 0, 0};
    static const struct {
        int usage, selector, matching;
        const uint8_t *head;
        size_t data_bytes;
        int64_t port;
        const char *problem; /* a part of it; NULL: usable */
    } rows[] = {
        {3, 1, 1, NULL, 32, 25, NULL},
        {2, 0, 1, NULL, 32, 25, NULL},
        {3, 0, 2, NULL, 64, 25, NULL},
        {2, 1, 2, NULL, 64, 25, NULL},
        {3, 0, 0, sequence, 256, 25, NULL},
        {2, 1, 0, brief, 4, 25, NULL},
        {0, 0, 1, NULL, 32, 25, "PKIX-TA, is not for SMTP"},
        {1, 1, 1, NULL, 32, 25, "PKIX-EE, is not for SMTP"},
        {1, 1, 1, NULL, 32, 465, NULL},
        {4, 1, 1, NULL, 32, 465, "usage 4 is not defined"},
        {255, 1, 1, NULL, 32, 25, "usage 255 is not defined"},
        {3, 2, 1, NULL, 32, 25, "selector 2 is not defined"},
        {3, 1, 3, NULL, 32, 25, "matching type 3 is not defined"},
        {3, 1, 1, NULL, 31, 25, "SHA-256 digest has 32 bytes, not 31"},
        {3, 1, 1, NULL, 64, 25, "SHA-256 digest has 32 bytes, not 64"},
        {3, 1, 2, NULL, 32, 25, "SHA-512 digest has 64 bytes, not 32"},
        {3, 1, 1, NULL, 0, 25, "no data"},
        {3, 0, 0, NULL, 0, 25, "no data"},
        {3, 0, 0, NULL, 100, 25, "not a certificate in DER"},
        {3, 1, 0, sequence, 255, 25, "not a public key in DER"},
        {3, 1, 0, brief, 3, 25, "not a public key in DER"},
        {3, 0, 0, brief, 1, 25, "not a certificate in DER"},
        {3, 0, 0, endless, 4, 25, "not a certificate in DER"},
        {3, 0, 0, vast, 4, 25, "not a certificate in DER"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tlsa_record tlsa = read_record(rows[i].usage, rows[i].selector, rows[i].matching, rows[i].head,
                                              rows[i].data_bytes, rows[i].port);
        cr_expect_eq(tlsa.usable, rows[i].problem == NULL, "row %zu", i);
        if (rows[i].problem == NULL)
            cr_expect_null(tlsa.unusable_because, "row %zu: %s", i, tlsa.unusable_because);
        else
            cr_expect_not_null(strstr(tlsa.unusable_because, rows[i].problem), "row %zu: %s", i,
                               tlsa.unusable_because);
        shape_clear(&tlsa_record_shape, &tlsa);
    }
}

/* A mail host with an address and, where `target` is not NULL, an alias for that in two steps. */
static struct host host_of(enum dnssec_state a, enum dnssec_state aaaa, const char *target)
{
    struct host host = {.name = text_copy("mx.example.org"), .kind = HOST_NAME, .is_mx = true};
    host.a_lookup.status = DNS_OK;
    host.a_lookup.dnssec = a;
    host.aaaa_lookup.status = DNS_NODATA;
    host.aaaa_lookup.dnssec = aaaa;
    text_list_append(&host.addresses, "192.0.2.1");
    if (target != NULL) {
        text_list_append(&host.a_lookup.cname_chain, "between.example.org");
        text_list_append(&host.a_lookup.cname_chain, target);
    }
    return host;
}

static void expect_bases(const struct host *host, enum dnssec_state alias, const char *wanted)
{
    struct text_list bases = {0};
    tlsa_base_domains(host, alias, &bases);
    char *seen = text_list_join(&bases, " ");
    cr_expect_str_eq(seen, wanted);
    free(seen);
    text_list_free(&bases);
}

Test(tlsa, base_domains)
{
    static const struct {
        enum dnssec_state a, aaaa;
        const char *target;
        bool needs_alias;
        enum dnssec_state alias;
        const char *bases;
    } rows[] = {
        {DNSSEC_SECURE, DNSSEC_SECURE, NULL, false, DNSSEC_UNKNOWN, "mx.example.org"},
        {DNSSEC_SECURE, DNSSEC_SECURE, "end.example.net", false, DNSSEC_UNKNOWN,
         "end.example.net mx.example.org"},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, NULL, false, DNSSEC_UNKNOWN, ""},
        {DNSSEC_SECURE, DNSSEC_INSECURE, NULL, false, DNSSEC_UNKNOWN, ""},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, "end.example.net", true, DNSSEC_SECURE, "mx.example.org"},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, "end.example.net", true, DNSSEC_INSECURE, ""},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, "end.example.net", true, DNSSEC_BOGUS, ""},
        {DNSSEC_INSECURE, DNSSEC_INSECURE, "end.example.net", true, DNSSEC_UNKNOWN, ""},
        {DNSSEC_BOGUS, DNSSEC_SECURE, NULL, false, DNSSEC_UNKNOWN, ""},
        {DNSSEC_SECURE, DNSSEC_BOGUS, "end.example.net", false, DNSSEC_UNKNOWN, ""},
        {DNSSEC_INSECURE, DNSSEC_BOGUS, "end.example.net", false, DNSSEC_SECURE, ""},
        {DNSSEC_UNKNOWN, DNSSEC_UNKNOWN, NULL, false, DNSSEC_UNKNOWN, "mx.example.org"},
        {DNSSEC_UNKNOWN, DNSSEC_SECURE, "end.example.net", false, DNSSEC_UNKNOWN,
         "end.example.net mx.example.org"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct host host = host_of(rows[i].a, rows[i].aaaa, rows[i].target);
        cr_expect_eq(tlsa_needs_alias(&host), rows[i].needs_alias, "row %zu", i);
        expect_bases(&host, rows[i].alias, rows[i].bases);
        shape_clear(&host_shape, &host);
    }
}

Test(tlsa, no_base_where_no_sender_looks)
{
    struct host host = host_of(DNSSEC_SECURE, DNSSEC_SECURE, NULL);
    host.aaaa_lookup.status = DNS_SERVFAIL;
    expect_bases(&host, DNSSEC_UNKNOWN, "");
    host.aaaa_lookup.status = DNS_OK;
    expect_bases(&host, DNSSEC_UNKNOWN, "mx.example.org");
    host.kind = HOST_IP_LITERAL;
    expect_bases(&host, DNSSEC_UNKNOWN, "");
    host.kind = HOST_NAME;
    text_list_free(&host.addresses);
    expect_bases(&host, DNSSEC_UNKNOWN, "");
    shape_clear(&host_shape, &host);
}

Test(tlsa, alias_of_aaaa_alone)
{
    struct host host = host_of(DNSSEC_SECURE, DNSSEC_SECURE, NULL);
    text_list_append(&host.aaaa_lookup.cname_chain, "six.example.net");
    expect_bases(&host, DNSSEC_UNKNOWN, "six.example.net mx.example.org");
    shape_clear(&host_shape, &host);
}
