/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers that take only what few clients have. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_UNCOMMON_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_UNCOMMON_H

#include "probe/survey/survey_state.h"

/* Where the main handshake was refused: what a hello needs so that TLS 1.3, or else TLS 1.2, comes about,
 * when it is a group or a kind of key that mail clients and servers of today do not have:
 * survey->needs_group, survey->needs_key. At most six connections, beside those of survey->left. */
void survey_uncommon(struct survey *survey);

#endif
