/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline: what an eavesdropper, an active attacker and a lax client can get, and how to set a client
 * up. */
#ifndef MAILSONDE_ASSESS_VERDICT_H
#define MAILSONDE_ASSESS_VERDICT_H

#include "facts/report.h"

/* Fills the inbound part of report->verdict, which has to be zeroed. The level is the worst over all MX hosts
 * of any preference, because an attacker picks the one that mail falls back to; what could not be looked at
 * stays visible in the summary. DANE and MTA-STS are not part of it. */
void verdict_inbound(struct report *report);

/* Fills the submission part and the client settings of report->verdict. */
void verdict_submission(struct report *report);

#endif
