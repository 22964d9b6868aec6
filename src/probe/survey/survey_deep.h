/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The survey of DEPTH_DEEP. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_DEEP_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_DEEP_H

#include "probe/survey/survey_state.h"

/* Asks about every version, suite, group, signature algorithm and feature there is a question for. Beside
 * one connection for each pair of version and suite, it takes one for each version, SSL 2.0 to TLS 1.3, that
 * refuses the rest, and about ten for all else. */
void survey_deep(struct survey *survey);

#endif
