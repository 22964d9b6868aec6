/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SHA-256, with a buffer: most pieces are of a few bytes. */
#include "tls/sha256.h"

#include "base/list.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

struct sha256 {
    gnutls_hash_hd_t state;
    size_t held;
    unsigned char buffer[1024];
};

struct sha256 *sha256_begin(void)
{
    struct sha256 *sha256 = allocate(1, sizeof *sha256);
    if (gnutls_hash_init(&sha256->state, GNUTLS_DIG_SHA256) < 0)
        out_of_memory(); /* which is all that can go wrong */
    return sha256;
}

static void flush(struct sha256 *sha256)
{
    gnutls_hash(sha256->state, sha256->buffer, sha256->held);
    sha256->held = 0;
}

void sha256_add(void *context, const void *bytes, size_t length)
{
    struct sha256 *sha256 = context;
    if (length > sizeof sha256->buffer - sha256->held)
        flush(sha256);
    if (length > sizeof sha256->buffer) {
        gnutls_hash(sha256->state, bytes, length);
        return;
    }
    memcpy(sha256->buffer + sha256->held, bytes, length);
    sha256->held += length;
}

void sha256_end(struct sha256 *sha256, unsigned char digest[SHA256_BYTES])
{
    flush(sha256);
    gnutls_hash_deinit(sha256->state, digest);
    free(sha256);
}
