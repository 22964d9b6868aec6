/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the name of a TLS version or of a cipher suite (IANA) says about its strength. Of a suite that
 * facts/tls_names.h does not have, nothing is true. */
#ifndef MAILSONDE_ASSESS_CIPHER_H
#define MAILSONDE_ASSESS_CIPHER_H

#include "facts/tls_survey.h"

#include <stdbool.h>

/* Older than TLS 1.2 (RFC 8996). */
bool cipher_version_is_old(const char *version);

/* No encryption, no authentication, or an algorithm that is broken: NULL, anon, EXPORT, RC4, DES, 3DES, RC2
 * (RFC 9325 4.1). */
bool cipher_is_broken(const char *suite);

/* CBC with HMAC-SHA1, short of AEAD (RFC 9325 4.2). */
bool cipher_is_cbc_sha1(const char *suite);

/* Key exchange by RSA or by fixed keys: no forward secrecy (RFC 9325 4.1). */
bool cipher_is_static(const char *suite);

/* Single classes of suites. */
bool cipher_is_null(const char *suite);
bool cipher_is_anonymous(const char *suite);
bool cipher_is_export(const char *suite);
bool cipher_is_des(const char *suite); /* single DES, RC2, IDEA */
bool cipher_is_rc4(const char *suite);
bool cipher_is_3des(const char *suite);
bool cipher_is_cbc(const char *suite);
bool cipher_is_aead(const char *suite);
bool cipher_is_ecdhe(const char *suite);        /* before TLS 1.3, whose suites do not say */
bool cipher_is_dhe(const char *suite);          /* the same */
bool cipher_is_rsa_export(const char *suite);   /* RSA keys of 512 bits made for export */
bool cipher_is_dhe_export(const char *suite);   /* Diffie-Hellman with 512 bits made for export, and signed */
bool cipher_has_small_block(const char *suite); /* blocks of 64 bits */

/* The one of these that tells whether a suite is of the class. */
bool (*cipher_test_of(enum weak_class weak_class))(const char *suite);

#endif
