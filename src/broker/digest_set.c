/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Open addressing. */
#include "broker/digest_set.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FIRST_CAPACITY = 1024 };

static struct digest digest_of(const struct sip_key secrets[static 2], const char *text)
{
    size_t length = strlen(text);
    struct digest digest = {{sip_hash(&secrets[0], text, length), sip_hash(&secrets[1], text, length)}};
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
    if (set->capacity == 0 && getrandom(set->secrets, sizeof set->secrets, 0) != (ssize_t)sizeof set->secrets)
        abort(); /* Linux has no such state once it has booted */
    if (set->capacity == 0 || set->count >= set->capacity / 4 * 3)
        grow(set);
    struct digest digest = digest_of(set->secrets, text);
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
    struct digest digest = digest_of(set->secrets, text);
    return !is_free(slot_of(set, &digest));
}

void digest_set_free(struct digest_set *set)
{
    free(set->slots);
    *set = (struct digest_set){0};
}
