/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What servers say to ClientHellos: what OpenSSL 3.0 and GnuTLS 3.7 said (the fuzzer's corpus), what no
 * library says any more, and what no server should say. */
#include "base/list.h"
#include "base/tls_names.h"
#include "tls/codec.h"
#include "tls/hello_reply.h"
#include "tls/key_share.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 8192, BYTES_MAX = 4096 };

/* The bytes of a captured reply; the caller frees. */
static uint8_t *captured(const char *name, size_t *length)
{
    char *path = text_format("%s/%s", CORPUS, name);
    uint8_t *bytes = allocate(FILE_BYTES_MAX, 1);
    FILE *file = fopen(path, "rb");
    cr_assert(ne(ptr, (void *)file, NULL), "%s", path);
    *length = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    free(path);
    return bytes;
}

static struct hello_reader read_bytes(const void *bytes, size_t length)
{
    struct hello_reader reader = {.extent = HELLO_REPLY_FLIGHT};
    hello_reply_feed(&reader, bytes, length);
    hello_reply_end(&reader);
    return reader;
}

Test(hello_reply, what_libraries_say)
{
    struct {
        const char *file;
        uint16_t version, suite;
        size_t chain;
        int prime_bits;
        uint16_t curve, signature;
        enum downgrade_sentinel downgrade;
        bool encrypt_then_mac, client_certificate, staple, heartbeat;
    } rows[] = {
        {"openssl-tls12-ecdhe-rsa", 0x0303, 0xc013, 1, 0, 29, 0x0804, DOWNGRADE_TO_TLS_1_2, 1, 1, 0, 0},
        {"openssl-tls12-ecdhe-ecdsa", 0x0303, 0xc02b, 1, 0, 29, 0x0403, DOWNGRADE_TO_TLS_1_2, 0, 1, 0, 0},
        {"openssl-tls12-dhe-rsa-1024", 0x0303, 0x0033, 1, 1024, 0, 0x0804, DOWNGRADE_TO_TLS_1_2, 1, 1, 0, 0},
        {"openssl-tls12-rsa", 0x0303, 0x002f, 1, 0, 0, 0, DOWNGRADE_TO_TLS_1_2, 1, 1, 0, 0},
        {"openssl-tls12-dh-anon", 0x0303, 0x0034, 0, 1024, 0, 0, DOWNGRADE_TO_TLS_1_2, 1, 0, 0, 0},
        {"openssl-tls12-dhe-psk", 0x0303, 0x0090, 0, 1024, 0, 0, DOWNGRADE_TO_TLS_1_2, 1, 0, 0, 0},
        {"openssl-tls12-ecdhe-psk", 0x0303, 0xc035, 0, 0, 29, 0, DOWNGRADE_TO_TLS_1_2, 1, 0, 0, 0},
        {"openssl-tls12-psk", 0x0303, 0x008c, 0, 0, 0, 0, DOWNGRADE_TO_TLS_1_2, 1, 0, 0, 0},
        {"openssl-tls10-dhe-rsa", 0x0301, 0x0033, 1, 1024, 0, 0, DOWNGRADE_BELOW_TLS_1_2, 1, 1, 0, 0},
        {"openssl-tls11-ecdhe-rsa-sentinel", 0x0302, 0xc013, 1, 0, 29, 0, DOWNGRADE_BELOW_TLS_1_2, 1, 1, 0,
         0},
        {"openssl-certificate-status", 0x0303, 0xc013, 1, 0, 29, 0x0804, DOWNGRADE_TO_TLS_1_2, 1, 0, 1, 0},
        {"gnutls-tls12-ecdhe-rsa", 0x0303, 0xc013, 1, 0, 29, 0x0804, DOWNGRADE_TO_TLS_1_2, 1, 1, 0, 1},
        {"gnutls-tls12-dhe-rsa", 0x0303, 0x0033, 1, 1024, 0, 0x0804, DOWNGRADE_TO_TLS_1_2, 1, 1, 0, 1},
        {"gnutls-tls10-rsa", 0x0301, 0x002f, 1, 0, 0, 0, DOWNGRADE_BELOW_TLS_1_2, 1, 1, 0, 1},
        {"gnutls-tls12-rc4", 0x0303, 0x0005, 1, 0, 0, 0, DOWNGRADE_TO_TLS_1_2, 0, 1, 0, 1},
        {"gnutls-tls12-ecdh-anon", 0x0303, 0xc018, 0, 0, 29, 0, DOWNGRADE_TO_TLS_1_2, 1, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *file = rows[i].file;
        size_t length = 0;
        uint8_t *bytes = captured(file, &length);
        struct hello_reader reader = read_bytes(bytes, length);
        const struct hello_reply *reply = &reader.reply;
        cr_expect(eq(int, (int)reply->kind, HELLO_REPLY_SERVER_HELLO), "%s", file);
        cr_expect(eq(ptr, (void *)reply->problem, NULL), "%s", file);
        cr_expect(reply->flight_complete, "%s", file);
        cr_expect(eq(u16, reply->version, rows[i].version), "%s", file);
        cr_expect(eq(u16, reply->suite, rows[i].suite), "%s", file);
        cr_expect(eq(sz, reply->chain_count, rows[i].chain), "%s", file);
        cr_expect(eq(int, reply->key_exchange.prime_bits, rows[i].prime_bits), "%s", file);
        cr_expect(eq(u16, reply->key_exchange.group, rows[i].curve), "%s", file);
        cr_expect(eq(u16, reply->key_exchange.signature_algorithm, rows[i].signature), "%s", file);
        cr_expect(eq(int, (int)reply->downgrade, (int)rows[i].downgrade), "%s", file);
        cr_expect(eq(int, reply->encrypt_then_mac, rows[i].encrypt_then_mac), "%s", file);
        cr_expect(eq(int, reply->certificate_request.present, rows[i].client_certificate), "%s", file);
        cr_expect(eq(int, reply->certificate_status, rows[i].staple), "%s", file);
        cr_expect(eq(int, reply->heartbeat, rows[i].heartbeat), "%s", file);
        cr_expect(reply->extended_master_secret && reply->renegotiation_info && reply->session_ticket, "%s",
                  file);
        hello_reply_free(&reader);
        free(bytes);
    }
}

/* Finite fields, curves, static RSA, TLS 1.3 with a share, and with a request for one. */
Test(hello_reply, public_values_are_told_apart)
{
    static const struct {
        const char *file;
        bool has_share;
    } rows[] = {{"openssl-tls12-ecdhe-rsa", true}, {"openssl-tls12-dhe-rsa-1024", true},
                {"openssl-tls12-dh-anon", true},   {"gnutls-tls12-ecdh-anon", true},
                {"openssl-tls12-rsa", false},      {"openssl-tls13-hello", true},
                {"openssl-tls13-retry", false}};
    char *hashes[sizeof rows / sizeof rows[0]] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = 0;
        uint8_t *bytes = captured(rows[i].file, &length);
        struct hello_reader reader = read_bytes(bytes, length);
        hashes[i] = key_share_hash(&reader.reply);
        cr_expect_eq(hashes[i] != NULL, rows[i].has_share, "%s", rows[i].file);
        for (size_t n = 0; n < i && hashes[i] != NULL; n++)
            cr_expect(hashes[n] == NULL || strcmp(hashes[n], hashes[i]) != 0, "%s", rows[i].file);
        hello_reply_free(&reader);
        free(bytes);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        free(hashes[i]);
}

/* RFC 10024: the part of the KEM differs with each client, that of the curve may not. */
Test(hello_reply, of_hybrid_groups_the_curve_counts)
{
    static const struct {
        uint16_t group;
        size_t curve_at, curve_bytes, bytes;
    } rows[] = {
        {0x11ec, 1088, 32, 1120}, {0x11eb, 0, 65, 1153}, {0x11ed, 0, 97, 1665}, {0x6399, 0, 32, 1120}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t share[2048] = {0};
        struct hello_reply reply = {.version = VERSION_TLS_1_3, .group = rows[i].group};
        reply.key_share = (struct hello_blob){share, rows[i].bytes};
        char *hash = key_share_hash(&reply);
        size_t kem_at = rows[i].curve_at == 0 ? rows[i].curve_bytes : 0;
        share[kem_at] = 1;
        char *same = key_share_hash(&reply);
        cr_expect_str_eq(hash, same, "%zu", i);
        share[rows[i].curve_at + rows[i].curve_bytes - 1] = 1;
        char *other = key_share_hash(&reply);
        cr_expect_str_neq(hash, other, "%zu", i);
        free(hash);
        free(same);
        free(other);
    }
}

Test(hello_reply, tls_1_3_ends_with_its_hello)
{
    struct {
        const char *file;
        enum hello_reply_kind kind;
        uint16_t group;
    } rows[] = {
        {"openssl-tls13-retry", HELLO_REPLY_RETRY_REQUEST, 29},
        {"gnutls-tls13-retry", HELLO_REPLY_RETRY_REQUEST, 29},
        {"openssl-tls13-hello", HELLO_REPLY_SERVER_HELLO, 23},
        {"retry-mlkem", HELLO_REPLY_RETRY_REQUEST, 0x11ec},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = 0;
        uint8_t *bytes = captured(rows[i].file, &length);
        struct hello_reader reader = {.extent = HELLO_REPLY_FLIGHT};
        cr_expect(hello_reply_feed(&reader, bytes, length));
        cr_expect(eq(int, (int)reader.reply.kind, (int)rows[i].kind), "%s", rows[i].file);
        cr_expect(eq(u16, reader.reply.version, VERSION_TLS_1_3));
        cr_expect(eq(u16, reader.reply.hello_version, VERSION_TLS_1_2));
        cr_expect(eq(u16, reader.reply.suite, 0x1301));
        cr_expect(eq(u16, reader.reply.group, rows[i].group));
        cr_expect(eq(sz, reader.reply.extension_count, 2));
        hello_reply_free(&reader);
        free(bytes);
    }
}

Test(hello_reply, alerts_of_libraries)
{
    struct {
        const char *file;
        uint8_t alert;
    } rows[] = {
        {"openssl-alert-handshake-failure", 40},
        {"openssl-alert-inappropriate-fallback", 86},
        {"openssl-ssl2", 70},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t length = 0;
        uint8_t *bytes = captured(rows[i].file, &length);
        struct hello_reader reader = read_bytes(bytes, length);
        cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_ALERT), "%s", rows[i].file);
        cr_expect(eq(u8, reader.reply.alert_level, 2));
        cr_expect(eq(u8, reader.reply.alert, rows[i].alert), "%s", rows[i].file);
        hello_reply_free(&reader);
        free(bytes);
    }
}

