/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The receiver of a run's finished reports. */
#ifndef MAILSONDE_SCAN_REPORT_TAKER_H
#define MAILSONDE_SCAN_REPORT_TAKER_H

#include "facts/report.h"

#include <stdbool.h>

struct report_taker {
    /* Takes a finished report whose turn has come; it is freed afterwards. False: no further report is
     * wanted. */
    bool (*report)(void *context, const struct report *report);
    /* Converts a report that has to wait for an earlier target; the result is given to kept() when its turn
     * has come. NULL: the report itself is stored. */
    void *(*keep)(void *context, const struct report *report);
    bool (*kept)(void *context, void *kept); /* as report() */
};

#endif
