/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes of what the records, the name servers and the validator say of one question. Only the resolver's
 * own. */
#ifndef MAILSONDE_DISCOVER_RESOLVER_ANSWER_H
#define MAILSONDE_DISCOVER_RESOLVER_ANSWER_H

#include "base/exclusions.h"
#include "discover/nameserver.h"
#include "discover/records.h"
#include "discover/resolver_cache.h"
#include "discover/validator.h"

#include <stdbool.h>

/* The name that the name servers are asked for: where the aliases of the records lead. */
const char *resolver_answer_asked_name(const struct resolver_entry *entry);

/* What one try came to; dns_answer_free() frees it. */
void resolver_answer_read(const struct resolver_entry *entry, const struct nameserver_result *result,
                          struct dns_answer *answer);

/* Whether something came from the server, however useless; whether nothing did. */
bool resolver_answer_is_bad(enum dns_status status);
bool resolver_answer_is_silence(enum dns_status status);

/* Keeps the answer, which it takes, unless an earlier try was told more. */
void resolver_answer_keep(struct resolver_entry *entry, struct dns_answer *answer);

/* Keeps the response that was validated. One that cannot be read is left to the other way of asking. */
void resolver_answer_take_validated(struct resolver_entry *entry, const struct validation *validation);

void resolver_answer_set_dnssec(struct resolver_entry *entry, enum dnssec_state state, const char *detail);

/* Both what the name servers said and what DNSSEC says are there: the entry's answer, and its state, are what
 * comes of them. An alias may lead back to `records` (NULL for none). */
void resolver_answer_conclude(struct resolver_entry *entry, const struct records *records);

/* Whether the answer leads by an alias to a name that is excluded. */
bool resolver_answer_is_withheld(const struct dns_answer *answer, const struct exclusions *exclusions);

/* If so, the entry's answer becomes DNS_EXCLUDED, without records and with the aliases, and it is true. */
bool resolver_answer_withhold(struct resolver_entry *entry, const struct exclusions *exclusions);

#endif
