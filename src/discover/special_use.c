/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IANA's registry of special-use domain names, as far as resolvers answer for them. */
#include "discover/special_use.h"

#include <string.h>
#include <strings.h>

/* "internal" is reserved by ICANN (2024) for the same. "example" is a name like all others to a resolver (RFC
 * 6761 6.5). */
static const char *const zones[] = {"test",  "localhost", "invalid",   "local",
                                    "onion", "alt",       "home.arpa", "internal"};

const char *special_use_zone(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        size_t bytes = strlen(zones[i]);
        if (length >= bytes && strcasecmp(name + length - bytes, zones[i]) == 0
            && (length == bytes || name[length - bytes - 1] == '.'))
            return zones[i];
    }
    return NULL;
}
