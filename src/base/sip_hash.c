/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SipHash-2-4. */
#include "base/sip_hash.h"

enum { WORD_BYTES = 8, ROUNDS_A_WORD = 2, ROUNDS_AT_THE_END = 4 };

static uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void mix(uint64_t v[static 4], int rounds)
{
    for (int i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* Up to eight bytes, the first one lowest. */
static uint64_t word_of(const uint8_t *bytes, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

static void add(uint64_t v[static 4], uint64_t word)
{
    v[3] ^= word;
    mix(v, ROUNDS_A_WORD);
    v[0] ^= word;
}

uint64_t sip_hash(const struct sip_key *key, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    const uint64_t *k = key->words;
    uint64_t v[4] = {k[0] ^ 0x736f6d6570736575U, k[1] ^ 0x646f72616e646f6dU, k[0] ^ 0x6c7967656e657261U,
                     k[1] ^ 0x7465646279746573U};
    size_t left = length;
    for (; left >= WORD_BYTES; left -= WORD_BYTES, at += WORD_BYTES)
        add(v, word_of(at, WORD_BYTES));
    add(v, word_of(at, left) | (uint64_t)length << 56);
    v[2] ^= 0xff;
    mix(v, ROUNDS_AT_THE_END);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
