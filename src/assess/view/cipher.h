/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a cipher suite, by its code point, says about its strength. Of a suite that
 * base/tls_names.h does not have, nothing is true. */
#ifndef MAILSONDE_ASSESS_VIEW_CIPHER_H
#define MAILSONDE_ASSESS_VIEW_CIPHER_H

#include "facts/tls_survey.h"

#include <stdbool.h>
#include <stdint.h>

/* No encryption, no authentication, or an algorithm that is broken: NULL, anon, EXPORT, RC4, DES, 3DES, RC2
 * (RFC 9325 4.1). */
bool cipher_is_broken(uint32_t suite);

/* CBC with HMAC-SHA1, short of AEAD (RFC 9325 4.2). */
bool cipher_is_cbc_sha1(uint32_t suite);

/* Key exchange by RSA or by fixed keys: no forward secrecy (RFC 9325 4.1). */
bool cipher_is_static(uint32_t suite);

/* Single classes of suites. */
bool cipher_is_null(uint32_t suite);
bool cipher_is_anonymous(uint32_t suite);
bool cipher_is_export(uint32_t suite);
bool cipher_is_des(uint32_t suite); /* single DES, RC2, IDEA */
bool cipher_is_rc4(uint32_t suite);
bool cipher_is_3des(uint32_t suite);
bool cipher_is_cbc(uint32_t suite);
bool cipher_is_aead(uint32_t suite);
bool cipher_is_ecdhe(uint32_t suite);        /* before TLS 1.3, whose suites do not say */
bool cipher_is_dhe(uint32_t suite);          /* the same */
bool cipher_is_rsa(uint32_t suite);          /* the secret is encrypted to the server's RSA key */
bool cipher_is_rsa_export(uint32_t suite);   /* RSA keys of 512 bits made for export */
bool cipher_is_dhe_export(uint32_t suite);   /* Diffie-Hellman with 512 bits made for export, and signed */
bool cipher_has_small_block(uint32_t suite); /* blocks of 64 bits */

/* The one of these that tells whether a suite is of the class. */
bool (*cipher_test_of(enum weak_class weak_class))(uint32_t suite);

#endif
