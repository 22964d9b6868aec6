/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about this end: whether port 25 or an address family works from here at all.
 */
#ifndef MAILSONDE_ASSESS_VANTAGE_H
#define MAILSONDE_ASSESS_VANTAGE_H

#include "assess/judge.h"
#include "assess/phrase.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether port 25 is blocked from here: it failed in several networks of which the same addresses answered on
 * other ports, and worked in none. */
bool vantage_blocks_relay(const struct report *report);

/* Whether port 25 is known to work from here, somewhere. */
bool vantage_relay_works(const struct report *report);

/* Whether a family (4 or 6) is broken here: the other one works, and it worked nowhere, and failed in several
 * networks whose hosts answer over the other, or none of its packets leaves this machine. */
bool vantage_lacks_family(const struct report *report, int64_t family);

/* Whom that points at: this machine for sure where not one of its packets leaves it, else its network. */
struct pointing vantage_family_pointing(const struct report *report, int64_t family);

/* Whether a family is known to work from here, somewhere. */
bool vantage_family_works(const struct report *report, int64_t family);

/* A sentence on how port 25 fared in the whole run; empty when the run says nothing. */
struct phrase vantage_relay_phrase(const struct report *report);

/* What the user's cloud does with port 25 by default, if the user said which (--cloud) and that is known;
 * else empty. */
struct phrase vantage_cloud_phrase(const struct report *report);

/* What one more connection would tell of port 25; NULL when it is known to work from here or not to. */
const char *vantage_relay_settle(const struct report *report);

#endif
