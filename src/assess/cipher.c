/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking cipher suites up by their names. */
#include "assess/cipher.h"

#include "facts/tls_names.h"

#include <string.h>

bool cipher_version_is_old(const char *version)
{
    return strncmp(version, "SSL", 3) == 0 || strcmp(version, "TLS 1.0") == 0
           || strcmp(version, "TLS 1.1") == 0;
}

static bool is_in(const char *suite, unsigned classes)
{
    const struct tls_suite *entry = tls_names_find_suite(suite);
    return entry != NULL && (entry->classes & classes) != 0;
}

static bool is_exchanged_by(const char *suite, enum key_exchange one, enum key_exchange other)
{
    const struct tls_suite *entry = tls_names_find_suite(suite);
    return entry != NULL && (entry->key_exchange == one || entry->key_exchange == other);
}

static bool is_mode(const char *suite, enum cipher_mode mode)
{
    const struct tls_suite *entry = tls_names_find_suite(suite);
    return entry != NULL && entry->mode == mode;
}

bool cipher_is_broken(const char *suite)
{
    return is_in(suite, SUITE_NULL | SUITE_ANON | SUITE_EXPORT | SUITE_RC4 | SUITE_DES | SUITE_3DES)
           || cipher_is_des(suite);
}

bool cipher_is_cbc_sha1(const char *suite)
{
    return is_in(suite, SUITE_CBC_SHA1);
}

bool cipher_is_static(const char *suite)
{
    return is_in(suite, SUITE_STATIC_RSA) || is_exchanged_by(suite, KEY_EXCHANGE_DH, KEY_EXCHANGE_ECDH)
           || is_exchanged_by(suite, KEY_EXCHANGE_PSK, KEY_EXCHANGE_RSA_PSK);
}

bool cipher_is_null(const char *suite)
{
    return is_in(suite, SUITE_NULL);
}

bool cipher_is_anonymous(const char *suite)
{
    return is_in(suite, SUITE_ANON);
}

bool cipher_is_export(const char *suite)
{
    return is_in(suite, SUITE_EXPORT);
}

bool cipher_is_des(const char *suite)
{
    const struct tls_suite *entry = tls_names_find_suite(suite);
    return entry != NULL
           && ((entry->classes & SUITE_DES) != 0 || strstr(entry->name.name, "_RC2_") != NULL
               || strstr(entry->name.name, "_IDEA_") != NULL);
}

bool cipher_is_rc4(const char *suite)
{
    return is_in(suite, SUITE_RC4);
}

bool cipher_is_3des(const char *suite)
{
    return is_in(suite, SUITE_3DES);
}

bool cipher_is_cbc(const char *suite)
{
    return is_mode(suite, CIPHER_MODE_CBC);
}

bool cipher_is_aead(const char *suite)
{
    return is_mode(suite, CIPHER_MODE_AEAD);
}

bool cipher_is_ecdhe(const char *suite)
{
    return is_exchanged_by(suite, KEY_EXCHANGE_ECDHE, KEY_EXCHANGE_ECDHE_PSK);
}

bool cipher_is_dhe(const char *suite)
{
    return is_exchanged_by(suite, KEY_EXCHANGE_DHE, KEY_EXCHANGE_DHE_PSK);
}

bool cipher_is_rsa_export(const char *suite)
{
    return cipher_is_export(suite) && is_exchanged_by(suite, KEY_EXCHANGE_RSA, KEY_EXCHANGE_RSA);
}

bool cipher_is_dhe_export(const char *suite)
{
    return cipher_is_export(suite) && is_exchanged_by(suite, KEY_EXCHANGE_DHE, KEY_EXCHANGE_DHE);
}

bool cipher_has_small_block(const char *suite)
{
    return is_in(suite, SUITE_SMALL_BLOCK);
}

bool (*cipher_test_of(enum weak_class weak_class))(const char *suite)
{
    static bool (*const tests[WEAK_CLASS_COUNT])(const char *) = {
        [WEAK_NULL] = cipher_is_null,         [WEAK_ANONYMOUS] = cipher_is_anonymous,
        [WEAK_EXPORT] = cipher_is_export,     [WEAK_DES] = cipher_is_des,
        [WEAK_RC4] = cipher_is_rc4,           [WEAK_3DES] = cipher_is_3des,
        [WEAK_STATIC_KEY] = cipher_is_static, [WEAK_CBC_SHA1] = cipher_is_cbc_sha1,
    };
    return tests[weak_class];
}
