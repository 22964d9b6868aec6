/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts as text, to compare them in tests. */
#ifndef MAILSONDE_TESTS_FACTS_TEXT_H
#define MAILSONDE_TESTS_FACTS_TEXT_H

#include "facts/report.h"

/* The report's facts, findings and verdict aside, what slim JSON leaves out left out; the caller frees. */
char *facts_text(const struct report *report);

#endif
