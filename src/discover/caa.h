/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which authorities may issue certificates for the hosts (RFC 8659). */
#ifndef MAILSONDE_DISCOVER_CAA_H
#define MAILSONDE_DISCOVER_CAA_H

#include "discover/resolver.h"
#include "facts/report.h"
#include "net/fiber.h"

/* Fills report->caa_sets for the MX hosts, the submission hosts that the domain or the user names, and the
 * policy host of MTA-STS where there is a record for it; at most 32. Each name is asked for, then the one
 * above it, and so on up to the top, until one has records or cannot be looked up (RFC 8659 3). All names go
 * up together, and each question is put once a run. */
void caa_look_up(struct fiber *fiber, struct resolver *resolver, struct report *report);

#endif
