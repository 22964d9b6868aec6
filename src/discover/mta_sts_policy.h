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

/* Reads the policy, `length` bytes as fetched, into the zeroed `policy`. Returns whether it is valid: each
 * line is "key: value" and ends with LF or CRLF; version, mode and max_age are present and valid; so are the
 * mx patterns, of which there is at least one unless the mode is "none". Of a repeated key only the first
 * counts, except for "mx"; unknown keys are ignored. policy->problems lists the first twenty faults, and
 * oddities of a valid policy. */
bool mta_sts_policy_parse(const char *body, size_t length, struct mta_sts_policy *policy);

#endif
