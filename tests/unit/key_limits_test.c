/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates of a Certificate message. */
#include "tls/key_limits.h"

#include <criterion/criterion.h>
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
