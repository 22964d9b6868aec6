/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cell of the matrix, about one endpoint: one or two words from the facts, and a mark from the facts and
 * the findings about it. */
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

/* The cell from the facts alone: MARK_GOOD only if the handshake succeeded in the mode of the port and the
 * certificate has no fault, MARK_FAIR if it succeeded otherwise. `now_unix_ms` is the time of the scan; it
 * distinguishes an expired certificate from one that is not valid yet. */
struct cell cell_of(const struct endpoint *endpoint, int64_t now_unix_ms);

/* The same, with a worse mark if the report has findings about `host` at the endpoint; a good cell says "ok".
 */
struct cell cell_judged(const struct report *report, const struct host *host,
                        const struct endpoint *endpoint);

/* The worst finding about `host` at the endpoint that fails as a warning or an error, or that says why it
 * cannot be reached; NULL for none. */
const struct finding *cell_finding(const struct report *report, const struct host *host,
                                   const struct endpoint *endpoint);

#endif
