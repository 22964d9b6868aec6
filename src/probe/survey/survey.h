/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What TLS a server accepts, found out with hellos of our own making. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_H

#include "probe/probe.h"

/* Fills endpoint->tls_survey of an endpoint that has been probed, as options->depth has it: nothing with
 * DEPTH_QUICK; SURVEY_STANDARD_CONNECTIONS connections at most with DEPTH_STANDARD, all that it takes with
 * DEPTH_DEEP; other_key_probe() among them where it was not made before and its answer is wanted. With
 * DEPTH_STANDARD the session with the purpose other_key may be what a server said in clear to a hello: then
 * its handshake is neither completed nor failed. Nothing is done where the main session came to no handshake,
 * or the handshake hung. */
void survey_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                  struct endpoint *endpoint);

#endif
