/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an MTA-STS policy names a mail host. */
#include "infer/mta_sts_match.h"

#include <string.h>
#include <strings.h>

bool mta_sts_match(const char *pattern, const char *host)
{
    if (pattern[0] == '\0' || host == NULL)
        return false;
    if (strncmp(pattern, "*.", 2) != 0)
        return strcasecmp(pattern, host) == 0;
    const char *parent = strchr(host, '.');
    return parent != NULL && parent > host && pattern[2] != '\0' && strcasecmp(pattern + 1, parent) == 0;
}

const char *mta_sts_match_policy(const struct mta_sts_policy *policy, const char *host)
{
    for (size_t i = 0; i < policy->mx.count; i++)
        if (mta_sts_match(policy->mx.items[i], host))
            return policy->mx.items[i];
    return NULL;
}
