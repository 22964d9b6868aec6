/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Surveys of servers that are only tables. */
#ifndef MAILSONDE_TESTS_SIMULATED_SURVEY_H
#define MAILSONDE_TESTS_SIMULATED_SURVEY_H

#include "facts/tls_survey.h"
#include "simulated_server.h"

/* Surveys the server after the main handshake that it would have come to; simulated_survey_drop() frees. */
struct tls_survey *simulated_survey(struct simulated_server *server, enum tls_depth depth);

/* The same with something else that answers in the server's place. */
struct tls_survey *simulated_survey_over(struct simulated_server *server,
                                         void (*ask)(void *, const struct hello_question *,
                                                     struct hello_answer *),
                                         enum tls_depth depth);

void simulated_survey_drop(struct tls_survey *facts);

/* NULL for a version that was not asked about. */
const struct version_support *simulated_survey_version(const struct tls_survey *facts, uint32_t version);
enum answer simulated_survey_weak(const struct tls_survey *facts, enum weak_class weak_class);

/* No version, suite, class, group or key is called what it is not. */
void simulated_survey_expect_true(const struct simulated_server *server, const struct tls_survey *facts,
                                  unsigned seed);

#endif
