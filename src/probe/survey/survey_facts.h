/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a survey has learnt, made into facts. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_FACTS_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_FACTS_H

#include "probe/survey/survey_state.h"

/* The facts, which the caller owns. What the survey owns it may have lost: texts move. */
struct tls_survey *survey_facts(struct survey *survey);

#endif
