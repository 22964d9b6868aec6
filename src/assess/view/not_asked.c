/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Targets and options that lead to no question. */
#include "assess/view/not_asked.h"

#include "base/address.h"
#include "facts/dns.h"

/* The end of "... of example.org"; empty for a look-up that was made. */
static struct phrase why_not_looked_up(const struct dns_lookup *lookup, const char *name)
{
    switch (lookup->status) {
    case DNS_NOT_IN_RECORDS:
        return phrase_format("the records file has no records of %s", name);
    case DNS_OVER_LIMIT:
        return phrase_format("%s was not looked up: --max-queries was reached", name);
    case DNS_EXCLUDED:
        return phrase_format("%s was not looked up: it is on the list of --exclude", name);
    case DNS_INTERRUPTED:
        return phrase_format("the look-up of %s was stopped before an answer came", name);
    default:
        return (struct phrase){{0}};
    }
}

struct phrase not_asked_domain(const struct report *report)
{
    if (report->domain == NULL || report->domain->name == NULL)
        return (struct phrase){{0}};
    return why_not_looked_up(&report->domain->mx_lookup, report->domain->name);
}

static bool is_asked(const struct report *report, const struct host *host, const char *address)
{
    if (report_path(report, address) != NULL)
        return true;
    for (size_t i = 0; i < host->port_count; i++)
        if (report_endpoint(report, host, address, host->ports[i].port) != NULL)
            return true;
    return false;
}

/* A report that was read from elsewhere may lack any text. */
static bool has_gap(const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == NULL)
            return true;
    return false;
}

bool host_was_asked(const struct report *report, const struct host *host)
{
    for (size_t i = 0; i < host->addresses.count && !has_gap(&host->addresses); i++)
        if (is_asked(report, host, host->addresses.items[i]))
            return true;
    return false;
}

static struct phrase why_without_address(const struct host *host)
{
    const struct dns_lookup *failed = dns_lookup_failed(&host->a_lookup)      ? &host->a_lookup
                                      : dns_lookup_failed(&host->aaaa_lookup) ? &host->aaaa_lookup
                                                                              : NULL;
    if (failed == NULL)
        return (struct phrase){{0}};
    struct phrase why = why_not_looked_up(failed, host->name);
    return why.text[0] != '\0' ? why
                               : phrase_format("DNS gave no answer about the addresses of %s", host->name);
}

struct phrase not_asked_host(const struct report *report, const struct host *host)
{
    size_t families[2] = {0};
    if (host->name == NULL || has_gap(&host->addresses) || host->port_count == 0
        || host_was_asked(report, host))
        return (struct phrase){{0}};
    for (size_t i = 0; i < host->addresses.count; i++)
        families[address_family(host->addresses.items[i]) == 6]++;
    if (host->addresses.count == 0)
        return why_without_address(host);
    bool ipv6 = families[0] == 0;
    if ((families[0] > 0 && families[1] > 0) || (ipv6 ? report->vantage.ipv6 : report->vantage.ipv4))
        return phrase_format("no connection to %s was tried", host->name);
    return phrase_format("%s has only IPv%d addresses, and the scan was limited to IPv%d", host->name,
                         ipv6 ? 6 : 4, ipv6 ? 4 : 6);
}
