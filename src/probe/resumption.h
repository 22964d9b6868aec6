/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests whether a server resumes TLS sessions. */
#ifndef MAILSONDE_PROBE_RESUMPTION_H
#define MAILSONDE_PROBE_RESUMPTION_H

#include "probe/ahead.h"
#include "probe/probe.h"

/* Makes two sessions, where a handshake has been possible, and adds them to the endpoint's: the second offers
 * the first's ticket or session ID (RFC 5077, RFC 9846 2.2; RFC 5246 7.3). Whether it was taken, unknown
 * where that could not be seen. `ahead` may have the first connection. */
enum answer resumption_probe(struct fiber *fiber, const struct probe_options *options,
                             const struct dial_place *place, struct endpoint *endpoint, struct ahead *ahead);

#endif
