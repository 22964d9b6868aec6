/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names for the primes of finite-field Diffie-Hellman. */
#ifndef MAILSONDE_TLS_DH_PRIME_H
#define MAILSONDE_TLS_DH_PRIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "ffdhe2048" (RFC 7919), "2048-bit MODP of RFC 3526", "1024-bit MODP of RFC 2409", or "sha256:..." for a
 * prime, without leading zero bytes, of its own, which is not *published; the caller frees. */
char *dh_prime_name(const uint8_t *prime, size_t length, bool *published);

#endif
