/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compares every certificate chain with the TLSA records of the hosts for which it was sent. */
#ifndef MAILSONDE_SCAN_DANE_MATCHES_H
#define MAILSONDE_SCAN_DANE_MATCHES_H

#include "facts/report.h"
#include "net/fiber.h"
#include "tls/trust.h"

/* Fills tlsa_matches of each of the report's endpoints, whose old content is forgotten: each record of each
 * host that the endpoint stands for, under each base domain of the endpoint's port, against each chain that a
 * session was shown; one chain shown twice counts once. The time is the report's own. `trust` has the names
 * of anchors that records are for and that no server sends; NULL: they stay unnamed. The
 * fiber may wait; NULL for it: nothing does. */
void dane_matches_complete(struct fiber *fiber, struct report *report, struct tls_trust *trust);

#endif
