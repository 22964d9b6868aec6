/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a domain says about MTA-STS and TLS-RPT, found out beside the probing of its hosts. */
#ifndef MAILSONDE_SCAN_POLICIES_H
#define MAILSONDE_SCAN_POLICIES_H

#include "discover/mta_sts.h"
#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

#include <stddef.h>

/* A look at one domain. Zeroed: none is under way. */
struct policies {
    struct resolver *resolver;
    const struct mta_sts_options *options; /* NULL: MTA-STS is not looked at */
    struct domain *domain;
    struct fiber *waits; /* NULL until policies_wait() */
    size_t pending;
};

/* Begins to fill report->domain, of a domain that takes mail; for others nothing is begun. All pointers are
 * borrowed until policies_wait() has returned. */
void policies_begin(struct policies *policies, struct fiber *fiber, struct resolver *resolver,
                    const struct mta_sts_options *options, struct report *report);

/* Waits until all is filled. */
void policies_wait(struct policies *policies, struct fiber *fiber);

#endif
