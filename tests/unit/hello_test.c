/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ClientHellos, byte by byte. */
#include "base/tls_names.h"
#include "tls/hello.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define ZEROS_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* A literal of bytes, the NUL at its end left out. */
#define EXPECT_BYTES(bytes, length, literal)                                                                 \
    cr_expect(eq(mem, ((struct cr_mem){.data = (bytes), .size = (length)}),                                  \
                 ((struct cr_mem){.data = (literal), .size = sizeof(literal) - 1})))

static const uint16_t one_suite[] = {0x002f};

/* Where the extension's content begins, its length in *length; NULL for none. */
static const uint8_t *find_extension(const uint8_t *hello, size_t hello_bytes, unsigned type, size_t *length)
{
    size_t at = 5 + 4 + 2 + 32;
    at += 1 + (size_t)hello[at];
    at += 2 + (size_t)(hello[at] << 8 | hello[at + 1]);
    at += 1 + (size_t)hello[at];
    at += 2;
    while (at + 4 <= hello_bytes) {
        *length = (size_t)(hello[at + 2] << 8 | hello[at + 3]);
        if ((unsigned)(hello[at] << 8 | hello[at + 1]) == type)
            return hello + at + 4;
        at += 4 + *length;
    }
    return NULL;
}

Test(hello, ssl_3_has_no_extensions)
{
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = hello_offer(VERSION_SSL_3, one_suite, 1);
    size_t length = hello_build(&hello, bytes, sizeof bytes);
    EXPECT_BYTES(bytes, length,
                 "\x16\3\0\0\x2f"               /* record: handshake, SSL 3.0, 47 bytes */
                 "\1\0\0\x2b\3\0" ZEROS_32 "\0" /* ClientHello, version, random, no session */
                 "\0\4\0\x2f\0\xff"             /* the suite and the renegotiation SCSV */
                 "\1\0");                       /* null compression alone */
}

Test(hello, everything_that_can_be_said_up_to_tls_1_2)
{
    static const uint16_t groups[] = {23, 29}, signatures[] = {0x0401};
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = {
        .record_version = VERSION_TLS_1_0,
        .version = VERSION_TLS_1_2,
        .session_id = {7, 8},
        .session_id_bytes = 2,
        .suites = one_suite,
        .suite_count = 1,
        .fallback_scsv = true,
        .deflate = true,
        .server_name = "a.b.",
        .groups = groups,
        .group_count = 2,
        .signatures = signatures,
        .signature_count = 1,
        .extended_master_secret = true,
        .encrypt_then_mac = true,
        .renegotiation_info = true,
        .session_ticket = true,
        .status_request = true,
        .signed_certificate_timestamp = true,
        .heartbeat = true,
    };
    size_t length = hello_build(&hello, bytes, sizeof bytes);
    EXPECT_BYTES(bytes, length,
                 "\x16\3\1\0\x7c"
                 "\1\0\0\x78\3\3" ZEROS_32 "\2\7\x8"
                 "\0\4\0\x2f\x56\0" /* the suite and TLS_FALLBACK_SCSV */
                 "\2\1\0"           /* DEFLATE, null */
                 "\0\x48"
                 "\0\0\0\x9\0\7\0\0\4"
                 "a.b."
                 "\0\x17\0\0"                /* extended_master_secret */
                 "\0\x16\0\0"                /* encrypt_then_mac */
                 "\0\x23\0\0"                /* session_ticket */
                 "\0\x12\0\0"                /* signed_certificate_timestamp */
                 "\xff\1\0\1\0"              /* renegotiation_info */
                 "\0\5\0\5\1\0\0\0\0"        /* status_request: ocsp */
                 "\0\xf\0\1\1"               /* heartbeat */
                 "\0\xb\0\2\1\0"             /* ec_point_formats: uncompressed */
                 "\0\xa\0\6\0\4\0\x17\0\x1d" /* supported_groups */
                 "\0\xd\0\4\0\2\4\1");       /* signature_algorithms */
}

Test(hello, tls_1_3_with_an_empty_share)
{
    static const uint16_t suites[] = {0x1301, 0x1302}, groups[] = {0x11ec};
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = hello_offer(VERSION_TLS_1_3, suites, 2);
    hello.groups = groups;
    hello.group_count = 1;
    hello.signature_count = 1;
    hello.renegotiation_info = hello.extended_master_secret = false;
    hello.psk_key_exchange_modes = true;
    size_t length = hello_build(&hello, bytes, sizeof bytes);
    EXPECT_BYTES(bytes, length,
                 "\x16\3\1\0\x54"
                 "\1\0\0\x50\3\3" ZEROS_32 "\0"
                 "\0\4\x13\1\x13\2\1\0"
                 "\0\x23"
                 "\0\x2b\0\3\2\3\4"      /* supported_versions: TLS 1.3 */
                 "\0\x2d\0\2\1\1"        /* psk_key_exchange_modes: psk_dhe_ke */
                 "\0\xa\0\4\0\2\x11\xec" /* supported_groups, and no ec_point_formats */
                 "\0\xd\0\4\0\2\4\3"
                 "\0\x33\0\2\0\0"); /* key_share */
}

