/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates that the servers of a report show as their own, each once. */
#ifndef MAILSONDE_REPORT_CERTIFICATE_ROWS_H
#define MAILSONDE_REPORT_CERTIFICATE_ROWS_H

#include "facts/report.h"
#include "report/page.h"

#include <stddef.h>

/* A certificate, and the ports that show it; borrowed. */
struct certificate_row {
    const struct certificate *certificate;
    const struct endpoint **endpoints; /* in the order of the report */
    size_t endpoint_count;
    struct text_list places; /* "mx1.example.org 192.0.2.10 ports 25, 587" */
};

/* The first to expire first; free with certificate_rows_free(). */
struct certificate_rows {
    struct certificate_row *rows;
    size_t count;
};

/* Those that can be read. */
struct certificate_rows certificate_rows_of(const struct report *report);

void certificate_rows_free(struct certificate_rows *rows);

/* Days from the scan until it expires, rounded down; negative where it has. */
int64_t certificate_rows_days_left(const struct report *report, const struct certificate *certificate);

/* The mark for that: bad where it has expired, a warning in the last days, unsure where the clock of the scan
 * is in doubt. */
enum mark certificate_rows_mark(const struct report *report, const struct certificate *certificate);

#endif
