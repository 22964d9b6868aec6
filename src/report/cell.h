/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a cell of the matrix says about one endpoint: a word or two from the facts, a mark from the facts and
 * from the findings that are about it. */
#ifndef MAILSONDE_REPORT_CELL_H
#define MAILSONDE_REPORT_CELL_H

#include "facts/endpoint.h"
#include "facts/report.h"
#include "report/page.h"

#include <stdint.h>

enum { CELL_WORD_BYTES = 24 };

struct cell {
    char word[CELL_WORD_BYTES]; /* ASCII, 13 columns at the most */
    enum mark mark;
};

/* The cell by the facts alone: MARK_GOOD only where TLS came up in the mode that the port is for and nothing
 * about the certificate is amiss, MARK_FAIR where TLS came up otherwise. `now_unix_ms` is the time of the
 * scan: it tells an expired certificate from one that is not valid yet. */
struct cell cell_of(const struct endpoint *endpoint, int64_t now_unix_ms);

/* The same, its mark made worse by the report's findings about `host` at the endpoint; a cell that stays good
 * says "ok". */
struct cell cell_judged(const struct report *report, const struct host *host,
                        const struct endpoint *endpoint);

#endif
