/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines about one port's TLS in a report for people. report/tls_ports.h has them for all ports, once for
 * those with equal lines. */
#ifndef MAILSONDE_REPORT_TLS_LINES_H
#define MAILSONDE_REPORT_TLS_LINES_H

#include "facts/report.h"
#include "facts/tls_survey.h"
#include "report/marked_lines.h"

#include <stdbool.h>

/* In short: accepted versions, weak suites and groups, and unexpected answers. */
void tls_lines_survey(struct marked_lines *lines, const struct tls_survey *survey);

/* In full, for -v: every suite in the server's order, groups, signatures, features. */
void tls_lines_details(struct marked_lines *lines, const struct tls_survey *survey);

/* The verdict of one profile: its grade and a few items, or with `all` each item. */
void tls_lines_profile(struct marked_lines *lines, const struct profile_verdict *verdict, bool all);

#endif
