/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests whether a handshake that hung succeeds with small segments. */
#ifndef MAILSONDE_PROBE_SMALL_SEGMENTS_H
#define MAILSONDE_PROBE_SMALL_SEGMENTS_H

#include "probe/probe.h"

/* On a path that drops large packets, the connection and the short lines of SMTP work, but the handshake
 * hangs when the certificate is sent (RFC 2923 2.1). A server that stops by itself looks the same. If the
 * handshake of the endpoint's main session timed out, this makes one more connection with small segments in
 * both directions, and adds a session with the purpose small_segments, which goes just far enough to show
 * that the handshake succeeded; on an implicit TLS port that corrects endpoint->found. Does nothing after any
 * other end, nor at a port that was silent when a greeting was expected: a greeting is never too large. */
void small_segments_probe(struct fiber *fiber, const struct probe_options *options,
                          const struct dial_place *place, struct endpoint *endpoint);

#endif