Test(hello, key_shares_that_are_given)
{
    static const uint8_t key[] = {1, 2, 3};
    static const struct hello_key_share shares[] = {{29, key, 3}, {23, key, 1}};
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = hello_offer(VERSION_TLS_1_3, one_suite, 1);
    hello.key_shares = HELLO_KEY_SHARES;
    hello.key_share_list = shares;
    hello.key_share_count = 2;
    size_t length = hello_build(&hello, bytes, sizeof bytes), content_bytes = 0;
    const uint8_t *content = find_extension(bytes, length, 51, &content_bytes);
    cr_assert(ne(ptr, (void *)content, NULL));
    EXPECT_BYTES((void *)content, content_bytes, "\0\xc\0\x1d\0\3\1\2\3\0\x17\0\1\1");
}

Test(hello, ssl_2)
{
    static const uint32_t kinds[] = {0x010080, 0x0700c0};
    uint8_t bytes[64];
    size_t length = hello_build_ssl2(kinds, 2, (const uint8_t *)"0123456789abcdef", bytes, sizeof bytes);
    EXPECT_BYTES(bytes, length,
                 "\x80\x1f\1\0\2\0\6\0\0\0\x10"
                 "\1\0\x80\7\0\xc0"
                 "0123456789abcdef");
    cr_expect(eq(sz, hello_build_ssl2(kinds, 2, bytes, bytes, length - 1), 0));
    cr_expect(eq(sz, hello_build_ssl2(kinds, 20000, bytes, bytes, sizeof bytes), 0));
}

Test(hello, padding_reaches_the_size_that_is_asked_for)
{
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = hello_offer(VERSION_TLS_1_2, one_suite, 1);
    size_t bare = hello_build(&hello, bytes, sizeof bytes), content_bytes = 0;
    hello.pad_to_bytes = bare;
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), bare));
    hello.pad_to_bytes = bare + 1; /* less than an extension of one byte takes */
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), bare + 5));
    hello.pad_to_bytes = 4096;
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), 4096));
    cr_expect(ne(ptr, (void *)find_extension(bytes, 4096, 21, &content_bytes), NULL));
    cr_expect(eq(sz, content_bytes, 4096 - bare - 4));
    hello.pad_to_bytes = HELLO_BYTES_MAX;
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), HELLO_BYTES_MAX));
    hello.pad_to_bytes = HELLO_BYTES_MAX + 1;
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), 0));
}

Test(hello, what_does_not_fit_is_not_built)
{
    uint8_t bytes[HELLO_BYTES_MAX];
    struct hello hello = hello_offer(VERSION_TLS_1_3, one_suite, 1);
    hello.server_name = "mx.example.org";
    hello.fallback_scsv = hello.deflate = true;
    size_t whole = hello_build(&hello, bytes, sizeof bytes);
    cr_assert(gt(sz, whole, 0));
    for (size_t size = 0; size < whole; size++) {
        uint8_t *exact = malloc(size + (size == 0)); /* so that a sanitizer sees a byte too many */
        cr_expect(eq(sz, hello_build(&hello, exact, size), 0));
        free(exact);
    }
    uint16_t versions[200] = {0};
    hello.versions = versions;
    hello.version_count = 200; /* 400 bytes, with a length in one byte */
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), 0));
    hello.version_count = 1;
    hello.session_id_bytes = HELLO_SESSION_ID_BYTES_MAX + 1;
    cr_expect(eq(sz, hello_build(&hello, bytes, sizeof bytes), 0));
}

Test(hello, all_suites_of_the_table_fit_one_hello)
{
    uint8_t bytes[HELLO_BYTES_MAX];
    uint16_t suites[512] = {0};
    size_t count = 0;
    for (size_t i = 0; i < tls_names_suite_count; i++)
        if (tls_names_suites[i].name.code <= 0xffff)
            suites[count++] = (uint16_t)tls_names_suites[i].name.code;
    struct hello hello = hello_offer(VERSION_TLS_1_2, suites, count);
    cr_expect(gt(sz, count, 340));
    cr_expect(gt(sz, hello_build(&hello, bytes, sizeof bytes), 2 * count));
}

Test(hello, random_is_fresh)
{
    struct hello a = {0}, b = {0};
    cr_assert(hello_randomize(&a));
    cr_assert(hello_randomize(&b));
    cr_expect(ne(int, memcmp(a.random, b.random, sizeof a.random), 0));
}
