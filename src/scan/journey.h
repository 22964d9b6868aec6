/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets on their way: which reports wait until the run can tell what one alone cannot, and in which
 * order they are handed over. */
#ifndef MAILSONDE_SCAN_JOURNEY_H
#define MAILSONDE_SCAN_JOURNEY_H

#include "facts/report.h"
#include "net/fiber.h"
#include "scan/reach_watch.h"
#include "scan/report_taker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One target on its way. */
struct journey {
    void *context;   /* the beginner's */
    uint64_t target; /* of its fibers: see net/allowance.h */
    struct report report;
    unsigned doubt;     /* what the report leaves open, of enum reach_question */
    unsigned may_tell;  /* it was on its way when that looked amiss */
    struct fiber *held; /* waits for that, a decision; NULL when it does not */
    bool noted;         /* the watch knows what it reached */
    bool finished;
    void *kept;           /* what the report was made into, which waits for an earlier one; else NULL */
    struct journey *next; /* the target after it */
};

/* Those that were begun and not yet handed over, in order. */
struct journeys {
    bool in_order;             /* reports come in the order of the targets, not as they finish */
    size_t max;                /* as many are active at once */
    struct reach_watch *watch; /* borrowed */
    unsigned amiss;            /* as it looks, since the targets that may tell were marked */
    bool more;                 /* there may be targets that were not begun yet */
    struct journey *first;
    struct journey *last;
    size_t active;
    size_t held;     /* of these */
    size_t finished; /* of these: they wait for an earlier target */
};

/* A fresh one, the last in order; it is freed when it is handed over. */
struct journey *journeys_begin(struct journeys *journeys);

/* All endpoints of journey->report have been probed: says so to the watch, keeps what it leaves open, and
 * lets those go for whom the wait is over. */
void journeys_note(struct journeys *journeys, struct journey *journey);

/* Waits in `fiber` until the run can tell what journey->doubt is about, but no longer than until nothing else
 * goes on that could tell, or the deadline. Where it looks as if something were amiss at this end, the
 * targets that were on their way then are heard first. Most reports do not wait at all, and none does once
 * the fiber is cut off. */
void journeys_hold(struct journeys *journeys, struct journey *journey, struct fiber *fiber,
                   int64_t deadline_ms);

/* Whether nothing goes on that could tell: all that are active wait, and no target can be begun before one of
 * them goes, or none is left. */
bool journeys_stalled(const struct journeys *journeys);

/* Lets those go for whom the wait is over. To be called after something was noted in the watch, a journey was
 * finished, or `more` was changed. */
void journeys_reconsider(struct journeys *journeys);

/* `journey` is finished: hands over each report whose turn has come, with `context`. Reports that wait for an
 * earlier target count as active, so their number is bounded like that of targets. Between two reports
 * `fiber` lets the others go on; NULL: nobody does. False when nobody would read another. */
bool journeys_finish(struct journeys *journeys, struct journey *journey, struct fiber *fiber,
                     const struct report_taker *taker, void *context);

#endif
