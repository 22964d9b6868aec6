/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What opportunistic TLS leaves open: RFC 3207 6. */
#include "assess/rules.h"

void downgrade_rules(struct assessment *assessment)
{
    const struct report *report = assessment->report;
    if (report->domain == NULL || report->verdict.inbound != INBOUND_OPPORTUNISTIC)
        return;
    struct about about = {.role = ROLE_MX, .domain = report->domain->name};
    judge(assessment, &about, "inbound-downgrade", OUTCOME_UNKNOWN,
          "STARTTLS works; whether DANE or MTA-STS makes senders insist on it is not looked at in this "
          "version.");
}
