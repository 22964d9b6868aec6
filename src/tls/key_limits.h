/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Limits on keys. The cost of a public-key operation grows with the product of modulus and exponent, both of
 * which the server chooses: with 131,072 bits each it takes minutes, during which nothing else is done. Keys
 * beyond the limits are not used. The limits are those of OpenSSL (OPENSSL_RSA_MAX_MODULUS_BITS,
 * OPENSSL_RSA_MAX_PUBEXP_BITS, OPENSSL_DSA_MAX_MODULUS_BITS), so common software rejects such keys too. Of
 * DSA the subgroup has 256 bits at most there, and in the standard (FIPS 186-4 4.2). */
#ifndef MAILSONDE_TLS_KEY_LIMITS_H
#define MAILSONDE_TLS_KEY_LIMITS_H

#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_MODULUS_MAX_BITS = 16384, KEY_EXPONENT_MAX_BITS = 64 };
enum { KEY_DSA_MODULUS_MAX_BITS = 10000, KEY_DSA_SUBGROUP_MAX_BITS = 256 };

/* Why the certificate's key must not be used, such as "RSA key with a modulus of 131072 bits and an exponent
 * of 131072 bits"; the caller frees. NULL if it may be used. Only the sizes are read. */
char *key_limits_problem(gnutls_x509_crt_t certificate);

/* Whether the keys of all these certificates may be used; a NULL entry is skipped. */
bool key_limits_allow(const gnutls_x509_crt_t *certificates, size_t count);

/* About how long it takes to verify a signature with the certificate's key, in microseconds of a machine of
 * 2020: 30 for RSA of 2048 bits with the usual exponent, 2500 for the largest that is worked with, 7300 for
 * the largest of DSA. */
int64_t key_limits_cost_us(gnutls_x509_crt_t certificate);

/* Whether operations may be begun with the keys of the certificates that came with an OCSP response, one of
 * which may have signed it. */
bool key_limits_allow_response(gnutls_ocsp_resp_t response);

/* Primes above this are refused: the limit of OpenSSL (OPENSSL_DH_MAX_MODULUS_BITS). The largest that is
 * published has 8192 bits. */
enum { KEY_DH_PRIME_MAX_BITS = 10000 };

/* Why nothing may be computed with the parameters in the body of a ServerKeyExchange of finite-field
 * Diffie-Hellman (RFC 5246 7.4.3): the prime is too large, or the generator or the public value are, which
 * are smaller than the prime where it is done right. The caller frees. NULL where it may, and for what is no
 * such message. */
char *key_limits_dh_problem(const gnutls_datum_t *message);

/* The same for numbers of so many bits. */
char *key_limits_dh_bits_problem(unsigned prime_bits, unsigned generator_bits, unsigned public_bits);

enum { KEY_LIMITS_CHAIN_MAX = 16 };

/* The certificates of a Certificate message's body (RFC 5246 7.4.2, RFC 9846 4.5.1), which lie in `message`;
 * at most KEY_LIMITS_CHAIN_MAX are looked at. Their number, 0 for what is no such message. */
size_t key_limits_message_chain(const gnutls_datum_t *message, bool is_tls13,
                                gnutls_datum_t chain[static KEY_LIMITS_CHAIN_MAX]);

#endif
