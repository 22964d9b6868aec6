/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Days as people write them. */
#include "base/date.h"

#include <string.h>

/* -1 unless `digits` characters of the text are digits. */
static int number(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_is_valid(const char *text)
{
    if (strlen(text) != sizeof "2027-01-31" - 1 || text[4] != '-' || text[7] != '-')
        return false;
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    return year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}
