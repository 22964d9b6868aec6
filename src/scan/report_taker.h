/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The receiver of a run's finished reports. */
#ifndef MAILSONDE_SCAN_REPORT_TAKER_H
#define MAILSONDE_SCAN_REPORT_TAKER_H

#include "facts/report.h"

#include <stdbool.h>

/* In the order of the calls for one report. */
struct report_taker {
    /* Makes of a judged report what is to be written of it. In any thread, of several reports at once. */
    void *(*make)(void *context, const struct report *report);
    /* Takes note of it, in the thread of the run, before its turn to be written has come; the report is freed
     * afterwards. Who needs it longer takes it over as it is, and leaves a zeroed one: a large one is copied
     * for longer than the loop may wait. */
    void (*note)(void *context, struct report *report, void *made);
    /* Its turn has come: writes, and frees what was made. False: no further report is wanted. */
    bool (*write)(void *context, void *made);
};

#endif
