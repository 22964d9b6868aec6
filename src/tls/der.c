/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Single questions to DER. */
#include "tls/der.h"

#include "base/list.h"
#include "base/text.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

enum { SHA256_BYTES = 32, NAME_BYTES_MAX = 1024 };

static bool has_extension(const gnutls_datum_t *der, const char *oid)
{
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return false;
    bool has = false;
    if (gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) >= 0) {
        char value[4096];
        size_t size = sizeof value;
        unsigned critical = 0;
        int status = gnutls_x509_crt_get_extension_by_oid(certificate, oid, 0, value, &size, &critical);
        has = status >= 0 || status == GNUTLS_E_SHORT_MEMORY_BUFFER;
    }
    gnutls_x509_crt_deinit(certificate);
    return has;
}

bool der_certificate_has(const uint8_t *der, size_t length, const char *oid)
{
    gnutls_datum_t datum = {.data = (unsigned char *)der, .size = (unsigned)length};
    return has_extension(&datum, oid);
}

bool der_base64_certificate_has(const char *base64, const char *oid)
{
    if (base64 == NULL)
        return false;
    gnutls_datum_t text = {.data = (unsigned char *)base64, .size = (unsigned)strlen(base64)};
    gnutls_datum_t der = {0};
    if (gnutls_base64_decode2(&text, &der) < 0)
        return false;
    bool has = has_extension(&der, oid);
    gnutls_free(der.data);
    return has;
}

char *der_name_text(const uint8_t *der, size_t length)
{
    gnutls_datum_t datum = {.data = (unsigned char *)der, .size = (unsigned)length};
    char name[NAME_BYTES_MAX];
    size_t size = sizeof name;
    if (gnutls_x509_rdn_get(&datum, name, &size) < 0)
        return text_from_wire(der, length, 64);
    return text_from_wire(name, strnlen(name, sizeof name), sizeof name);
}

char *der_sha256(const uint8_t *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_BYTES] = {0};
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, length, digest) < 0)
        memset(digest, 0, sizeof digest);
    char *hex = allocate(2 * sizeof digest + 1, 1);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    return hex;
}
