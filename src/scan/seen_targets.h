/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets that a run has begun, so that each is examined once, however often it is given. */
#ifndef MAILSONDE_SCAN_SEEN_TARGETS_H
#define MAILSONDE_SCAN_SEEN_TARGETS_H

#include "facts/report.h"

#include <stdbool.h>

struct seen_targets;

struct seen_targets *seen_targets_new(void);
void seen_targets_free(struct seen_targets *seen); /* takes NULL */

/* False if the same target was added before: the same domain, also as that of a mailbox, or the same host or
 * address with the same port. `target` is not kept. */
bool seen_targets_add(struct seen_targets *seen, const struct target *target);

#endif