Test(hello_reply, a_warning_comes_before_the_hello)
{
    size_t length = 0;
    uint8_t *bytes = captured("openssl-warning-unrecognized-name", &length);
    struct hello_reader reader = read_bytes(bytes, length);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SERVER_HELLO));
    cr_expect(reader.reply.alerted && reader.reply.flight_complete);
    cr_expect(eq(u8, reader.reply.alert, 112));
    hello_reply_free(&reader);
    reader = read_bytes(bytes, 7);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_ALERT), "nothing came after it");
    hello_reply_free(&reader);
    free(bytes);
}

Test(hello_reply, the_beginning_of_a_reply_is_never_wrong)
{
    size_t length = 0;
    uint8_t *bytes = captured("openssl-tls12-dhe-rsa-1024", &length);
    for (size_t size = 0; size < length; size++) {
        struct hello_reader reader = {.extent = HELLO_REPLY_FLIGHT};
        cr_expect(not(hello_reply_feed(&reader, bytes, size)), "%zu bytes", size);
        cr_expect(eq(ptr, (void *)reader.reply.problem, NULL), "%zu bytes", size);
        cr_expect(not(reader.reply.flight_complete), "%zu bytes", size);
        hello_reply_end(&reader);
        hello_reply_free(&reader);
    }
    free(bytes);
}

