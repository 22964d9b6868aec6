/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in messages of a handshake. */
#include "tls/key_limits.h"

#include <criterion/criterion.h>
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
