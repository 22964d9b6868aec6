/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256 of what comes in pieces. */
#ifndef MAILSONDE_TLS_SHA256_H
#define MAILSONDE_TLS_SHA256_H

#include <stddef.h>

enum { SHA256_BYTES = 32 };

struct sha256;

struct sha256 *sha256_begin(void);

/* `context` is a struct sha256, so that this can be a struct shape_feed's. */
void sha256_add(void *context, const void *bytes, size_t length);

/* Frees it. */
void sha256_end(struct sha256 *sha256, unsigned char digest[SHA256_BYTES]);

#endif
