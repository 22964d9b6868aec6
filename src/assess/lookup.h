/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a look-up's end means, and whom it points at. */
#ifndef MAILSONDE_ASSESS_LOOKUP_H
#define MAILSONDE_ASSESS_LOOKUP_H

#include "assess/judge.h"
#include "assess/phrase.h"

/* Whom a look-up without an answer points at. `report` shows whether the resolver answers other questions. */
struct pointing lookup_pointing(const struct report *report, const struct dns_lookup *lookup);

/* "MX example.org: servfail, ... The resolver asked and got no answer that it trusts." */
struct phrase lookup_phrase(const struct dns_lookup *lookup);

/* The pointing of a denial: the names are not there, says the zone. */
extern const struct pointing lookup_denied;

#endif
