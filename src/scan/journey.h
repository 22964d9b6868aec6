/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets on their way, and in which order their reports are handed over. */
#ifndef MAILSONDE_SCAN_JOURNEY_H
#define MAILSONDE_SCAN_JOURNEY_H

#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>

/* One target on its way. */
struct journey {
    void *context; /* the beginner's */
    struct report report;
    bool finished;
    struct journey *next; /* the target after it */
};

/* Those that were begun and not yet handed over, in order. Zeroed is empty. */
struct journeys {
    bool in_order; /* reports come in the order of the targets, not as they finish */
    struct journey *first;
    struct journey *last;
    size_t active;
};

/* A fresh one, the last in order; it is freed when it is handed over. */
struct journey *journeys_begin(struct journeys *journeys);

/* `journey` is finished: calls `hand_over` with each report whose turn has come. Reports that wait for an
 * earlier target count as active, so their number is bounded like that of targets. False when `hand_over` was
 * for one of them. */
bool journeys_finish(struct journeys *journeys, struct journey *journey,
                     bool (*hand_over)(void *context, const struct report *report), void *context);

#endif
