/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What ICMP and ICMPv6 errors say. */
#include "infer/icmp.h"

#include <stddef.h>

/* Filters send one of these when they reject what they could have dropped. */
struct icmp_entry {
    int64_t family;
    int64_t type;
    int64_t code;
    bool filter;
    const char *meaning;
};

static const struct icmp_entry entries[] = {
    {4, 3, 0, false, "network unreachable"},
    {4, 3, 1, false, "host unreachable"},
    {4, 3, 2, true, "protocol unreachable"},
    {4, 3, 3, true, "port unreachable"},
    {4, 3, 4, false, "packet too big, and not to be fragmented"},
    {4, 3, 5, false, "source route failed"},
    {4, 3, 6, false, "network unknown"},
    {4, 3, 7, false, "host unknown"},
    {4, 3, 9, true, "network administratively prohibited"},
    {4, 3, 10, true, "host administratively prohibited"},
    {4, 3, 11, false, "network unreachable for this type of service"},
    {4, 3, 12, false, "host unreachable for this type of service"},
    {4, 3, 13, true, "communication administratively prohibited"},
    {4, 11, 0, false, "time to live exceeded"},
    {4, 12, 0, false, "parameter problem"},
    {6, 1, 0, false, "no route to the destination"},
    {6, 1, 1, true, "communication administratively prohibited"},
    {6, 1, 2, false, "beyond the scope of the source address"},
    {6, 1, 3, false, "address unreachable"},
    {6, 1, 4, true, "port unreachable"},
    {6, 1, 5, true, "source address failed a policy"},
    {6, 1, 6, true, "route rejected"},
    {6, 2, 0, false, "packet too big"},
    {6, 3, 0, false, "hop limit exceeded"},
    {6, 4, 0, false, "parameter problem"},
};

static const struct icmp_entry *entry_of(const struct icmp_error *error)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (entries[i].family == error->family && entries[i].type == error->type
            && entries[i].code == error->code)
            return &entries[i];
    return NULL;
}

const char *icmp_meaning(const struct icmp_error *error)
{
    const struct icmp_entry *entry = entry_of(error);
    return entry != NULL ? entry->meaning : "an unknown error";
}

bool icmp_is_time_exceeded(const struct icmp_error *error)
{
    return error->code == 0 && error->type == (error->family == 4 ? 11 : 3);
}

bool icmp_is_no_neighbour(const struct icmp_error *error)
{
    return error->family == 4 ? error->type == 3 && (error->code == 1 || error->code == 12)
                              : error->type == 1 && error->code == 3;
}

bool icmp_is_filter(const struct icmp_error *error)
{
    const struct icmp_entry *entry = entry_of(error);
    return entry != NULL && entry->filter;
}
