/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT of a domain, a line each. */
#ifndef MAILSONDE_REPORT_POLICY_WORDS_H
#define MAILSONDE_REPORT_POLICY_WORDS_H

#include "facts/mta_sts.h"

/* "enforce, max_age 28 days: mx1.example.org", "none"; the caller frees. */
char *policy_words_mta_sts(const struct mta_sts *mta_sts);

/* "mailto:tls-reports@example.org", "none"; the caller frees. */
char *policy_words_tls_rpt(const struct tls_rpt *tls_rpt);

#endif
