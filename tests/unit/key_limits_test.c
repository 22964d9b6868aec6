/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in messages of a handshake. */
#include "tls/key_limits.h"

#include <criterion/criterion.h>
#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

static size_t read_message(const char *bytes, size_t length, bool is_tls13, gnutls_datum_t *chain)
{
    gnutls_datum_t message = {.data = (unsigned char *)bytes, .size = (unsigned)length};
    return key_limits_message_chain(&message, is_tls13, chain);
}

static const char tls13[] = "\1x\0\0\x11\0\0\3abc\0\2ee\0\0\2de\0\0";

Test(key_limits, certificates_of_a_message)
{
    static const char tls12[] = "\0\0\x0b\0\0\3abc\0\0\2de";
    gnutls_datum_t chain[KEY_LIMITS_CHAIN_MAX];
    cr_assert_eq(read_message(tls12, sizeof tls12 - 1, false, chain), 2);
    cr_expect(chain[0].size == 3 && memcmp(chain[0].data, "abc", 3) == 0);
    cr_expect(chain[1].size == 2 && memcmp(chain[1].data, "de", 2) == 0);
    cr_assert_eq(read_message(tls13, sizeof tls13 - 1, true, chain), 2);
    cr_expect(chain[0].size == 3 && memcmp(chain[0].data, "abc", 3) == 0);
    cr_expect(chain[1].size == 2 && memcmp(chain[1].data, "de", 2) == 0);
}

Test(key_limits, messages_that_end_early_or_are_none)
{
    gnutls_datum_t chain[KEY_LIMITS_CHAIN_MAX];
    for (size_t length = 0; length < sizeof tls13 - 1; length++)
        cr_expect_eq(read_message(tls13, length, true, chain), 0, "%zu", length);
    cr_expect_eq(read_message("\0\0\0", 3, false, chain), 0);
    cr_expect_eq(read_message("\0\0\4\0\0\5a", 7, false, chain), 0);
    char many[3 + 40 * 4] = {0, 0, (char)160};
    for (size_t i = 0; i < 40; i++)
        many[3 + i * 4 + 2] = 1;
    cr_expect_eq(read_message(many, sizeof many, false, chain), KEY_LIMITS_CHAIN_MAX);
}

static char *dh_problem(size_t prime_bytes, unsigned char first, size_t generator_bytes, size_t public_bytes)
{
    static unsigned char bytes[3 * 65537];
    const size_t lengths[] = {prime_bytes, generator_bytes, public_bytes};
    unsigned used = 0;
    for (size_t i = 0; i < 3; i++) {
        bytes[used++] = (unsigned char)(lengths[i] >> 8);
        bytes[used++] = (unsigned char)lengths[i];
        memset(bytes + used, i == 0 ? first : 1, 1);
        memset(bytes + used + 1, 0xff, lengths[i] - 1);
        used += (unsigned)lengths[i];
    }
    return key_limits_dh_problem(&(gnutls_datum_t){.data = bytes, .size = used});
}

Test(key_limits, diffie_hellman_numbers)
{
    cr_expect_null(dh_problem(1250, 0x80, 1, 1250));
    cr_expect_null(dh_problem(1251, 0, 1, 1), "a leading zero is none of the bits");
    static const size_t refused[][3] = {{1251, 1, 1}, {256, 1251, 1}, {256, 1, 1251}, {65535, 65535, 65535}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *problem = dh_problem(refused[i][0], 1, refused[i][1], refused[i][2]);
        cr_expect_not_null(problem, "row %zu", i);
        free(problem);
    }
    gnutls_datum_t cut = {.data = (unsigned char *)"\xff\xff\1", .size = 3};
    cr_expect_null(key_limits_dh_problem(&cut));
}

/* Of a certificate with a DSA key whose numbers have so many bits. */
static char *dsa_problem(unsigned p_bits, unsigned q_bits, unsigned g_bits, unsigned y_bits)
{
    static unsigned char ones[4096];
    memset(ones, 0xff, sizeof ones);
    const unsigned bits[] = {p_bits, q_bits, g_bits, y_bits};
    gnutls_datum_t numbers[4], der;
    gnutls_pubkey_t key;
    gnutls_x509_privkey_t signer;
    gnutls_x509_crt_t issuer, certificate;
    for (size_t i = 0; i < 4; i++)
        numbers[i] = (gnutls_datum_t){ones, bits[i] / 8};
    cr_assert_geq(gnutls_pubkey_init(&key), 0);
    cr_assert_geq(gnutls_pubkey_import_dsa_raw(key, &numbers[0], &numbers[1], &numbers[2], &numbers[3]), 0);
    cr_assert_geq(gnutls_x509_privkey_init(&signer), 0);
    cr_assert_geq(gnutls_x509_privkey_generate(signer, GNUTLS_PK_ECDSA,
                                               GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                  0);
    cr_assert_geq(gnutls_x509_crt_init(&issuer), 0);
    cr_assert_geq(gnutls_x509_crt_set_key(issuer, signer), 0);
    cr_assert_geq(gnutls_x509_crt_init(&certificate), 0);
    gnutls_x509_crt_set_version(certificate, 3);
    gnutls_x509_crt_set_serial(certificate, "1", 1);
    gnutls_x509_crt_set_activation_time(certificate, 1);
    gnutls_x509_crt_set_expiration_time(certificate, 2000000000);
    cr_assert_geq(gnutls_x509_crt_set_pubkey(certificate, key), 0);
    cr_assert_geq(gnutls_x509_crt_sign2(certificate, issuer, signer, GNUTLS_DIG_SHA256, 0), 0);
    cr_assert_geq(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der), 0);
    gnutls_x509_crt_deinit(certificate);
    cr_assert_geq(gnutls_x509_crt_init(&certificate), 0);
    cr_assert_geq(gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER), 0);
    char *problem = key_limits_problem(certificate);
    gnutls_free(der.data);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_crt_deinit(issuer);
    gnutls_x509_privkey_deinit(signer);
    gnutls_pubkey_deinit(key);
    return problem;
}

Test(key_limits, dsa_keys)
{
    static const unsigned taken[][4] = {
        {1024, 160, 1024, 1024}, {3072, 256, 3072, 3072}, {10000, 256, 8, 10000}};
    static const unsigned refused[][4] = {
        {10008, 256, 8, 8}, {2048, 264, 2048, 2048}, {2048, 256, 10008, 2048}, {2048, 256, 2048, 10008}};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        char *problem = dsa_problem(taken[i][0], taken[i][1], taken[i][2], taken[i][3]);
        cr_expect_null(problem, "row %zu: %s", i, problem);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *problem = dsa_problem(refused[i][0], refused[i][1], refused[i][2], refused[i][3]);
        cr_expect_not_null(problem, "row %zu", i);
        free(problem);
    }
}
