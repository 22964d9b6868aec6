/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The matrix: a row an address of a host, a column a port. Chooses the rows that a short report shows: all if
 * there are few, else those with a fault first. */
#ifndef MAILSONDE_REPORT_MATRIX_ROWS_H
#define MAILSONDE_REPORT_MATRIX_ROWS_H

#include "facts/report.h"
#include "report/cell.h"

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

/* The columns: the ports that an address of a row that is shown was probed on, ascending. Free with
 * matrix_ports_free(). */
struct matrix_ports {
    int64_t *items;
    size_t count;
};

struct matrix_ports matrix_ports_of(const struct report *report, const struct matrix_rows *rows);

void matrix_ports_free(struct matrix_ports *ports);

/* The cell of a row and a column; false where the host was not probed on that port. */
bool matrix_cell(const struct report *report, const struct host *host, const char *address, int64_t port,
                 struct cell *cell);

/* Its worst finding, as cell_finding() says; NULL for none. */
const struct finding *matrix_finding(const struct report *report, const struct host *host,
                                     const char *address, int64_t port);

/* Why the host is here: "MX 10, submission by SRV"; "" for no reason. The caller frees. */
char *matrix_host_tags(const struct report *report, const struct host *host);

/* Why the host has no address: "no address: A nodata, AAAA nodata". The caller frees. */
char *matrix_no_address(const struct host *host);

#endif
