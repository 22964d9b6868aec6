/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes files of expectations. */
#ifndef MAILSONDE_COMMAND_EXPECTATION_WRITE_H
#define MAILSONDE_COMMAND_EXPECTATION_WRITE_H

#include "facts/expectations.h"
#include "facts/report.h"

/* The line that expects this, without a newline; the names of EXPECT_HOST are what EXPECT_HOSTS_EXACT is
 * followed by. The caller frees. */
char *expectation_line_of(const struct expect_item *item);

/* The section that expects of the report's target what the report shows: all lines, of which the new scan of
 * an unchanged target makes no failure. What is unknown is a comment, and so are acceptances of what fails,
 * since they need a reason. Judges the report, whose findings and verdict are replaced. The caller frees. */
char *expectation_section_of(struct report *report);

#endif
