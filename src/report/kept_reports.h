/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The targets of a run that were begun and whose reports are not written. */
#ifndef MAILSONDE_REPORT_KEPT_REPORTS_H
#define MAILSONDE_REPORT_KEPT_REPORTS_H

#include "report/overview.h"
#include "report/report_lines.h"

#include <stdbool.h>
#include <stddef.h>

/* One of them. */
struct kept_report {
    char *word;
    size_t number;             /* from 1 */
    bool finished;             /* its report was made */
    struct report_lines lines; /* of the report, without text until it is finished; without items where the
                                  format is a text as a whole */
    struct overview overview;  /* its row */
    struct kept_report *next;  /* in the order of the targets */
    struct kept_report *previous;
    struct kept_report *chained; /* the next of those that are not finished and have the same hash */
};

/* Zeroed: none. */
struct kept_reports {
    struct kept_report *first; /* in the order of the targets */
    struct kept_report *last;
    size_t count;
    size_t last_number;
    struct kept_report **chains; /* of those that are not finished, by the hash of the word */
    size_t chain_count;          /* a power of two, or 0 */
};

/* Adds one that is begun. Until it is in the list, as a whole, nothing of the list is changed. */
struct kept_report *kept_reports_add(struct kept_reports *reports, const char *word);

/* The one that was begun first of those with this word that are not finished; NULL for none. Takes about the
 * same time however many there are. */
struct kept_report *kept_reports_find(const struct kept_reports *reports, const char *word);

/* Its report is made: it is not found any more. Allocates nothing. */
void kept_reports_finish(struct kept_reports *reports, struct kept_report *kept);

/* Takes it out of the list, without freeing it. Allocates nothing. */
void kept_reports_drop(struct kept_reports *reports, struct kept_report *kept);

/* Of one that was dropped. */
void kept_report_free(struct kept_report *kept);

/* Frees all that are left. */
void kept_reports_free(struct kept_reports *reports);

#endif
