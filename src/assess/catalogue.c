/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking an entry of the catalogue up. */
#include "assess/catalogue.h"

#include <string.h>

const struct catalogue_entry *catalogue_find(const char *id)
{
    for (size_t i = 0; i < catalogue_entry_count; i++)
        if (strcmp(catalogue_entries[i].id, id) == 0)
            return &catalogue_entries[i];
    return NULL;
}
