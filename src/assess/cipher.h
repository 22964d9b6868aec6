/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the name of a TLS version or of a cipher suite (IANA) says about its strength. */
#ifndef MAILSONDE_ASSESS_CIPHER_H
#define MAILSONDE_ASSESS_CIPHER_H

#include <stdbool.h>

/* Older than TLS 1.2 (RFC 8996). */
bool cipher_version_is_old(const char *version);

/* No encryption, no authentication, or an algorithm that is broken: NULL, anon, EXPORT, RC4, DES, 3DES, RC2
 * (RFC 9325 4.1). */
bool cipher_is_broken(const char *suite);

/* CBC with HMAC-SHA1, short of AEAD (RFC 9325 4.2.1). */
bool cipher_is_cbc_sha1(const char *suite);

/* Key exchange by RSA or by fixed Diffie-Hellman keys: no forward secrecy (RFC 9325 4.1). */
bool cipher_is_static(const char *suite);

#endif
