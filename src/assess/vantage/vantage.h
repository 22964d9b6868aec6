/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about this end: whether an address family works from here at all. */
#ifndef MAILSONDE_ASSESS_VANTAGE_VANTAGE_H
#define MAILSONDE_ASSESS_VANTAGE_VANTAGE_H

#include "assess/finding/judge.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether a family (4 or 6) is broken here: the other one works, and it worked nowhere, and failed in several
 * networks whose hosts answer over the other, or none of its packets leaves this machine. */
bool vantage_lacks_family(const struct report *report, int64_t family);

/* Whom that points at: this machine for sure where not one of its packets leaves it, else its network. */
struct pointing vantage_family_pointing(const struct report *report, int64_t family);

/* Whether a family is known to work from here, somewhere. */
bool vantage_family_works(const struct report *report, int64_t family);

#endif
