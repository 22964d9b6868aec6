/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Suites and groups of TLS 1.3; groups and signature algorithms of what is older. */
#ifndef MAILSONDE_PROBE_SURVEY_SURVEY_GROUPS_H
#define MAILSONDE_PROBE_SURVEY_SURVEY_GROUPS_H

#include "probe/survey/survey_state.h"

/* TLS 1.3: a hello with an empty key share is answered by a HelloRetryRequest that names a suite and a group
 * (RFC 9846 4.2.4). Both lists are struck out together, one connection more tells whose order counts. */
void survey_tls_1_3(struct survey *survey);

/* What the suites of the newest version up to TLS 1.2 did not show on their way of the server's groups and,
 * with TLS 1.2, its signature algorithms: both are struck out together, too. A group that TLS 1.3 does not
 * have at the server is not asked for again. */
void survey_groups(struct survey *survey);

/* Notes that none of the groups is taken, unless one is known to be. */
void survey_refuse_groups(struct survey *survey, const struct code_list *groups);

#endif
