/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What rules are told of how strict to be. */
#ifndef MAILSONDE_ASSESS_FINDING_POLICY_H
#define MAILSONDE_ASSESS_FINDING_POLICY_H

#include "facts/expectations.h"
#include "facts/policy_profile.h"

#include <stddef.h>
#include <stdint.h>

/* What is a matter of taste. */
struct policy {
    int64_t certificate_expiry_warning_days; /* fewer days left than this: certificate-expires-soon */
    int64_t certificate_expiry_notice_days;  /* fewer days left than this: certificate-renewal-due */
    int64_t late_greeting_ms;                /* a greeting that takes longer is late */
    const struct policy_profile *profiles;   /* that TLS is held against; borrowed */
    size_t profile_count;
    const struct expectations *expectations; /* of the user; borrowed, NULL for none */
};

#endif
