/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looking up authorities by what TLSA records hold. */
#include "assess/view/tlsa_anchors.h"

#include <strings.h>

const struct tlsa_anchor *tlsa_anchor_of(const struct tlsa_record *record)
{
    if (record->usage != 2 || record->selector != 1 || record->matching_type != 1 || record->data_hex == NULL)
        return NULL;
    for (size_t i = 0; i < tlsa_anchor_count; i++)
        if (strcasecmp(tlsa_anchors[i].spki_sha256, record->data_hex) == 0)
            return &tlsa_anchors[i];
    return NULL;
}

const struct tlsa_record *tlsa_anchor_retired(const struct tlsa_set *set, const struct tlsa_anchor **anchor)
{
    for (size_t i = 0; i < set->record_count; i++) {
        *anchor = tlsa_anchor_of(&set->records[i]);
        if (*anchor != NULL && !(*anchor)->issues)
            return &set->records[i];
    }
    return NULL;
}
