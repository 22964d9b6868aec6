/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What TLS a server accepts, found out with hellos of our own making. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_H

#include "probe/hello_quota.h"
#include "probe/probe.h"

/* How many hellos of its own survey_probe() sends at the usual depth to an endpoint that has been probed: so
 * many connections does the server see that no handshake follows. 0 for other depths, and where the main
 * handshake failed: there they are what tells why, and are not counted. */
size_t survey_hellos_wanted(const struct probe_options *options, const struct endpoint *endpoint);

/* Fills endpoint->tls_survey of an endpoint that has been probed, as options->depth has it: nothing with
 * DEPTH_QUICK; SURVEY_STANDARD_CONNECTIONS connections at most with DEPTH_STANDARD, or its share of `claim`
 * (NULL: it has all), all that it takes with DEPTH_DEEP; other_key_probe() among them where it was not made
 * before and its answer is wanted. With DEPTH_STANDARD the session with the purpose other_key may be what a
 * server said in clear to a hello: then its handshake is neither completed nor failed. Nothing is done where
 * the main session came to no handshake, or the handshake hung. */
void survey_probe(struct fiber *fiber, const struct probe_options *options, const struct dial_place *place,
                  struct hello_claim *claim, struct endpoint *endpoint);

#endif
