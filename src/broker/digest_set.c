/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open addressing over SipHash-2-4 with 128 bits (Aumasson and Bernstein, https://github.com/veorq/SipHash).
 */
#include "broker/digest_set.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FIRST_CAPACITY = 1024 };

static uint64_t rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static void mix(uint64_t v[4], int rounds)
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

/* Up to eight bytes, the first is the lowest. */
static uint64_t word_of(const unsigned char *bytes, size_t count)
{
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++)
        word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

static struct digest digest_of(const struct digest *secret, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = strlen(text);
    uint64_t v[4] = {secret->words[0] ^ UINT64_C(0x736f6d6570736575),
                     secret->words[1] ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
                     secret->words[0] ^ UINT64_C(0x6c7967656e657261),
                     secret->words[1] ^ UINT64_C(0x7465646279746573)};
    for (size_t left = length;; left -= 8, bytes += 8) {
        uint64_t word = left >= 8 ? word_of(bytes, 8) : word_of(bytes, left) | (uint64_t)length << 56;
        v[3] ^= word;
        mix(v, 2);
        v[0] ^= word;
        if (left < 8)
            break;
    }
    struct digest digest;
    v[2] ^= 0xee;
    mix(v, 4);
    digest.words[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    mix(v, 4);
    digest.words[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
    if (digest.words[0] == 0 && digest.words[1] == 0)
        digest.words[1] = 1;
    return digest;
}

static bool is_free(const struct digest *slot)
{
    return slot->words[0] == 0 && slot->words[1] == 0;
}

/* Where the digest is, or would be. */
static struct digest *slot_of(const struct digest_set *set, const struct digest *digest)
{
    size_t at = digest->words[0] & (set->capacity - 1);
    while (!is_free(&set->slots[at]) && memcmp(&set->slots[at], digest, sizeof *digest) != 0)
        at = (at + 1) & (set->capacity - 1);
    return &set->slots[at];
}

static void grow(struct digest_set *set)
{
    struct digest_set larger = *set;
    larger.capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2;
    larger.slots = allocate(larger.capacity, sizeof *larger.slots);
    for (size_t i = 0; i < set->capacity; i++)
        if (!is_free(&set->slots[i]))
            *slot_of(&larger, &set->slots[i]) = set->slots[i];
    free(set->slots);
    *set = larger;
}

bool digest_set_add(struct digest_set *set, const char *text)
{
    if (set->capacity == 0 && getrandom(&set->secret, sizeof set->secret, 0) != (ssize_t)sizeof set->secret)
        abort(); /* Linux has no such state once it has booted */
    if (set->capacity == 0 || set->count >= set->capacity / 4 * 3)
        grow(set);
    struct digest digest = digest_of(&set->secret, text);
    struct digest *slot = slot_of(set, &digest);
    if (!is_free(slot))
        return false;
    *slot = digest;
    set->count++;
    return true;
}

bool digest_set_has(struct digest_set *set, const char *text)
{
    if (set->count == 0)
        return false;
    struct digest digest = digest_of(&set->secret, text);
    return !is_free(slot_of(set, &digest));
}

void digest_set_free(struct digest_set *set)
{
    free(set->slots);
    *set = (struct digest_set){0};
}
