/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey of DEPTH_STANDARD. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_STANDARD_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_STANDARD_H

#include "probe/survey/survey_state.h"

/* Beyond the sessions that are made at any depth. */
enum { SURVEY_STANDARD_CONNECTIONS = 4 };

/* Asks what survey->left connections allow, each question by what the answers before it have left open:
 *
 *   1. TLS 1.1 or older, every suite: an alert, and there is nothing below TLS 1.2;
 *   2. in TLS 1.2 all weak suites, and those for ECDSA keys where the main handshake showed an RSA key, or
 *      the other way round: an alert, and there is neither; a suite of the other key brings its chain;
 *   3. where the main handshake ended with TLS 1.3, the post-quantum groups alone: where it ended with less,
 *      none can be there;
 *   4. TLS 1.0 alone, where 1. was answered with TLS 1.1; else, where 2. was answered with a suite, those
 *      that no server should have and the other key again, without what many still have; else TLS 1.2 with
 *      every suite.
 *
 * With connections left, what is still open; at last the handshake with the other key, which also tells of
 * TLS 1.3. Suites that are rarely taken stand before others in each hello, and those that show most before
 * those: a server that follows the client's order shows more. What was not asked stays unknown. */
void survey_standard(struct survey *survey);

#endif
