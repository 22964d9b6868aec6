/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of targets: those that a run has begun, so that each is examined once, however often it is given, or
 * those that an earlier run has finished.
 *
 * Kept are hashes of 64 bits under a random key, 8 to 21 bytes a target: of a million targets two are taken
 * for one with a probability of 3e-8, of a hundred million with one of 3e-4. */
#ifndef MAILSONDE_SCAN_SEEN_TARGETS_H
#define MAILSONDE_SCAN_SEEN_TARGETS_H

#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>

struct seen_targets;

struct seen_targets *seen_targets_new(void);
void seen_targets_free(struct seen_targets *seen); /* takes NULL */

/* False if the same target was added before: the same domain, also as that of a mailbox, or the same host or
 * address with the same port. `target` is not kept. */
bool seen_targets_add(struct seen_targets *seen, const struct target *target);

/* Whether it was added. */
bool seen_targets_have(const struct seen_targets *seen, const struct target *target);

size_t seen_targets_count(const struct seen_targets *seen);

#endif
