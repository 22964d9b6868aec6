/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets on their way: which reports wait until the run can tell what one alone cannot, and in which
 * order they are handed over. */
#ifndef MAILSONDE_SCAN_JOURNEY_H
#define MAILSONDE_SCAN_JOURNEY_H

#include "facts/report.h"
#include "net/fiber.h"
#include "scan/reach_watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One target on its way. */
struct journey {
    void *context;   /* of the caller of journeys_begin() */
    uint64_t target; /* of its fibers: see net/allowance.h */
    struct report report;
    unsigned doubt;     /* what the report leaves undecided, of enum reach_question */
    unsigned may_tell;  /* questions that looked amiss while this target was being examined, so that it may
                           decide them */
    struct fiber *held; /* the fiber that waits for a decision; NULL if none waits */
    bool noted;         /* its results have been given to the watch */
    bool finished;
    void *made;           /* what is to be written, once it is finished (scan/report_taker.h) */
    struct journey *next; /* the target after it, and the one before */
    struct journey *previous;
};

/* The targets that were begun and not yet handed over, in order. */
struct journeys {
    bool in_order;                        /* reports come in the order of the targets, not as they finish */
    size_t max;                           /* the number of targets that may be active at once */
    struct reach_watch *watch;            /* borrowed */
    unsigned amiss;                       /* as it looks, since the targets that may tell were marked */
    unsigned settled;                     /* questions for which nobody who is held waits any more */
    size_t tellers[REACH_QUESTION_COUNT]; /* those that may tell, for each question */
    bool more;                            /* there may be targets that have not been begun */
    struct journey *first;
    struct journey *last;
    size_t active;
    size_t held;     /* of the active ones, those that wait for a decision */
    size_t finished; /* of the active ones, those that wait for an earlier target */
};

/* Adds a new target, the last in order; it is freed when it is handed over. */
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

/* Whether no decision can come any more: all active targets wait, and no further target can be begun before
 * one of them is handed over, or none is left. */
bool journeys_stalled(const struct journeys *journeys);

/* Wakes the targets whose wait is over. To be called after something was noted in the watch, a target was
 * finished, or `more` was changed. */
void journeys_reconsider(struct journeys *journeys);

/* `journey` is finished and journey->made is there: frees its report, and calls `write(context, made)` for
 * each whose turn has come. Those that wait for an earlier target count as active, so their number is bounded
 * like that of targets. Between two of them `fiber` lets the others go on; NULL: nobody does. False when
 * nobody would read another. */
bool journeys_finish(struct journeys *journeys, struct journey *journey, struct fiber *fiber,
                     bool (*write)(void *context, void *made), void *context);

#endif
