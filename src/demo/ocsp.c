/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OCSP responses, built as DER by hand. Values are put together from the inside out: each der_wrap() puts a
 * tag and a length around what the buffer holds. */
#include "demo/ocsp.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

/* Far more than a response for one certificate takes. */
enum { DER_MAX_BYTES = 2048, SHA1_BYTES = 20, DAY_S = 86400 };

enum der_tag {
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_ENUMERATED = 0x0a,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_CONTEXT_0 = 0xa0,
    DER_CONTEXT_1 = 0xa1,
    DER_CONTEXT_2 = 0xa2
};

struct der {
    unsigned char bytes[DER_MAX_BYTES];
    size_t length;
    bool overflow;
};

static void der_bytes(struct der *der, const void *bytes, size_t length)
{
    if (length > sizeof der->bytes - der->length) {
        der->overflow = true;
        return;
    }
    memcpy(der->bytes + der->length, bytes, length);
    der->length += length;
}

/* Puts `tag` and the length before all that was added since the buffer held `start` bytes (X.690 8.1.3). */
static void der_wrap(struct der *der, size_t start, enum der_tag tag)
{
    size_t content = der->length - start;
    unsigned char header[4] = {(unsigned char)tag};
    size_t header_length = 2;
    if (content < 0x80) {
        header[1] = (unsigned char)content;
    } else {
        header[1] = 0x82;
        header[2] = (unsigned char)(content >> 8);
        header[3] = (unsigned char)content;
        header_length = 4;
        if (content < 0x100) {
            header[1] = 0x81;
            header[2] = (unsigned char)content;
            header_length = 3;
        }
    }
    if (header_length > sizeof der->bytes - der->length) {
        der->overflow = true;
        return;
    }
    memmove(der->bytes + start + header_length, der->bytes + start, content);
    memcpy(der->bytes + start, header, header_length);
    der->length += header_length;
}

static void der_value(struct der *der, enum der_tag tag, const void *bytes, size_t length)
{
    size_t start = der->length;
    der_bytes(der, bytes, length);
    der_wrap(der, start, tag);
}

static void der_time(struct der *der, time_t when)
{
    struct tm utc;
    char text[sizeof "YYYYMMDDhhmmssZ"] = "";
    if (gmtime_r(&when, &utc) == NULL || strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &utc) == 0)
        der->overflow = true;
    der_value(der, DER_GENERALIZED_TIME, text, strlen(text));
}

/* SHA-1 of the issuer's public key as its BIT STRING holds it, without tag, length and unused bits (RFC 6960
 * 4.2.1): for a P-256 key the uncompressed point, which is 04, x, y (RFC 5480 2.2). */
static int public_key_hash(gnutls_x509_crt_t issuer, unsigned char hash[SHA1_BYTES])
{
    gnutls_datum_t x = {0};
    gnutls_datum_t y = {0};
    gnutls_ecc_curve_t curve;
    unsigned char point[1 + 32 + 32] = {0x04};
    int status = gnutls_x509_crt_get_pk_ecc_raw(issuer, &curve, &x, &y);
    if (status >= 0) {
        /* Raw numbers may come with a leading zero byte, or without theirs. */
        size_t skip_x = x.size > 32 ? x.size - 32 : 0;
        size_t skip_y = y.size > 32 ? y.size - 32 : 0;
        memcpy(point + 1 + 32 - (x.size - skip_x), x.data + skip_x, x.size - skip_x);
        memcpy(point + sizeof point - (y.size - skip_y), y.data + skip_y, y.size - skip_y);
        status = gnutls_hash_fast(GNUTLS_DIG_SHA1, point, sizeof point, hash);
    }
    gnutls_free(x.data);
    gnutls_free(y.data);
    return status;
}

/* CertID (RFC 6960 4.1.1). */
static int add_certificate_id(struct der *der, gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer,
                              const unsigned char key_hash[SHA1_BYTES])
{
    static const unsigned char sha1_algorithm[] = {DER_SEQUENCE, 9,    0x06, 5, 0x2b, 0x0e,
                                                   0x03,         0x02, 0x1a, 5, 0};
    size_t start = der->length;
    unsigned char name_hash[SHA1_BYTES];
    unsigned char serial[64];
    size_t serial_length = sizeof serial;
    gnutls_datum_t name = {0};
    int status = gnutls_x509_crt_get_raw_dn(issuer, &name);
    if (status >= 0)
        status = gnutls_hash_fast(GNUTLS_DIG_SHA1, name.data, name.size, name_hash);
    gnutls_free(name.data);
    if (status >= 0)
        status = gnutls_x509_crt_get_serial(certificate, serial, &serial_length);
    if (status < 0)
        return status;
    der_bytes(der, sha1_algorithm, sizeof sha1_algorithm);
    der_value(der, DER_OCTET_STRING, name_hash, sizeof name_hash);
    der_value(der, DER_OCTET_STRING, key_hash, SHA1_BYTES);
    der_value(der, DER_INTEGER, serial, serial_length);
    der_wrap(der, start, DER_SEQUENCE);
    return 0;
}

