/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey of DEPTH_STANDARD. */
#ifndef MAILSONDE_PROBE_SURVEY_STANDARD_H
#define MAILSONDE_PROBE_SURVEY_STANDARD_H

#include "probe/survey_state.h"

/* Beyond what the main session took. */
enum { SURVEY_STANDARD_CONNECTIONS = 4 };

/* Asks what survey->left connections allow, most wanted first:
 *
 *   1. TLS 1.1 or older, every suite: an alert, and there is nothing below TLS 1.2;
 *   2. the classes of suites that no server should have, all in one hello;
 *   3. where the main handshake ended with TLS 1.3, the post-quantum groups alone: where it ended with less,
 *      none can be there;
 *   4. TLS 1.0 alone, where 1. was answered with TLS 1.1;
 *   5. the handshake with the other of RSA and ECDSA;
 *   6. the classes that are still open, until none is.
 *
 * A modern server gets 1, 2, 3 and 5. What was not asked stays unknown. */
void survey_standard(struct survey *survey);

#endif
