/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hellos without a handshake, shared among the ports of an address: see probe/hello_quota.h. */
#include "probe/hello_quota.h"

#include "base/address.h"
#include "base/list.h"
#include "base/lru.h"
#include "facts/host.h"

#include <stdlib.h>

/* One fewer than fail2ban bans for; and how many port 25 takes of them where others want some. */
enum { HELLOS_MAX = 4, RELAY_MAX = 3 };

/* Addresses that are remembered once their ports have their shares. */
enum { PLACES_MAX = 65536 };

struct hello_place {
    struct lru_entry entry; /* its key is the address; its users are those expected, and the claims */
    struct hello_quota *quota;
    size_t expected; /* of which it is not known yet what they want */
    size_t left;
    bool auth; /* it is asked once an address, and counts as much */
    struct hello_claim *claims;
};

struct hello_quota {
    struct lru places;
    bool both_families;
};

struct hello_quota *hello_quota_new(bool both_families)
{
    struct hello_quota *quota = allocate(1, sizeof *quota);
    quota->places = (struct lru){.entry_bytes = sizeof(struct hello_place), .unused_max = PLACES_MAX};
    quota->both_families = both_families;
    return quota;
}

void hello_quota_free(struct hello_quota *quota)
{
    if (quota == NULL)
        return;
    lru_free(&quota->places);
    free(quota);
}

/* For one user more. */
static struct hello_place *take_place(struct hello_quota *quota, const char *address)
{
    struct hello_place *place = (struct hello_place *)lru_take(&quota->places, address);
    if (place->quota == NULL) {
        place->quota = quota;
        place->left = HELLOS_MAX;
    }
    return place;
}

void hello_quota_expect(struct hello_quota *quota, const char *address)
{
    if (quota == NULL)
        return;
    take_place(quota, address)->expected++;
}

static bool comes_before(const struct hello_claim *one, const struct hello_claim *other, bool relay_first)
{
    if ((one->port == PORT_RELAY) != (other->port == PORT_RELAY))
        return (one->port == PORT_RELAY) == relay_first;
    return one->port < other->port;
}

/* The next in turn; NULL when all have their share. */
static struct hello_claim *next_claim(const struct hello_place *place)
{
    bool relay_first = !place->quota->both_families || address_family(place->entry.key) != 6;
    struct hello_claim *next = NULL;
    for (struct hello_claim *claim = place->claims; claim != NULL; claim = claim->next)
        if (!claim->dealt && (next == NULL || comes_before(claim, next, relay_first)))
            next = claim;
    return next;
}

/* Whether somebody comes after the claim that wants some. */
static size_t wanted_after(const struct hello_place *place, const struct hello_claim *claim)
{
    size_t others = 0;
    for (const struct hello_claim *other = place->claims; other != NULL; other = other->next)
        others += other != claim && !other->dealt && other->wanted > 0;
    return others;
}

/* Where port 25 comes first, it gets all but one, since mail to the domain is what most runs are about; of
 * the others each leaves one for each that comes after it. */
static size_t share_of(const struct hello_place *place, const struct hello_claim *claim)
{
    size_t others = wanted_after(place, claim);
    size_t share = place->left > others ? place->left - others : place->left > 0;
    if (claim->port == PORT_RELAY && others > 0)
        share = place->left > RELAY_MAX ? RELAY_MAX : place->left;
    return share < claim->wanted ? share : claim->wanted;
}

static void deal(struct hello_place *place)
{
    for (struct hello_claim *claim = next_claim(place); claim != NULL; claim = next_claim(place)) {
        claim->share = share_of(place, claim);
        claim->dealt = true;
        place->left -= claim->share;
        if (claim->fiber != NULL)
            fiber_wake(claim->fiber);
    }
}

void hello_quota_claim(struct hello_quota *quota, const char *address, int64_t port, bool auth, size_t wanted,
                       struct hello_claim *claim)
{
    claim->port = port;
    claim->wanted = wanted;
    if (quota == NULL) {
        claim->share = wanted;
        claim->dealt = true;
        return;
    }
    struct hello_place *place = take_place(quota, address);
    claim->place = place;
    claim->next = place->claims;
    place->claims = claim;
    if (auth && !place->auth) {
        place->auth = true;
        place->left -= place->left > 0;
    }
    if (place->expected > 0) {
        place->expected--;
        lru_release(&quota->places, &place->entry);
    }
    if (place->expected == 0)
        deal(place);
}

size_t hello_claim_wait(struct hello_claim *claim, struct fiber *fiber)
{
    claim->fiber = fiber;
    while (!claim->dealt && !fiber_is_cut(fiber))
        fiber_park(fiber, FIBER_NEVER);
    claim->fiber = NULL;
    return claim->share;
}

void hello_claim_end(struct hello_claim *claim)
{
    struct hello_place *place = claim->place;
    if (place == NULL)
        return;
    struct hello_claim **link = &place->claims;
    while (*link != claim)
        link = &(*link)->next;
    *link = claim->next;
    lru_release(&place->quota->places, &place->entry);
}
