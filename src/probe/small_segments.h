/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a handshake that hung gets through in small segments. */
#ifndef MAILSONDE_PROBE_SMALL_SEGMENTS_H
#define MAILSONDE_PROBE_SMALL_SEGMENTS_H

#include "probe/probe.h"

/* A way that swallows large packets lets a connection be made and SMTP's short lines pass, and hangs when the
 * certificate comes (RFC 2923 2.1). So does a server that hangs by itself. Where the handshake of the
 * endpoint's main session timed out, it is tried once more on one connection whose segments are small both
 * ways: adds one session with the purpose small_segments, which says no more than it takes to see that the
 * handshake holds; on an implicit TLS port that corrects endpoint->found. Nothing is done after any other
 * end, nor at a port that was silent though a greeting was expected, which is shorter than any packet that
 * could be too large. */
void small_segments_probe(struct fiber *fiber, const struct probe_options *options,
                          const struct dial_place *place, struct endpoint *endpoint);

#endif