/* ResponseData with one SingleResponse (RFC 6960 4.2.1). */
static int add_response_data(struct der *der, gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer,
                             bool revoked, time_t now)
{
    static const unsigned char status_good[] = {0x80, 0};
    unsigned char key_hash[SHA1_BYTES];
    int status = public_key_hash(issuer, key_hash);
    if (status < 0)
        return status;
    size_t start = der->length;
    der_value(der, DER_OCTET_STRING, key_hash, sizeof key_hash);
    der_wrap(der, start, DER_CONTEXT_2); /* responderID byKey */
    der_time(der, now - DAY_S / 2);      /* producedAt */
    size_t responses = der->length;
    status = add_certificate_id(der, certificate, issuer, key_hash);
    if (status < 0)
        return status;
    size_t certificate_status = der->length;
    if (revoked) {
        der_time(der, now - DAY_S);
        der_wrap(der, certificate_status, DER_CONTEXT_1); /* RevokedInfo */
    } else {
        der_bytes(der, status_good, sizeof status_good);
    }
    der_time(der, now - DAY_S / 2); /* thisUpdate */
    size_t next_update = der->length;
    der_time(der, now + DAY_S);
    der_wrap(der, next_update, DER_CONTEXT_0);
    der_wrap(der, responses, DER_SEQUENCE); /* SingleResponse */
    der_wrap(der, responses, DER_SEQUENCE); /* responses */
    der_wrap(der, start, DER_SEQUENCE);
    return 0;
}

static int sign(const struct der *der, gnutls_x509_privkey_t signer, gnutls_datum_t *signature)
{
    gnutls_privkey_t key = NULL;
    const gnutls_datum_t data = {(unsigned char *)der->bytes, (unsigned int)der->length};
    int status = gnutls_privkey_init(&key);
    if (status < 0)
        return status;
    status = gnutls_privkey_import_x509(key, signer, 0);
    if (status >= 0)
        status = gnutls_privkey_sign_data(key, GNUTLS_DIG_SHA256, 0, &data, signature);
    gnutls_privkey_deinit(key);
    return status;
}

/* Wraps the signed BasicOCSPResponse in an OCSPResponse (RFC 6960 4.2.1). */
static void add_envelope(struct der *der)
{
    static const unsigned char basic_type[] = {0x06, 9, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};
    struct der outer = {.length = 0};
    der_bytes(&outer, &(unsigned char){0}, 1); /* successful */
    der_wrap(&outer, 0, DER_ENUMERATED);
    size_t start = outer.length;
    der_bytes(&outer, basic_type, sizeof basic_type);
    der_value(&outer, DER_OCTET_STRING, der->bytes, der->length);
    der_wrap(&outer, start, DER_SEQUENCE);
    der_wrap(&outer, start, DER_CONTEXT_0);
    der_wrap(&outer, 0, DER_SEQUENCE);
    outer.overflow = outer.overflow || der->overflow;
    *der = outer;
}

int ocsp_response(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer, gnutls_x509_privkey_t signer,
                  bool revoked, time_t now, gnutls_datum_t *response)
{
    static const unsigned char ecdsa_sha256[] = {DER_SEQUENCE, 10,   0x06, 8,    0x2a, 0x86,
                                                 0x48,         0xce, 0x3d, 0x04, 0x03, 0x02};
    struct der der = {.length = 0};
    gnutls_datum_t signature = {0};
    int status = add_response_data(&der, certificate, issuer, revoked, now);
    if (status >= 0)
        status = sign(&der, signer, &signature);
    if (status < 0)
        return status;
    der_bytes(&der, ecdsa_sha256, sizeof ecdsa_sha256);
    size_t start = der.length;
    der_bytes(&der, &(unsigned char){0}, 1); /* no unused bits */
    der_bytes(&der, signature.data, signature.size);
    der_wrap(&der, start, DER_BIT_STRING);
    der_wrap(&der, 0, DER_SEQUENCE);
    gnutls_free(signature.data);
    add_envelope(&der);
    if (der.overflow)
        return GNUTLS_E_SHORT_MEMORY_BUFFER;
    response->data = malloc(der.length);
    if (response->data == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    memcpy(response->data, der.bytes, der.length);
    response->size = (unsigned int)der.length;
    return 0;
}
