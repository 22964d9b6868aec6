/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking a provider up. */
#include "assess/providers.h"

#include <string.h>

const struct provider *provider_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < provider_count; i++)
        if (strcmp(providers[i].name, name) == 0)
            return &providers[i];
    return NULL;
}
