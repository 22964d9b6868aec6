/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a policy's TXT record begins. */
#include "assess/rules/policy/txt_version.h"

#include <stddef.h>
#include <string.h>

enum version_end txt_version_ends(const char *record, const char *version)
{
    static const char tab[] = "\\x09";
    size_t length = strlen(version);
    if (record == NULL || strncmp(record, version, length) != 0)
        return VERSION_ENDS_OTHERWISE;
    const char *at = record + length;
    while (*at == ' ' || strncmp(at, tab, sizeof tab - 1) == 0)
        at += *at == ' ' ? 1 : sizeof tab - 1;
    if (*at != ';')
        return VERSION_ENDS_OTHERWISE;
    return at == record + length ? VERSION_ENDS_AT_ONCE : VERSION_ENDS_WITH_BLANK;
}
