/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether an MTA-STS policy names a mail host (RFC 8461 4.1). */
#ifndef MAILSONDE_INFER_MTA_STS_MATCH_H
#define MAILSONDE_INFER_MTA_STS_MATCH_H

#include "facts/mta_sts.h"

#include <stdbool.h>

/* Whether `pattern` matches `host` (A-labels, without a trailing dot): the same name, ignoring case, or "*."
 * and the rest of a host that has exactly one label more. */
bool mta_sts_match(const char *pattern, const char *host);

/* The first of the policy's patterns that matches `host`, NULL for none. Borrowed from the policy. */
const char *mta_sts_match_policy(const struct mta_sts_policy *policy, const char *host);

#endif
