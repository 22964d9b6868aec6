/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of an MTA-STS policy (RFC 8461 3.2). Pure. */
#ifndef MAILSONDE_DISCOVER_MTA_STS_POLICY_H
#define MAILSONDE_DISCOVER_MTA_STS_POLICY_H

#include "facts/mta_sts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds; the longest max_age that a policy may have (RFC 8461 3.2). */
#define MTA_STS_MAX_AGE_MOST_S ((int64_t)31557600)

/* Reads the policy, `length` bytes as fetched, into the zeroed `policy`. Whether it is valid: each line a
 * "key: value" that ends with LF or CRLF, version, mode and max_age there and good, good mx patterns and at
 * least one unless the mode is "none". Of a key that is there again only the first counts, "mx" aside;
 * unknown keys count for nothing. policy->problems says what is wrong, or odd in a valid one; the first
 * twenty. */
bool mta_sts_policy_parse(const char *body, size_t length, struct mta_sts_policy *policy);

#endif