/* The same messages in records of `piece` bytes. */
static size_t recut(const uint8_t *bytes, size_t length, size_t piece, uint8_t *to)
{
    uint8_t messages[FILE_BYTES_MAX];
    size_t count = 0, written = 0;
    for (size_t at = 0; at + 5 <= length;) {
        size_t record = (size_t)(bytes[at + 3] << 8 | bytes[at + 4]);
        memcpy(messages + count, bytes + at + 5, record);
        count += record;
        at += 5 + record;
    }
    for (size_t at = 0; at < count; at += piece) {
        size_t part = count - at < piece ? count - at : piece;
        const uint8_t header[] = {22, 3, 3, (uint8_t)(part >> 8), (uint8_t)part};
        memcpy(to + written, header, sizeof header);
        memcpy(to + written + sizeof header, messages + at, part);
        written += sizeof header + part;
    }
    return written;
}

Test(hello_reply, records_may_be_cut_anywhere)
{
    static const size_t pieces[] = {1, 3, 100, FILE_BYTES_MAX};
    size_t length = 0;
    uint8_t *bytes = captured("openssl-tls12-dhe-rsa-1024", &length);
    uint8_t *cut = allocate(6 * FILE_BYTES_MAX, 1);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t cut_bytes = recut(bytes, length, pieces[i], cut);
        struct hello_reader reader = read_bytes(cut, cut_bytes);
        cr_expect(reader.reply.flight_complete, "records of %zu", pieces[i]);
        cr_expect(eq(int, reader.reply.key_exchange.prime_bits, 1024));
        cr_expect(eq(int, reader.reply.key_exchange.generator_bits, 2));
        cr_expect(reader.reply.key_exchange.public_bits > 1000);
        cr_expect(eq(sz, reader.reply.certificate_request.name_count, 1));
        hello_reply_free(&reader);
    }
    free(cut);
    free(bytes);
}

