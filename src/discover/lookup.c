/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a finished query to facts. */
#include "discover/lookup.h"

#include "base/address.h"

#include <stdlib.h>
#include <string.h>

void lookup_take(struct dns_query *query, struct dns_lookup *lookup)
{
    *lookup = query->lookup;
    memset(&query->lookup, 0, sizeof query->lookup);
}

bool lookup_weaker(enum dnssec_state a, enum dnssec_state b)
{
    static const int strength[DNSSEC_STATE_COUNT] = {
        [DNSSEC_BOGUS] = 0, [DNSSEC_UNKNOWN] = 1, [DNSSEC_INSECURE] = 2, [DNSSEC_SECURE] = 3};
    return strength[a] < strength[b];
}

void lookup_note_cut(struct dns_lookup *lookup, const char *what, size_t kept, size_t found)
{
    if (found > kept)
        text_replace(&lookup->detail, text_format("only %zu of %zu %s are used", kept, found, what));
}

size_t lookup_list_addresses(const struct dns_answer *answer, size_t max, struct text_list *addresses)
{
    for (size_t i = 0; i < answer->record_count && i < max; i++) {
        struct ip_address address;
        if (!dns_record_address(&answer->records[i], &address))
            continue;
        char *text = address_text(&address);
        text_list_append(addresses, text);
        free(text);
    }
    return answer->record_count;
}
