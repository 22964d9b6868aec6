/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Surveys for tests: see survey_builder.h. */
#include "survey_builder.h"

#include "base/tls_names.h"
#include "facts_builder.h"

#include <assert.h>

static struct version_support *version_of(struct tls_survey *survey, const char *version)
{
    for (size_t i = 0; i < survey->version_count; i++)
        if (survey->versions[i].version == tls_version_names.code(version))
            return &survey->versions[i];
    return NULL;
}

static void add_version(struct tls_survey *survey, const char *version, const char *suite)
{
    struct version_support *support = list_append(&survey->versions, &survey->version_count, sizeof *support);
    support->version = tls_version_names.code(version);
    support->accepted = answer_of(suite != NULL);
    support->complete = true;
    support->preference = suite != NULL ? PREFERENCE_SERVER : PREFERENCE_UNKNOWN;
    if (suite == NULL)
        support->refused_with = text_copy("protocol_version");
    else
        codes_append(&support->cipher_suites, tls_suite_names.code(suite));
}

static void add_group(struct tls_survey *survey, const char *name, enum answer accepted)
{
    struct algorithm_support *group = list_append(&survey->groups, &survey->group_count, sizeof *group);
    group->name = text_copy(name);
    group->accepted = accepted;
}

static enum answer good_answer(enum tls_feature feature)
{
    return answer_of(feature != FEATURE_COMPRESSION && feature != FEATURE_HEARTBEAT
                     && feature != FEATURE_MUST_STAPLE);
}

struct tls_survey *survey_add(struct endpoint *endpoint)
{
    struct tls_survey *survey = allocate(1, sizeof *survey);
    survey->depth = DEPTH_DEEP;
    survey->connections = 20;
    add_version(survey, "SSLv2", NULL);
    add_version(survey, "SSLv3", NULL);
    add_version(survey, "TLS 1.0", NULL);
    add_version(survey, "TLS 1.1", NULL);
    add_version(survey, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    add_version(survey, "TLS 1.3", "TLS_AES_256_GCM_SHA384");
    for (int i = 0; i < WEAK_CLASS_COUNT; i++)
        survey_class(survey, (enum weak_class)i, ANSWER_NO, NULL, NULL);
    add_group(survey, "X25519MLKEM768", ANSWER_YES);
    add_group(survey, "x25519", ANSWER_YES);
    add_group(survey, "secp521r1", ANSWER_NO);
    struct algorithm_support *signature =
        list_append(&survey->signature_algorithms, &survey->signature_algorithm_count, sizeof *signature);
    signature->name = text_copy("ecdsa_secp256r1_sha256");
    signature->accepted = ANSWER_YES;
    for (int i = 0; i < TLS_FEATURE_COUNT; i++)
        survey_feature(survey, (enum tls_feature)i, good_answer((enum tls_feature)i), NULL);
    survey->dh_bits = 3072;
    survey->dh_prime = (struct dh_prime){text_copy("ffdhe3072"), true};
    text_list_append(&survey->key_shares, "0011");
    text_list_append(&survey->key_shares, "2233");
    endpoint->tls_survey = survey;
    return survey;
}

void survey_good(struct report *report)
{
    facts_good(report);
    for (size_t i = 0; i < report->endpoint_count; i++)
        if (report->endpoints[i].found == MODE_STARTTLS || report->endpoints[i].found == MODE_IMPLICIT_TLS)
            survey_add(&report->endpoints[i]);
}

struct tls_survey *survey_at(struct report *report, const char *address, int64_t port)
{
    struct tls_survey *survey = facts_endpoint(report, address, port)->tls_survey;
    assert(survey != NULL);
    return survey;
}

void survey_take(struct tls_survey *survey, const char *version, const char *suite)
{
    struct version_support *support = version_of(survey, version);
    support->accepted = ANSWER_YES;
    text_replace(&support->refused_with, NULL);
    if (suite != NULL)
        codes_append(&support->cipher_suites, tls_suite_names.code(suite));
}

void survey_forget_version(struct tls_survey *survey, const char *version)
{
    struct version_support *support = version_of(survey, version);
    support->accepted = ANSWER_UNKNOWN;
    support->complete = false;
    codes_free(&support->cipher_suites);
}

void survey_class(struct tls_survey *survey, enum weak_class weak_class, enum answer accepted,
                  const char *suite, const char *version)
{
    struct weak_class_answer *answer = NULL;
    for (size_t i = 0; i < survey->weak_class_count; i++)
        if (survey->weak_classes[i].weak_class == weak_class)
            answer = &survey->weak_classes[i];
    if (answer == NULL)
        answer = list_append(&survey->weak_classes, &survey->weak_class_count, sizeof *answer);
    answer->weak_class = weak_class;
    answer->accepted = accepted;
    answer->cipher_suite = suite != NULL ? tls_suite_names.code(suite) : 0;
    answer->version = version != NULL ? tls_version_names.code(version) : 0;
}

void survey_feature(struct tls_survey *survey, enum tls_feature feature, enum answer present,
                    const char *detail)
{
    struct tls_feature_answer *answer = NULL;
    for (size_t i = 0; i < survey->feature_count; i++)
        if (survey->features[i].feature == feature)
            answer = &survey->features[i];
    if (answer == NULL)
        answer = list_append(&survey->features, &survey->feature_count, sizeof *answer);
    answer->feature = feature;
    answer->present = present;
    text_replace(&answer->detail, text_copy(detail));
}

void survey_limit(struct tls_survey *survey, const char *detail)
{
    survey->limited = allocate(1, sizeof *survey->limited);
    survey->limited->reason = STOP_REJECTED;
    survey->limited->reply_code = 421;
    survey->limited->detail = text_copy(detail);
}
