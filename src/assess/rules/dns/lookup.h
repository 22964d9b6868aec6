/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a look-up's end means, and whom it points at. */
#ifndef MAILSONDE_ASSESS_RULES_DNS_LOOKUP_H
#define MAILSONDE_ASSESS_RULES_DNS_LOOKUP_H

#include "assess/finding/judge.h"
#include "assess/finding/phrase.h"

/* Says with the finding `id` that a look-up failed: whom that points at, where DNS was asked; else only that
 * the answer is unknown. */
void judge_lookup_failure(struct assessment *assessment, const struct about *about, enum finding_id id,
                          const struct dns_lookup *lookup);

/* The pointing of a denial: the names are not there, says the zone. */
extern const struct pointing lookup_denied;

#endif
