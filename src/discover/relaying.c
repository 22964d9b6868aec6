/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which servers take mail for the recipient that relaying is asked about with. */
#include "discover/relaying.h"

#include "base/list.h"
#include "discover/dns_record.h"
#include "discover/lookup.h"
#include "facts/shapes.h"

#include <string.h>

enum { HOSTS_MAX = 20 };

void relaying_look_up(struct fiber *fiber, struct resolver *resolver, const char *from, const char *to,
                      struct report *report)
{
    struct relaying *relaying = report->relaying = allocate(1, sizeof *relaying);
    struct dns_query query = {0};
    const char *at = strrchr(to, '@');
    const char *domain = at != NULL ? at + 1 : to;
    relaying->from = text_copy(from);
    relaying->to = text_copy(to);
    resolver_start(resolver, &query, fiber, domain, DNS_TYPE_MX);
    resolver_wait(fiber, &query, 1);
    lookup_take(&query, &relaying->mx_lookup);
    for (size_t i = 0; query.answer != NULL && i < query.answer->record_count && i < HOSTS_MAX; i++) {
        struct mx_record mx;
        if (!dns_record_mx(&query.answer->records[i], &mx))
            continue;
        text_list_append(&relaying->mx_hosts, mx.exchange);
        shape_clear(&mx_record_shape, &mx);
    }
    if (relaying->mx_lookup.status == DNS_NODATA)
        text_list_append(&relaying->mx_hosts, domain);
    dns_query_free(&query);
}
