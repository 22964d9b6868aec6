/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What became of one question in each network of a family: how many were reached, how many were not, and how.
 * Pure. */
#ifndef MAILSONDE_SCAN_NETWORK_TALLY_H
#define MAILSONDE_SCAN_NETWORK_TALLY_H

#include "facts/reach.h"

/* What was seen at an address. Of what is seen in one network the later of these wins. */
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

/* Whether more networks will not change what reach_blocked() says: something was reached, or enough is
 * blocked. */
bool network_tally_decided(const struct network_tally *tally);

/* Whether it says so for what is blocked alone: a network that is reached yet would show otherwise. */
bool network_tally_blocked(const struct network_tally *tally);

/* Fills `reach`, whose old contents are freed. Local networks (base/network.h) that were reached are left
 * out where one that is not local failed. */
void network_tally_tell(const struct network_tally *tally, struct reach *reach);

#endif
