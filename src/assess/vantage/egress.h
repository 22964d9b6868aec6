/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the run as a whole says about port 25 at this end: whether it gets out at all, in each family (4 or 6)
 * for itself, since providers often block it in one alone. */
#ifndef MAILSONDE_ASSESS_VANTAGE_EGRESS_H
#define MAILSONDE_ASSESS_VANTAGE_EGRESS_H

#include "assess/finding/judge.h"
#include "assess/finding/phrase.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether port 25 is blocked from here: it worked in no network, and failed in several, or at hosts of
 * several unrelated domains, of which the same addresses answered on other ports. A control that fails stands
 * for some of them, and so does the other family where that is blocked and this one fails alike. */
bool egress_blocked(const struct report *report, int64_t family);

/* Whether port 25 worked nowhere in the run over that family, while it did over the other. */
bool egress_works_otherwise(const struct report *report, int64_t family);

/* Whether port 25 is known to work from here, somewhere. */
bool egress_works(const struct report *report, int64_t family);

/* Whom it points at where port 25 is blocked: this machine for sure where no packet leaves it; else its
 * gateway, its network or its provider, as far as what this report saw tells them apart. */
struct pointing egress_pointing(const struct report *report, int64_t family);

/* Sentences on how port 25 fared in the whole run; empty when the run says nothing. */
struct phrase egress_phrase(const struct report *report, int64_t family);

/* The families in which port 25 is blocked from here: "IPv4", "IPv4 and IPv6"; empty for none. */
struct phrase egress_blocked_families(const struct report *report);

/* What the user's cloud does with port 25 by default, if the user said which (--cloud) and that is known;
 * else empty. */
struct phrase egress_cloud_phrase(const struct report *report);

/* What one more connection would tell of port 25; empty when it is known to work from here or not to. */
struct phrase egress_settle(const struct report *report, int64_t family);

#endif
