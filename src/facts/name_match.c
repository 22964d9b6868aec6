/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a certificate's name stands for a host's. */
#include "facts/name_match.h"

#include <string.h>
#include <strings.h>

bool name_match(const char *pattern, const char *name)
{
    if (strcasecmp(pattern, name) == 0)
        return pattern[0] != '\0';
    if (strncmp(pattern, "*.", 2) != 0)
        return false;
    const char *parent = strchr(name, '.');
    return parent != NULL && parent > name && strchr(pattern + 2, '.') != NULL
           && strcasecmp(pattern + 1, parent) == 0;
}

const char *name_match_certificate(const struct certificate *certificate, const char *name)
{
    for (size_t i = 0; i < certificate->dns_names.count; i++)
        if (name_match(certificate->dns_names.items[i], name))
            return certificate->dns_names.items[i];
    for (size_t i = 0; i < certificate->ip_names.count; i++)
        if (strcmp(certificate->ip_names.items[i], name) == 0)
            return certificate->ip_names.items[i];
    return NULL;
}