Test(hello_reply, only_the_hello_when_nothing_else_is_asked)
{
    size_t length = 0;
    uint8_t *bytes = captured("openssl-tls12-ecdhe-rsa", &length);
    struct hello_reader reader = {.extent = HELLO_REPLY_HELLO};
    cr_expect(hello_reply_feed(&reader, bytes, length));
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SERVER_HELLO));
    cr_expect(eq(sz, reader.reply.chain_count, 0));
    hello_reply_free(&reader);
    free(bytes);
}

/* One record with a ServerHello for `suite` and, if it is not NULL, the message `type` with this body. */
static size_t server_says(uint8_t *bytes, uint16_t version, uint16_t suite, unsigned type, const void *body,
                          size_t body_bytes)
{
    static const uint8_t random[32] = {1};
    struct codec_writer to = {.bytes = bytes, .size = BYTES_MAX};
    codec_put(&to, RECORD_HANDSHAKE, 1);
    codec_put(&to, version, 2);
    size_t record = codec_open(&to, 2);
    codec_put(&to, HANDSHAKE_SERVER_HELLO, 1);
    size_t hello = codec_open(&to, 3);
    codec_put(&to, version, 2);
    codec_put_bytes(&to, random, sizeof random);
    codec_put(&to, 0, 1);
    codec_put(&to, suite, 2);
    codec_put(&to, 1, 1); /* DEFLATE */
    codec_close(&to, hello, 3);
    if (body != NULL) {
        codec_put(&to, type, 1);
        size_t message = codec_open(&to, 3);
        codec_put_bytes(&to, body, body_bytes);
        codec_close(&to, message, 3);
    }
    codec_close(&to, record, 2);
    cr_assert(not(to.failed));
    return to.length;
}

Test(hello_reply, ssl_3_without_extensions_and_with_compression)
{
    uint8_t bytes[BYTES_MAX];
    size_t length = server_says(bytes, VERSION_SSL_3, 0x0004, HANDSHAKE_SERVER_HELLO_DONE, "", 0);
    struct hello_reader reader = read_bytes(bytes, length);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SERVER_HELLO));
    cr_expect(eq(u16, reader.reply.version, VERSION_SSL_3));
    cr_expect(eq(u8, reader.reply.compression, 1));
    cr_expect(eq(int, (int)reader.reply.downgrade, DOWNGRADE_NONE));
    cr_expect(reader.reply.flight_complete);
    hello_reply_free(&reader);
}

