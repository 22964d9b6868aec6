/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts the networks of a family that were reached and those that were not, by the kind of failure. Pure. */
#ifndef MAILSONDE_SCAN_NETWORK_TALLY_H
#define MAILSONDE_SCAN_NETWORK_TALLY_H

#include "facts/reach.h"

/* The result at an address. If one network has several results, the one that is last in this list counts. */
enum network_outcome { NETWORK_FAILED, NETWORK_BLOCKED, NETWORK_REACHED, NETWORK_OUTCOME_COUNT };

struct network_tally;

struct network_tally *network_tally_new(void);
void network_tally_free(struct network_tally *tally);

/* Adds what was seen at `address`. `how` is the way in which it failed, NULL for NETWORK_REACHED. Some
 * thousands of networks are told apart; of those beyond nothing counts but whether one was reached. */
void network_tally_note(struct network_tally *tally, const char *address, enum network_outcome outcome,
                        const struct failure *how);

/* Adds that `address`, which is blocked, is a host of `organization` (a domain name, of which the last two
 * labels count). An organization counts once, and so does an address. */
void network_tally_note_organization(struct network_tally *tally, const char *organization,
                                     const char *address);

/* Whether further networks cannot change reach_blocked(): one was reached, or enough are blocked. */
bool network_tally_decided(const struct network_tally *tally);

/* Whether enough are blocked and none was reached: a network that is reached later would still change the
 * result. */
bool network_tally_blocked(const struct network_tally *tally);

/* Fills `reach`, whose old contents are freed. Local networks (base/network.h) that were reached are left
 * out where one that is not local failed. */
void network_tally_tell(const struct network_tally *tally, struct reach *reach);

#endif
