/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trace as a table: a row for each router that answered, in the order of the hops, a column for each port.
 */
#ifndef MAILSONDE_REPORT_PATH_ROWS_H
#define MAILSONDE_REPORT_PATH_ROWS_H

#include "facts/path.h"

#include <stddef.h>
#include <stdint.h>

/* What a row says of a port. */
enum path_sign {
    PATH_SIGN_NONE,
    PATH_SIGN_PASSED, /* the router answered: the port's packets come as far as this */
    PATH_SIGN_GAP,    /* no router answered here, but a later one did */
    PATH_SIGN_CONNECTED,
    PATH_SIGN_SOMETIMES, /* connected, but earlier packets got no answer */
    PATH_SIGN_REFUSED,
    PATH_SIGN_REJECTED,
    PATH_SIGN_LOCAL,  /* not sent by this machine */
    PATH_SIGN_SILENT, /* no answer from here on */
    PATH_SIGN_COUNT
};

struct path_row {
    int64_t hop;         /* 0 for this machine, which has a row where a port's way ends in it */
    int64_t last_hop;    /* the last of several silent hops in one row; else `hop` */
    const char *address; /* borrowed from the path; NULL where it is not known */
    const char *remark;  /* in place of the address */
    int64_t elapsed_us;  /* the shortest of all ports; 0 where nothing answered */
};

struct path_rows {
    const struct path *path;
    struct path_row *rows;
    size_t count;
};

/* The rows of a trace, which is borrowed; free with path_rows_free(). Several rows have the same hop where
 * the ports go different ways. A rejection stands in the row of the router that sent it. */
struct path_rows path_rows_of(const struct path *path);

void path_rows_free(struct path_rows *rows);

/* What the row says of the port. */
enum path_sign path_rows_sign(const struct path_rows *rows, size_t row, const struct path_port *port);

/* The last hop at which a router answered for the port; 0 for none. */
int64_t path_rows_last_hop(const struct path_port *port);

#endif
