/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The headline: what an eavesdropper, an active attacker and a lax client can get, and how to set a client
 * up. */
#ifndef MAILSONDE_ASSESS_VERDICT_VERDICT_H
#define MAILSONDE_ASSESS_VERDICT_VERDICT_H

#include "assess/finding/judge.h"

/* Fills the delivery part of the verdict from the findings, which have to be complete: whether mail gets
 * to the mail hosts, and the finding that decides it, by what the catalogue says of each. */
void verdict_delivery(struct assessment *assessment);

/* Fills the inbound part of the verdict, which has to be zeroed: the level and vector of each MX host,
 * and the level of the domain by the downgrade model (assess/verdict/downgrade.h). What could not be looked
 * at stays visible in the bounds and in the summary. */
void verdict_inbound(struct assessment *assessment);

/* Fills the submission part of the verdict, of its attackers (which are there already, see
 * assess/verdict/attackers.h), and the client settings. */
void verdict_submission(struct assessment *assessment);

#endif
