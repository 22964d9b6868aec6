/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of a finding in words. */
#ifndef MAILSONDE_REPORT_FINDING_WORDS_H
#define MAILSONDE_REPORT_FINDING_WORDS_H

#include "facts/finding.h"

#include <stdbool.h>

/* The cause: "the server (likely)". The caller frees. */
char *finding_words_cause(const struct finding *finding);

/* Why it matters, and where that is written: the whole explanation, or its first sentence. The caller frees.
 */
char *finding_words_why(const struct finding *finding, bool in_full);

#endif
