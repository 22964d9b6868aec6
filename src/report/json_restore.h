/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Puts in place what slim JSON says once (report/json_repeats.h), before a report is read. */
#ifndef MAILSONDE_REPORT_JSON_RESTORE_H
#define MAILSONDE_REPORT_JSON_RESTORE_H

#include <jansson.h>
#include <stdbool.h>

/* Changes the value of a report; what is not of the type that it should be stays. False where that would be
 * more than any report has: the file means harm. */
bool json_restore(json_t *report);

#endif
