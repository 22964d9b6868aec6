/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which port of an address gets a check: see probe/check_claims.h. */
#include "probe/check_claims.h"

#include "base/list.h"
#include "base/lru.h"

#include <stdlib.h>

/* Addresses whose checks are remembered once all their ports have ended. */
enum { PLACES_MAX = 65536 };

struct check_place {
    struct lru_entry entry; /* its key is the address; its users are those expected, and the claims */
    int64_t *expected;      /* ranks of those of which it is not known yet what they want */
    size_t expected_count;
    uint32_t taken;
    struct check_claim *first;
};

struct check_claims {
    struct lru places;
};

static void clear_place(struct lru_entry *entry)
{
    free(((struct check_place *)entry)->expected);
}

struct check_claims *check_claims_new(void)
{
    struct check_claims *claims = allocate(1, sizeof *claims);
    claims->places = (struct lru){
        .entry_bytes = sizeof(struct check_place), .unused_max = PLACES_MAX, .clear = clear_place};
    return claims;
}

void check_claims_free(struct check_claims *claims)
{
    if (claims == NULL)
        return;
    lru_free(&claims->places);
    free(claims);
}

static int64_t rank_of(int64_t port, enum port_mode expected)
{
    enum { AFTER_ALL_PORTS = 65536 };
    return expected == MODE_IMPLICIT_TLS ? AFTER_ALL_PORTS + port : port;
}

void check_claims_expect(struct check_claims *claims, const char *address, int64_t port,
                         enum port_mode expected)
{
    if (claims == NULL)
        return;
    struct check_place *place = (struct check_place *)lru_take(&claims->places, address);
    int64_t *rank = list_append(&place->expected, &place->expected_count, sizeof *place->expected);
    *rank = rank_of(port, expected);
}

/* The endpoint need not have been expected. */
static void arrive(struct check_claims *claims, struct check_place *place, int64_t rank)
{
    for (size_t i = 0; i < place->expected_count; i++)
        if (place->expected[i] == rank) {
            place->expected[i] = place->expected[--place->expected_count];
            lru_release(&claims->places, &place->entry);
            return;
        }
}

static void wake_all(const struct check_place *place)
{
    for (const struct check_claim *claim = place->first; claim != NULL; claim = claim->next)
        if (claim->fiber != NULL)
            fiber_wake(claim->fiber);
}

void check_claim_begin(struct check_claims *claims, const struct endpoint *endpoint, uint32_t wanted,
                       struct check_claim *claim)
{
    claim->claims = claims;
    claim->wanted = wanted;
    claim->rank = rank_of(endpoint->port, endpoint->expected);
    if (claims == NULL)
        return;
    struct check_place *place = (struct check_place *)lru_take(&claims->places, endpoint->address);
    claim->place = place;
    claim->next = place->first;
    place->first = claim;
    arrive(claims, place, claim->rank);
    wake_all(place);
}

/* Whether an endpoint that comes before this one has not said yet what it wants. */
static bool is_open(const struct check_claim *claim)
{
    for (size_t i = 0; i < claim->place->expected_count; i++)
        if (claim->place->expected[i] < claim->rank)
            return true;
    return false;
}

static bool is_wanted_before(const struct check_claim *claim, uint32_t bit)
{
    for (const struct check_claim *other = claim->place->first; other != NULL; other = other->next)
        if (other->rank < claim->rank && (other->wanted & bit) != 0)
            return true;
    return false;
}

bool check_claim_wait(struct check_claim *claim, struct fiber *fiber, int kind)
{
    uint32_t bit = UINT32_C(1) << kind;
    struct check_place *place = claim->place;
    if (place == NULL || (claim->wanted & bit) == 0)
        return (claim->wanted & bit) != 0;
    claim->fiber = fiber;
    while ((place->taken & bit) == 0 && !is_wanted_before(claim, bit) && is_open(claim)
           && !fiber_is_cut(fiber))
        fiber_park(fiber, FIBER_NEVER);
    claim->fiber = NULL;
    if ((place->taken & bit) != 0 || is_wanted_before(claim, bit) || is_open(claim))
        return false;
    place->taken |= bit;
    return true;
}

void check_claim_end(struct check_claim *claim)
{
    struct check_place *place = claim->place;
    if (place == NULL)
        return;
    struct check_claim **link = &place->first;
    while (*link != claim)
        link = &(*link)->next;
    *link = claim->next;
    wake_all(place);
    lru_release(&claim->claims->places, &place->entry);
}
