/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * MTA-STS and TLS-RPT of a domain, each in a fiber. */
#include "scan/policies.h"

#include "discover/tls_rpt.h"
#include "facts/list.h"

static void end_one(struct policies *policies)
{
    if (--policies->pending == 0 && policies->waits != NULL)
        fiber_wake(policies->waits);
}

static void find_mta_sts(struct fiber *fiber, void *argument)
{
    struct policies *policies = argument;
    mta_sts_discover(fiber, policies->options, policies->domain->name, policies->domain->mta_sts);
    end_one(policies);
}

static void find_tls_rpt(struct fiber *fiber, void *argument)
{
    struct policies *policies = argument;
    tls_rpt_discover(fiber, policies->resolver, policies->domain->name, policies->domain->tls_rpt);
    end_one(policies);
}

/* Where nobody delivers there is nothing to protect. */
static bool takes_mail(const struct domain *domain)
{
    switch (domain->mail_route) {
    case ROUTE_NULL_MX:
    case ROUTE_NONE:
    case ROUTE_NO_DOMAIN:
        return false;
    default:
        return true;
    }
}

void policies_begin(struct policies *policies, struct fiber *fiber, struct resolver *resolver,
                    const struct mta_sts_options *options, struct report *report)
{
    struct domain *domain = report->domain;
    *policies = (struct policies){.resolver = resolver, .options = options, .domain = domain};
    if (domain == NULL || !takes_mail(domain))
        return;
    domain->tls_rpt = allocate(1, sizeof *domain->tls_rpt);
    policies->pending = 1;
    fiber_spawn(fiber_pool_of(fiber), find_tls_rpt, policies);
    if (options == NULL)
        return;
    domain->mta_sts = allocate(1, sizeof *domain->mta_sts);
    policies->pending++;
    fiber_spawn(fiber_pool_of(fiber), find_mta_sts, policies);
}

void policies_wait(struct policies *policies, struct fiber *fiber)
{
    policies->waits = fiber;
    while (policies->pending > 0)
        fiber_park(fiber, FIBER_NEVER);
}
