/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What cipher suites are made of. */
#include "assess/view/cipher.h"

#include "base/tls_names.h"

static bool is_in(uint32_t suite, unsigned classes)
{
    const struct tls_suite *entry = tls_names_suite(suite);
    return entry != NULL && (entry->classes & classes) != 0;
}

static bool is_exchanged_by(uint32_t suite, enum key_exchange one, enum key_exchange other)
{
    const struct tls_suite *entry = tls_names_suite(suite);
    return entry != NULL && (entry->key_exchange == one || entry->key_exchange == other);
}

static bool is_mode(uint32_t suite, enum cipher_mode mode)
{
    const struct tls_suite *entry = tls_names_suite(suite);
    return entry != NULL && entry->mode == mode;
}

bool cipher_is_broken(uint32_t suite)
{
    return is_in(suite, SUITE_NULL | SUITE_ANON | SUITE_EXPORT | SUITE_RC4 | SUITE_DES | SUITE_3DES);
}

bool cipher_is_cbc_sha1(uint32_t suite)
{
    return is_in(suite, SUITE_CBC_SHA1);
}

bool cipher_is_static(uint32_t suite)
{
    return is_in(suite, SUITE_STATIC_RSA) || is_exchanged_by(suite, KEY_EXCHANGE_DH, KEY_EXCHANGE_ECDH)
           || is_exchanged_by(suite, KEY_EXCHANGE_PSK, KEY_EXCHANGE_RSA_PSK);
}

bool cipher_is_null(uint32_t suite)
{
    return is_in(suite, SUITE_NULL);
}

bool cipher_is_anonymous(uint32_t suite)
{
    return is_in(suite, SUITE_ANON);
}

bool cipher_is_export(uint32_t suite)
{
    return is_in(suite, SUITE_EXPORT);
}

bool cipher_is_des(uint32_t suite)
{
    return is_in(suite, SUITE_DES);
}

bool cipher_is_rc4(uint32_t suite)
{
    return is_in(suite, SUITE_RC4);
}

bool cipher_is_3des(uint32_t suite)
{
    return is_in(suite, SUITE_3DES);
}

bool cipher_is_cbc(uint32_t suite)
{
    return is_mode(suite, CIPHER_MODE_CBC);
}

bool cipher_is_aead(uint32_t suite)
{
    return is_mode(suite, CIPHER_MODE_AEAD);
}

bool cipher_is_ecdhe(uint32_t suite)
{
    return is_exchanged_by(suite, KEY_EXCHANGE_ECDHE, KEY_EXCHANGE_ECDHE_PSK);
}

bool cipher_is_dhe(uint32_t suite)
{
    return is_exchanged_by(suite, KEY_EXCHANGE_DHE, KEY_EXCHANGE_DHE_PSK);
}

bool cipher_is_rsa(uint32_t suite)
{
    return is_exchanged_by(suite, KEY_EXCHANGE_RSA, KEY_EXCHANGE_RSA_PSK);
}

bool cipher_is_rsa_export(uint32_t suite)
{
    return cipher_is_export(suite) && is_exchanged_by(suite, KEY_EXCHANGE_RSA, KEY_EXCHANGE_RSA);
}

bool cipher_is_dhe_export(uint32_t suite)
{
    return cipher_is_export(suite) && is_exchanged_by(suite, KEY_EXCHANGE_DHE, KEY_EXCHANGE_DHE);
}

bool cipher_has_small_block(uint32_t suite)
{
    return is_in(suite, SUITE_SMALL_BLOCK);
}

bool (*cipher_test_of(enum weak_class weak_class))(uint32_t suite)
{
    static bool (*const tests[WEAK_CLASS_COUNT])(uint32_t) = {
        [WEAK_NULL] = cipher_is_null,         [WEAK_ANONYMOUS] = cipher_is_anonymous,
        [WEAK_EXPORT] = cipher_is_export,     [WEAK_DES] = cipher_is_des,
        [WEAK_RC4] = cipher_is_rc4,           [WEAK_3DES] = cipher_is_3des,
        [WEAK_STATIC_KEY] = cipher_is_static, [WEAK_CBC_SHA1] = cipher_is_cbc_sha1,
    };
    return tests[weak_class];
}