Test(hello_reply, key_exchanges_that_no_library_has)
{
    uint8_t export_key[2 + 64 + 2 + 3 + 2 + 4] = {0, 64, [2] = 0x80, [66] = 0, 3, 1, 0, 1, 0, 4, 9, 9, 9, 9};
    struct {
        uint16_t suite;
        const void *body;
        size_t length;
        int prime_bits, rsa_bits;
        uint16_t group;
        const char *problem;
    } rows[] = {
        {0x0003, export_key, sizeof export_key, 0, 512, 0, NULL},
        {0xc01d, "\0\3\0\x0f\xff\0\1\2\2\7\7\0\2\5\5", 15, 12, 0, 0, NULL}, /* SRP */
        {0x0033, "\0\0\0\1\2\0\1\5\0\0", 10, 0, 0, 0, NULL},                /* a prime of no bits */
        {0xc013, "\1\1\2\3", 4, 0, 0, 0xff01, NULL},                        /* a curve spelt out */
        {0xc013, "\2", 1, 0, 0, 0xff02, NULL},
        {0xc013, "\3\0\x17\1\4\0\1\6", 8, 0, 0, 23, NULL},
        {0xc013, "\4\0\x17\1\4\0\1\6", 8, 0, 0, 23, "ServerKeyExchange is malformed"},
        {0xc013, "\3\0\x17\1\4\0\1\6\6", 9, 0, 0, 23, "ServerKeyExchange is malformed"}, /* a byte too many */
        {0xc013, "\3\0\x17\1\4\0\3\6", 8, 0, 0, 23, "ServerKeyExchange is malformed"},   /* one too few */
        {0x0094, "\0\2hi", 4, 0, 0, 0, NULL},                                            /* RSA_PSK: a hint */
        {0x001e, "anything", 8, 0, 0, 0, NULL},                                          /* KRB5 */
        {0x9999, "anything", 8, 0, 0, 0, NULL}, /* a suite nobody knows */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[BYTES_MAX];
        size_t length = server_says(bytes, VERSION_TLS_1_0, rows[i].suite, HANDSHAKE_SERVER_KEY_EXCHANGE,
                                    rows[i].body, rows[i].length);
        struct hello_reader reader = read_bytes(bytes, length);
        const struct hello_key_exchange *exchange = &reader.reply.key_exchange;
        cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SERVER_HELLO), "row %zu", i);
        cr_expect(exchange->present, "row %zu", i);
        cr_expect(eq(int, exchange->prime_bits, rows[i].prime_bits), "row %zu", i);
        cr_expect(eq(int, exchange->temporary_rsa_bits, rows[i].rsa_bits), "row %zu", i);
        cr_expect(eq(u16, exchange->group, rows[i].group), "row %zu", i);
        cr_expect(text_same(reader.reply.problem, rows[i].problem), "row %zu: %s", i,
                  reader.reply.problem != NULL ? reader.reply.problem : "no problem");
        hello_reply_free(&reader);
    }
}

Test(hello_reply, ssl_2)
{
    static const char hello[] = "\x80\x13\4\0\1\0\2\0\2\0\6\0\0"
                                "ab\1\0\x80\7\0\xc0";
    struct hello_reader reader = read_bytes(hello, sizeof hello - 1);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SSL2_SERVER_HELLO));
    cr_expect(eq(u16, reader.reply.version, VERSION_SSL_2));
    cr_expect(eq(sz, reader.reply.cipher_kind_count, 2));
    cr_expect(eq(u32, reader.reply.cipher_kinds[1], 0x0700c0));
    cr_expect(eq(sz, reader.reply.chain_count, 1));
    hello_reply_free(&reader);

    reader = read_bytes("\x80\3\0\0\1", 5); /* NO-CIPHER-ERROR */
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SSL2_ERROR));
    cr_expect(eq(u16, reader.reply.ssl2_error, 1));
    hello_reply_free(&reader);
}

Test(hello_reply, what_is_no_tls)
{
    static const char text[] = "454 4.7.0 TLS not available\r\n";
    struct hello_reader reader = read_bytes(text, sizeof text - 1);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_NOT_TLS));
    cr_expect(eq(str, reader.reply.text, "454 4.7.0 TLS not available\\x0d\\x0a"));
    hello_reply_free(&reader);
    reader = read_bytes("", 0);
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_PENDING));
    hello_reply_free(&reader);
}

#define HELLO_38                                                                                             \
    "\3\3"                                                                                                   \
    "0123456789abcdef0123456789abcdef"                                                                       \
    "\0\0\x2f\0"

