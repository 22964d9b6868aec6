/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading cipher suite names. */
#include "assess/cipher.h"

#include <string.h>

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text), suffix_length = strlen(suffix);
    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

bool cipher_version_is_old(const char *version)
{
    return begins_with(version, "SSL") || strcmp(version, "TLS 1.0") == 0 || strcmp(version, "TLS 1.1") == 0;
}

bool cipher_is_broken(const char *suite)
{
    static const char *const marks[] = {"_NULL", "_anon_", "_EXPORT", "_RC4_", "_DES_", "_3DES_", "_RC2_"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strstr(suite, marks[i]) != NULL)
            return true;
    return false;
}

bool cipher_is_cbc_sha1(const char *suite)
{
    return ends_with(suite, "_CBC_SHA");
}

bool cipher_is_static(const char *suite)
{
    static const char *const prefixes[] = {"TLS_RSA_",        "TLS_DH_RSA_", "TLS_DH_DSS_", "TLS_ECDH_RSA_",
                                           "TLS_ECDH_ECDSA_", "TLS_PSK_",    "TLS_RSA_PSK_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (begins_with(suite, prefixes[i]))
            return true;
    return false;
}
