/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which targets a run has begun, so that each is looked at once however often it is named. */
#ifndef MAILSONDE_SCAN_SEEN_TARGETS_H
#define MAILSONDE_SCAN_SEEN_TARGETS_H

#include "facts/report.h"

#include <stdbool.h>

struct seen_targets;

struct seen_targets *seen_targets_new(void);
void seen_targets_free(struct seen_targets *seen); /* takes NULL */

/* False when the same was added before: the same domain, be it as that of a mailbox, or the same host or
 * address with the same port. Nothing of `target` is kept. */
bool seen_targets_add(struct seen_targets *seen, const struct target *target);

#endif
