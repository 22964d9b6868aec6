/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns finished queries into facts. */
#ifndef MAILSONDE_DISCOVER_LOOKUP_H
#define MAILSONDE_DISCOVER_LOOKUP_H

#include "base/list.h"
#include "discover/resolver.h"
#include "facts/dns.h"

#include <stdbool.h>
#include <stddef.h>

/* Moves the query's lookup into `lookup`, which holds nothing before; the query keeps its answer. */
void lookup_take(struct dns_query *query, struct dns_lookup *lookup);

/* Whether `a` is the weaker of two states in one chain: bogus before unknown before insecure. */
bool lookup_weaker(enum dnssec_state a, enum dnssec_state b);

/* Notes in the lookup's detail that of `found` records only `kept` are used, if that is so. `what` names them
 * in the plural. */
void lookup_note_cut(struct dns_lookup *lookup, const char *what, size_t kept, size_t found);

/* Appends the addresses of an A or AAAA answer, at most `max`, in presentation form. Returns the number of
 * addresses in the answer. */
size_t lookup_list_addresses(const struct dns_answer *answer, size_t max, struct text_list *addresses);

#endif
