/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of hashes with open addressing. */
#include "scan/seen_targets.h"

#include "base/list.h"
#include "base/sip_hash.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { FIRST_ROOM = 64, PORT_BYTES = 8 };

struct seen_targets {
    struct sip_key key;
    uint64_t *hashes; /* 0: none */
    size_t room;      /* a power of two */
    size_t count;
};

struct seen_targets *seen_targets_new(void)
{
    struct seen_targets *seen = allocate(1, sizeof *seen);
    /* Without randomness somebody could choose names that are taken for one another: that costs them only. */
    if (getrandom(&seen->key, sizeof seen->key, GRND_NONBLOCK) < 0)
        seen->key = (struct sip_key){{1, 2}};
    seen->room = FIRST_ROOM;
    seen->hashes = allocate(seen->room, sizeof *seen->hashes);
    return seen;
}

void seen_targets_free(struct seen_targets *seen)
{
    if (seen == NULL)
        return;
    free(seen->hashes);
    free(seen);
}

static uint64_t hash_of(const struct seen_targets *seen, const struct target *target)
{
    bool as_domain = target->kind == TARGET_DOMAIN || target->kind == TARGET_EMAIL;
    char *key = text_format("%c%lld %s", as_domain ? 'd' : 'h', (long long)target->port, target->name);
    for (char *at = key; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    uint64_t hash = sip_hash(&seen->key, key, strlen(key));
    free(key);
    return hash != 0 ? hash : 1;
}

/* The place of the hash, or the free one where it would be. */
static size_t place_of(const struct seen_targets *seen, uint64_t hash)
{
    size_t place = (size_t)hash & (seen->room - 1);
    while (seen->hashes[place] != 0 && seen->hashes[place] != hash)
        place = (place + 1) & (seen->room - 1);
    return place;
}

static void grow(struct seen_targets *seen)
{
    uint64_t *before = seen->hashes;
    size_t room = seen->room;
    seen->room *= 2;
    seen->hashes = allocate(seen->room, sizeof *seen->hashes);
    for (size_t i = 0; i < room; i++)
        if (before[i] != 0)
            seen->hashes[place_of(seen, before[i])] = before[i];
    free(before);
}

bool seen_targets_add(struct seen_targets *seen, const struct target *target)
{
    uint64_t hash = hash_of(seen, target);
    size_t place = place_of(seen, hash);
    if (seen->hashes[place] != 0)
        return false;
    seen->hashes[place] = hash;
    if (++seen->count > seen->room / 4 * 3)
        grow(seen);
    return true;
}

bool seen_targets_have(const struct seen_targets *seen, const struct target *target)
{
    return seen->hashes[place_of(seen, hash_of(seen, target))] != 0;
}

size_t seen_targets_count(const struct seen_targets *seen)
{
    return seen->count;
}
