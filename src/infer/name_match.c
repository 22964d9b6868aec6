/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a certificate's name stands for a host's. */
#include "infer/name_match.h"

#include "base/address.h"

#include <string.h>
#include <strings.h>

bool name_match(const char *pattern, const char *name)
{
    if (name == NULL)
        return false;
    if (strcasecmp(pattern, name) == 0)
        return pattern[0] != '\0';
    if (strncmp(pattern, "*.", 2) != 0)
        return false;
    const char *parent = strchr(name, '.');
    return parent != NULL && parent > name && strchr(pattern + 2, '.') != NULL
           && strcasecmp(pattern + 1, parent) == 0;
}

static bool is_address(const char *text, const struct ip_address *address)
{
    struct ip_address read;
    return address_parse(text, &read) && read.family == address->family
           && memcmp(read.bytes, address->bytes, sizeof read.bytes) == 0;
}

const char *name_match_certificate(const struct certificate *certificate, const char *name)
{
    struct ip_address address;
    bool by_address = address_parse(name, &address);
    const struct text_list *names = by_address ? &certificate->ip_names : &certificate->dns_names;
    for (size_t i = 0; i < names->count; i++)
        if (by_address ? is_address(names->items[i], &address) : name_match(names->items[i], name))
            return names->items[i];
    return NULL;
}
