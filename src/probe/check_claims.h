/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which port of an address gets a check that a run makes once for an address.
 *
 * The rule, so that two runs choose the same one: of the ports that want the check the one with the lowest
 * number, those that should begin with TLS last. A port waits until it is known what the ports before it
 * want, and no longer. */
#ifndef MAILSONDE_PROBE_CHECK_CLAIMS_H
#define MAILSONDE_PROBE_CHECK_CLAIMS_H

#include "facts/endpoint.h"
#include "net/fiber.h"

#include <stdbool.h>
#include <stdint.h>

/* All addresses of a run. check_claims_free() takes NULL. */
struct check_claims;

struct check_claims *check_claims_new(void);
void check_claims_free(struct check_claims *claims);

/* What one endpoint wants; kept by the caller, and opaque to it. */
struct check_claim {
    struct check_claims *claims; /* NULL: each gets what it wants */
    struct check_place *place;
    struct fiber *fiber; /* the fiber that waits; NULL: none */
    int64_t rank;
    uint32_t wanted;
    struct check_claim *next;
};

/* Announces an endpoint that will call check_claim_begin(); all of a plan are announced before one of them
 * does. */
void check_claims_expect(struct check_claims *claims, const char *address, int64_t port,
                         enum port_mode expected);

/* Says what the endpoint wants: a bit for each kind (0 to 31), none for nothing. `claims` of NULL have no
 * limit. The claim, zeroed, must not move until check_claim_end(). */
void check_claim_begin(struct check_claims *claims, const struct endpoint *endpoint, uint32_t wanted,
                       struct check_claim *claim);

/* Waits until it is known whether the endpoint gets the check of this kind, which it may have wanted, and
 * returns that; false if the fiber is cut off first. */
bool check_claim_wait(struct check_claim *claim, struct fiber *fiber, int kind);

void check_claim_end(struct check_claim *claim);

#endif
