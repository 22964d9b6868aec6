/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * FNV-1a (draft-eastlake-fnv). */
#include "base/fingerprint.h"

#include <stddef.h>
#include <string.h>

uint64_t fingerprint_add(uint64_t fingerprint, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    for (size_t i = 0; i <= length; i++)
        fingerprint = (fingerprint ^ (i < length ? (unsigned char)text[i] : 0U)) * UINT64_C(0x100000001b3);
    return fingerprint;
}
