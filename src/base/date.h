/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Days as people write them: "2027-01-31" (ISO 8601, the full-date of RFC 3339). */
#ifndef MAILSONDE_BASE_DATE_H
#define MAILSONDE_BASE_DATE_H

#include <stdbool.h>

/* Whether it is such a day of the Gregorian calendar, from the year 1000 on. Two of them compare as texts. */
bool date_is_valid(const char *text);

#endif
