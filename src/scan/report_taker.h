/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whom the finished reports of a run are for. */
#ifndef MAILSONDE_SCAN_REPORT_TAKER_H
#define MAILSONDE_SCAN_REPORT_TAKER_H

#include "facts/report.h"

#include <stdbool.h>

struct report_taker {
    /* A finished report whose turn has come; it is gone afterwards. False: nobody would read another. */
    bool (*report)(void *context, const struct report *report);
    /* One that waits for an earlier target: what is made of it comes back by kept() when its turn has come.
     * NULL: it waits as it is. */
    void *(*keep)(void *context, const struct report *report);
    bool (*kept)(void *context, void *kept); /* as report() */
};

#endif
