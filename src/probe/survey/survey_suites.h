/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which suites SSL 3.0 to TLS 1.2 have at a server. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_SUITES_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_SUITES_H

#include "probe/survey/survey_state.h"

/* Finds all suites of the newest version that the server has up to `newest`, at most TLS 1.2: offers all,
 * strikes out what it takes, until it refuses; one connection more where it is not yet plain whose order
 * counts. Groups and signature algorithms that have not been seen stand before those that have: a server that
 * follows the client's order shows all of its own on the way.
 * Returns that version; 0 where all were refused, or nothing could be learnt. */
uint16_t survey_suites(struct survey *survey, uint16_t newest);

#endif
