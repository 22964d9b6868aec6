/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds out whether all servers that the run reaches on port 25 show the same identity and none shows its
 * own: then a single machine answers for all of them. Pure. */
#ifndef MAILSONDE_SCAN_RELAY_IDENTITY_H
#define MAILSONDE_SCAN_RELAY_IDENTITY_H

#include "facts/report.h"

#include <stdbool.h>

struct relay_identity;

/* relay_identity_free() takes NULL. */
struct relay_identity *relay_identity_new(void);
void relay_identity_free(struct relay_identity *identity);

/* Adds what the servers on port 25 of this report showed; true when one showed what is not its own, so that
 * the report depends on what others show. Hosts of one organization count once; hosts in networks that
 * are not unrelated (base/network.h) count where another port of theirs shows the host itself
 * (CONTRAST_ANOTHER), else once. Servers that tell nothing (infer/server_identity.h) do not count. */
bool relay_identity_note(struct relay_identity *identity, const struct report *report);

/* Whether further servers cannot change the result: two differ, or enough are alike. */
bool relay_identity_decided(const struct relay_identity *identity);

/* Whether enough are alike; a later one that differs would still change the result. */
bool relay_identity_shared(const struct relay_identity *identity);

/* Fills `shared`, whose old contents are freed; zeroed where nothing is shared. */
void relay_identity_tell(const struct relay_identity *identity, struct shared_identity *shared);

#endif
