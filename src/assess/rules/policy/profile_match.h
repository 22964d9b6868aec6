/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rule of a policy profile has the word on a thing. */
#ifndef MAILSONDE_ASSESS_RULES_POLICY_PROFILE_MATCH_H
#define MAILSONDE_ASSESS_RULES_POLICY_PROFILE_MATCH_H

#include "facts/policy_profile.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether `name` is the pattern, in which * stands for any characters; ASCII letters compared without case.
 * NULL, which only a saved report can have, fits none. */
bool profile_match_name(const char *pattern, const char *name);

/* Whether the suite is all that the words of `pattern` say: each a pattern of IANA's names ("TLS_RSA_*") or a
 * class ("ecdhe aead"; see doc/profiles.md). */
bool profile_match_suite(const char *pattern, uint32_t suite);

/* The first word of `pattern` that is neither a class nor a pattern of names, NULL for none; the caller
 * frees. */
char *profile_match_unknown_class(const char *pattern);

/* What is wrong with a profile, in one line with the place in its file ("cipher_suites[2].names[0]: ..."),
 * which the caller frees; NULL when nothing is. */
char *profile_check(const struct policy_profile *profile);

#endif
