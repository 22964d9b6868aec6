/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers in decimal. */
#include "base/decimal.h"

#include <string.h>

char *decimal_append(char *end, int64_t value)
{
    char digits[DECIMAL_BYTES];
    char *first = digits + sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *--first = '\0';
    do
        *--first = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0)
        *--first = '-';
    return stpcpy(end, first);
}
