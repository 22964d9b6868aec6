/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Surveys for tests: a server that takes what is good alone, and ways to spoil it. */
#ifndef MAILSONDE_TESTS_SURVEY_BUILDER_H
#define MAILSONDE_TESTS_SURVEY_BUILDER_H

#include "facts/report.h"
#include "facts/tls_survey.h"

/* Gives the endpoint a deep survey, which is returned, of a server that takes TLS 1.2 and 1.3 with a good
 * suite each, X25519 and X25519MLKEM768, no weak class, and every feature that should be there. */
struct tls_survey *survey_add(struct endpoint *endpoint);

/* The good domain of facts_builder.h with such a survey wherever there is TLS. */
void survey_good(struct report *report);

/* The survey of an endpoint, which has to have one. */
struct tls_survey *survey_at(struct report *report, const char *address, int64_t port);

/* Makes `version` one that is taken with `suite` (NULL: with the suites that it has). */
void survey_take(struct tls_survey *survey, const char *version, const char *suite);

/* Makes the version's answer "unknown", and its suites too. */
void survey_forget_version(struct tls_survey *survey, const char *version);

void survey_class(struct tls_survey *survey, enum weak_class weak_class, enum answer accepted,
                  const char *suite, const char *version);
void survey_feature(struct tls_survey *survey, enum tls_feature feature, enum answer present,
                    const char *detail);

/* Makes it one that the server ended early. */
void survey_limit(struct tls_survey *survey, const char *detail);

#endif
