/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server does with hellos that are unusual. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_FEATURES_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_FEATURES_H

#include "probe/survey/survey_state.h"

/* SSL 2.0: one hello with all its cipher kinds. */
void survey_ssl2(struct survey *survey);

/* A hello above 1.4 kB, which is more than fits into one packet, together with TLS_FALLBACK_SCSV (RFC 7507)
 * where the server has a version older than its best: the alert inappropriate_fallback answers both. */
void survey_large_hello(struct survey *survey);

/* Two whole handshakes, the second with what the first left (RFC 5077, RFC 9846 2.2); where there is a
 * handshake to go on from. */
bool survey_wants_resumption(const struct survey *survey);
void survey_resumption(struct survey *survey);

/* After all else: what has not ridden along is asked. */
void survey_rest(struct survey *survey);

/* Gives the reason for what stays unknown. */
void survey_reasons(struct survey *survey);

#endif
