/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a post-quantum group is taken, asked as clients ask that have one. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_POST_QUANTUM_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_POST_QUANTUM_H

#include "probe/survey/survey_state.h"

/* One hello of more than one packet, as a share of that size makes it (RFC 10024), which is also what tells
 * whether such hellos get through: FEATURE_LARGE_HELLO. Where it gets no answer, a small one and the large
 * one once more, beside the connections of survey->left. */
void survey_post_quantum(struct survey *survey);

#endif