Test(hello_reply, what_no_server_should_say)
{
    struct {
        const char *bytes;
        size_t length;
        const char *problem;
    } rows[] = {
#define ROW(literal, problem) {literal, sizeof(literal) - 1, problem}
        ROW("\x16\2\0\0\1\2", "a record has a version that TLS does not have"),
        ROW("\x16\3\3\x40\1\2", "a record is longer than TLS allows"),
        ROW("\x16\3\3\0\0", "a handshake record is empty"),
        ROW("\x17\3\3\0\1a", "a record is neither handshake nor alert"),
        ROW("\x14\3\3\0\1\1", "a record is neither handshake nor alert"),
        ROW("\x15\3\3\0\1\2", "an alert is not two bytes long"),
        ROW("\x15\3\3\0\3\2\50\0", "an alert is not two bytes long"),
        ROW("\x16\3\3\0\4\x0e\0\0\0", "another handshake message comes instead of ServerHello"),
        ROW("\x16\3\3\0\4\2\xff\0\0", "a handshake message is too long"),
        ROW("\x16\3\3\0\5\2\0\0\1\3", "ServerHello is too short"),
        ROW("\x16\3\3\0\x2b\2\0\0\x27" HELLO_38 "\0", "the length of ServerHello's extensions is wrong"),
        ROW("\x16\3\3\0\x2d\2\0\0\x29" HELLO_38 "\0\0\0", "the length of ServerHello's extensions is wrong"),
        ROW("\x16\3\3\0\x30\2\0\0\x2c" HELLO_38 "\0\4\0\x17\0\1",
            "an extension reaches past the end of its list"),
        ROW("\x16\3\3\0\x34\2\0\0\x30" HELLO_38 "\0\x8\0\x17\0\0\0\x17\0\0", "an extension is repeated"),
        ROW("\x16\3\3\0\x31\2\0\0\x2d" HELLO_38 "\0\5\0\x2b\0\1\3", "supported_versions is malformed"),
        ROW("\x16\3\3\0\x34\2\0\0\x30" HELLO_38 "\0\x8\0\x33\0\4\0\x1d\0\1", "key_share is malformed"),
        ROW("\x16\3\3\0\x34\2\0\0\x30" HELLO_38 "\0\x8\0\x10\0\4\0\3\2a",
            "application_layer_protocol_negotiation is malformed"),
        ROW("\x80\1\7", "an SSL 2.0 record is neither SERVER-HELLO nor error"),
        ROW("\x80\2\0\0", "an SSL 2.0 error is malformed"),
        ROW("\x80\4\4\0\1\0", "the SSL 2.0 SERVER-HELLO is malformed"),
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hello_reader reader = read_bytes(rows[i].bytes, rows[i].length);
        cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_MALFORMED), "row %zu", i);
        cr_expect(text_same(reader.reply.problem, rows[i].problem), "row %zu: %s", i,
                  reader.reply.problem != NULL ? reader.reply.problem : "no problem");
        hello_reply_free(&reader);
    }
}

Test(hello_reply, what_is_wrong_after_the_hello_leaves_the_hello)
{
    struct {
        unsigned type;
        const char *body;
        size_t length;
        const char *problem;
    } rows[] = {
        {HANDSHAKE_CERTIFICATE, "\0\0\5\0\0\3a", 7, "Certificate is malformed"},
        {HANDSHAKE_CERTIFICATE, "\0\0\4\0\0\3a", 7, "Certificate is malformed"},
        {HANDSHAKE_CERTIFICATE_REQUEST, "\1\1\0\3\0\2a", 7, "CertificateRequest is malformed"},
        {HANDSHAKE_CERTIFICATE_STATUS, "\1\0\0\2a", 5, "CertificateStatus is malformed"},
        {HANDSHAKE_SERVER_HELLO_DONE, "a", 1, "ServerHelloDone is not empty"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[BYTES_MAX];
        size_t length =
            server_says(bytes, VERSION_TLS_1_1, 0x002f, rows[i].type, rows[i].body, rows[i].length);
        struct hello_reader reader = read_bytes(bytes, length);
        cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_SERVER_HELLO), "row %zu", i);
        cr_expect(eq(u16, reader.reply.suite, 0x002f), "row %zu", i);
        cr_expect(text_same(reader.reply.problem, rows[i].problem), "row %zu: %s", i,
                  reader.reply.problem != NULL ? reader.reply.problem : "no problem");
        hello_reply_free(&reader);
    }
}

Test(hello_reply, a_server_that_never_ends_is_left)
{
    static const uint8_t warning[] = {21, 3, 3, 0, 2, 1, 112};
    struct hello_reader reader = {.extent = HELLO_REPLY_FLIGHT};
    size_t fed = 0;
    while (!hello_reply_feed(&reader, warning, sizeof warning))
        fed += sizeof warning;
    cr_expect(le(sz, fed, HELLO_REPLY_BYTES_MAX));
    cr_expect(eq(int, (int)reader.reply.kind, HELLO_REPLY_MALFORMED));
    cr_expect(eq(str, (char *)reader.reply.problem, "the server sends too much data"));
    hello_reply_free(&reader);
}
