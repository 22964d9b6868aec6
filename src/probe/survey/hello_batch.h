/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions that need no connection of their own: a small change to a hello that another question sends
 * anyway. */
#ifndef MAILSONDE_PROBE_SURVEY_HELLO_BATCH_H
#define MAILSONDE_PROBE_SURVEY_HELLO_BATCH_H

#include "probe/survey/survey_state.h"

/* Asks with `hello`, changed for one of FEATURE_NO_SNI, FEATURE_UNKNOWN_SNI and FEATURE_UNKNOWN_EXTENSION
 * that is still open, if there is one. What is taken answers both questions, unless
 * the certificate shows that another name has another configuration. What is not taken is asked again as it
 * was: the difference is the answer to the rider's question. */
enum answer hello_batch_ask(struct survey *survey, const struct hello *hello, struct hello_answer *answer);

/* Asks with the hello what is still open of them, each on a connection of its own. */
void hello_batch_ask_open(struct survey *survey, const struct hello *hello);

#endif
