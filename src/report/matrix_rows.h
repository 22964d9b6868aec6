/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chooses the rows of the matrix that a short report shows: all if there are few, else those with a fault
 * first. */
#ifndef MAILSONDE_REPORT_MATRIX_ROWS_H
#define MAILSONDE_REPORT_MATRIX_ROWS_H

#include "facts/report.h"

#include <stdbool.h>
#include <stddef.h>

/* One address of a host; borrowed. */
struct matrix_row {
    const struct host *host;
    const char *address; /* NULL for a host without any */
    bool has_fault;      /* a port of it has a warning or an error */
    bool shown;
};

/* Rows by host, in the report's order; free with matrix_rows_free(). */
struct matrix_rows {
    struct matrix_row *rows;
    size_t count;
    size_t hidden;        /* rows that are not shown */
    size_t hidden_hosts;  /* hosts of which no row is shown */
    size_t hidden_faults; /* rows with a fault among the hidden ones */
};

/* All rows of the report; at most `most` of them are shown. 0: show all. */
struct matrix_rows matrix_rows_of(const struct report *report, size_t most);

/* Whether `port` was to be probed on the host. */
bool matrix_has_port(const struct host *host, int64_t port);

void matrix_rows_free(struct matrix_rows *rows);

#endif
