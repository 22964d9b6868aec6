/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the levels rest on, a line each. */
#ifndef MAILSONDE_REPORT_STATUS_LINES_H
#define MAILSONDE_REPORT_STATUS_LINES_H

#include "facts/report.h"
#include "report/marked_lines.h"

/* DNSSEC and TLSA, MTA-STS, TLS-RPT, the first certificate to expire, and which tests were not made. Free
 * with marked_lines_free(). */
struct marked_lines status_lines(const struct report *report);

#endif
