/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was resolved for a domain, a line each. */
#ifndef MAILSONDE_REPORT_ROUTE_LINES_H
#define MAILSONDE_REPORT_ROUTE_LINES_H

#include "facts/report.h"
#include "report/marked_lines.h"

#include <stdbool.h>

/* How DNS routes mail for the domain, and which hosts take submissions; names in both forms if `unicode`. No
 * lines for a target that is no domain. Free with marked_lines_free(). */
struct marked_lines route_lines(const struct report *report, bool unicode);

#endif
