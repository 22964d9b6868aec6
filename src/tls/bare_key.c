/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys without a certificate: see tls/bare_key.h. */
#include "tls/bare_key.h"

#include <stdlib.h>
#include <string.h>

/* DSA and the largest of RSA are slow, and nobody has them in DNS. */
enum { MODULUS_MAX_BITS = 8192, EXPONENT_MAX_BYTES = 5, SIGNATURE_MAX_BYTES = 2048 };
enum { DER_SEQUENCE = 0x30, DER_LONG_FORM = 0x80, DER_LENGTH_MAX_BYTES = 4 };

static bool is_affordable(gnutls_pubkey_t key)
{
    unsigned bits = 0;
    gnutls_datum_t modulus, exponent;
    int algorithm = gnutls_pubkey_get_pk_algorithm(key, &bits);
    if (algorithm == GNUTLS_PK_DSA || bits > MODULUS_MAX_BITS)
        return false;
    if (algorithm != GNUTLS_PK_RSA && algorithm != GNUTLS_PK_RSA_PSS)
        return true;
    if (gnutls_pubkey_export_rsa_raw2(key, &modulus, &exponent, GNUTLS_EXPORT_FLAG_NO_LZ) < 0)
        return false;
    bool small = exponent.size <= EXPONENT_MAX_BYTES;
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    return small;
}

gnutls_pubkey_t bare_key_import(const struct tlsa_record *record)
{
    gnutls_datum_t hex = {(unsigned char *)record->data_hex, (unsigned)strlen(record->data_hex)};
    gnutls_datum_t der;
    gnutls_pubkey_t key;
    if (record->selector != 1 || record->matching_type != 0 || gnutls_hex_decode2(&hex, &der) < 0)
        return NULL;
    if (gnutls_pubkey_init(&key) < 0)
        key = NULL;
    if (key != NULL && (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) < 0 || !is_affordable(key))) {
        gnutls_pubkey_deinit(key);
        key = NULL;
    }
    gnutls_free(der.data);
    return key;
}

/* The bytes that the head of the SEQUENCE at the front of `der` has, and those that follow it; false where
 * there is none that is whole. */
static bool sequence(const gnutls_datum_t *der, unsigned *head, unsigned *content)
{
    if (der->size < 2 || der->data[0] != DER_SEQUENCE)
        return false;
    unsigned first = der->data[1], extra = first & ~(unsigned)DER_LONG_FORM;
    *head = 2;
    *content = first;
    if ((first & DER_LONG_FORM) != 0) {
        if (extra == 0 || extra > DER_LENGTH_MAX_BYTES || extra > der->size - 2)
            return false;
        *content = 0;
        for (unsigned i = 0; i < extra; i++)
            *content = *content << 8 | der->data[2 + i];
        *head += extra;
    }
    return *content <= der->size - *head;
}

bool bare_key_signed(gnutls_pubkey_t key, gnutls_x509_crt_t certificate, const gnutls_datum_t *der)
{
    unsigned char bytes[SIGNATURE_MAX_BYTES];
    size_t size = sizeof bytes;
    unsigned head, content;
    int algorithm = gnutls_x509_crt_get_signature_algorithm(certificate);
    if (algorithm < 0 || gnutls_x509_crt_get_signature(certificate, (char *)bytes, &size) < 0
        || !sequence(der, &head, &content))
        return false;
    gnutls_datum_t signature = {bytes, (unsigned)size};
    gnutls_datum_t to_be_signed = {der->data + head, content};
    if (!sequence(&to_be_signed, &head, &content))
        return false;
    to_be_signed.size = head + content;
    return gnutls_pubkey_verify_data2(key, (gnutls_sign_algorithm_t)algorithm, GNUTLS_VERIFY_ALLOW_BROKEN,
                                      &to_be_signed, &signature)
           >= 0;
}
