/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Code points made into names, and answers drawn from several. */
#include "probe/survey/survey_facts.h"

#include "base/list.h"
#include "probe/survey/survey_open.h"

#include <stdlib.h>
#include <string.h>

static void add_version(const struct survey *survey, size_t index, struct tls_survey *facts)
{
    const struct survey_version *slot = &survey->versions[index];
    bool always = index > VERSION_TLS_1_0 - VERSION_SSL_3;
    if (!slot->asked && !always)
        return;
    struct version_support *support =
        list_append(&facts->versions, &facts->version_count, sizeof *facts->versions);
    support->version = index == 0 ? VERSION_SSL_2 : (uint32_t)(VERSION_SSL_3 + index - 1);
    support->accepted = slot->accepted;
    support->refused_with = slot->accepted == ANSWER_YES ? NULL : text_copy(slot->refused_with);
    support->complete = slot->complete;
    support->preference = slot->preference;
    for (size_t i = 0; i < slot->suites.count; i++)
        codes_append(&support->cipher_suites, slot->suites.codes[i]);
    for (size_t i = 0; index == 0 && i < survey->ssl2_cipher_kinds.count; i++)
        codes_append(&support->cipher_suites, survey->ssl2_cipher_kinds.items[i]);
}

/* Whether no suite that shows this bit can be taken with the version. What refuses TLS 1.1 and 1.0 and was
 * not asked about SSL 3.0 would have answered the same hello with it (RFC 5246 E.1). */
static bool is_ruled_out(struct survey *survey, uint16_t version, unsigned shown)
{
    const struct survey_version *slot = survey_version(survey, version);
    bool none_older = survey_version(survey, VERSION_TLS_1_0)->accepted == ANSWER_NO
                      && survey_version(survey, VERSION_TLS_1_1)->accepted == ANSWER_NO;
    return slot->accepted == ANSWER_NO || slot->complete || (slot->excluded & shown) != 0
           || (version == VERSION_SSL_3 && !slot->asked && none_older);
}

/* A suite with this bit that the version takes; 0 for none. */
static uint16_t taken_that_shows(struct survey *survey, uint16_t version, unsigned shown)
{
    const struct code_list *suites = &survey_version(survey, version)->suites;
    for (size_t i = 0; i < suites->count; i++)
        if ((survey_shows(survey, suites->codes[i]) & shown) != 0)
            return suites->codes[i];
    return 0;
}

static void add_weak_class(struct survey *survey, enum weak_class weak_class, struct tls_survey *facts)
{
    struct weak_class_answer *answer =
        list_append(&facts->weak_classes, &facts->weak_class_count, sizeof *facts->weak_classes);
    answer->weak_class = weak_class;
    answer->accepted = ANSWER_NO;
    for (uint16_t version = VERSION_TLS_1_3; version >= VERSION_SSL_3; version--) {
        uint16_t suite = taken_that_shows(survey, version, WEAK_BIT(weak_class));
        if (suite != 0) {
            answer->accepted = ANSWER_YES;
            answer->cipher_suite = suite;
            answer->version = version;
            return;
        }
        /* TLS 1.3 has none that a mail server could have by accident. */
        if (version != VERSION_TLS_1_3 && !is_ruled_out(survey, version, WEAK_BIT(weak_class)))
            answer->accepted = ANSWER_UNKNOWN;
    }
}

static enum answer dh_accepted(struct survey *survey)
{
    enum answer accepted = survey->dh_bits > 0 ? ANSWER_YES : ANSWER_NO;
    for (uint16_t version = VERSION_SSL_3; version < VERSION_TLS_1_3; version++)
        if (taken_that_shows(survey, version, SHOWS_DH) != 0)
            return ANSWER_YES;
        else if (accepted == ANSWER_NO && !is_ruled_out(survey, version, SHOWS_DH))
            accepted = ANSWER_UNKNOWN;
    return accepted;
}

static void add_other_key(struct survey *survey, struct tls_survey *facts)
{
    if (survey->other_key == AUTHENTICATION_NONE)
        return;
    const struct survey_version *slot = survey_version(survey, VERSION_TLS_1_2);
    facts->other_key = survey->other_key == AUTHENTICATION_RSA ? KEY_TYPE_RSA : KEY_TYPE_ECDSA;
    facts->other_key_accepted = survey->other_key_accepted;
    /* Without TLS 1.2 a refusal has no meaning. */
    if (survey->other_key_accepted == ANSWER_UNKNOWN && slot->accepted == ANSWER_YES
        && is_ruled_out(survey, VERSION_TLS_1_2, SHOWS_OTHER_KEY))
        facts->other_key_accepted = ANSWER_NO;
}

/* The kind alone is known: what a server signs with in TLS 1.3 it shows encrypted. */
static void add_unseen_key(struct survey *survey, struct tls_survey *facts)
{
    bool seen = survey->has_ml_dsa_key;
    for (uint16_t code = SIGNATURE_ML_DSA_44; code <= SIGNATURE_ML_DSA_87; code++)
        seen = seen || survey_algorithm(&survey->signatures, code) == ANSWER_YES;
    facts->unseen_key = seen ? KEY_TYPE_ML_DSA : KEY_TYPE_NONE;
}

static void add_algorithms(const struct survey_algorithms *algorithms, char *(*name)(uint32_t),
                           struct algorithm_support **list, size_t *count)
{
    static const enum answer order[] = {ANSWER_YES, ANSWER_NO};
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < algorithms->count; i++) {
            const struct survey_algorithm *item = &algorithms->items[i];
            if (item->accepted != order[pass])
                continue;
            struct algorithm_support *support = list_append(list, count, sizeof **list);
            support->name = name(item->code);
            support->accepted = item->accepted;
            support->version = item->version;
        }
}

static void add_features(struct survey *survey, struct tls_survey *facts)
{
    for (int feature = 0; feature < TLS_FEATURE_COUNT; feature++) {
        struct survey_feature *slot = &survey->features[feature];
        if (slot->present == ANSWER_UNKNOWN && slot->detail == NULL)
            continue;
        struct tls_feature_answer *answer =
            list_append(&facts->features, &facts->feature_count, sizeof *facts->features);
        answer->feature = (enum tls_feature)feature;
        answer->present = slot->present;
        answer->detail = slot->detail;
        slot->detail = NULL;
    }
}

struct tls_survey *survey_facts(struct survey *survey)
{
    struct tls_survey *facts = allocate(1, sizeof *facts);
    facts->depth = survey->depth;
    for (size_t i = 0; i < SURVEY_VERSIONS; i++)
        add_version(survey, i, facts);
    for (int weak_class = 0; weak_class < WEAK_CLASS_COUNT; weak_class++)
        add_weak_class(survey, (enum weak_class)weak_class, facts);
    add_algorithms(&survey->groups, tls_names_group_text, &facts->groups, &facts->group_count);
    facts->group_preference = survey->group_preference;
    add_algorithms(&survey->signatures, tls_names_signature_text, &facts->signature_algorithms,
                   &facts->signature_algorithm_count);
    add_features(survey, facts);
    facts->dh_bits = survey->dh_bits;
    facts->dh_accepted = dh_accepted(survey);
    facts->dh_prime = survey->dh_prime;
    facts->key_exchange_problem = survey->key_exchange_problem;
    facts->dh_anonymous_bits = survey->dh_anonymous_bits;
    facts->key_shares = survey->key_shares;
    survey->key_shares = (struct text_list){0};
    add_other_key(survey, facts);
    add_unseen_key(survey, facts);
    facts->needs_group = survey->needs_group;
    facts->needs_key = survey->needs_key;
    facts->client_certificate_authorities = survey->authorities;
    facts->connections = (int64_t)survey->connections;
    facts->limited = survey->limited;
    survey->dh_prime = (struct dh_prime){0};
    survey->key_exchange_problem = NULL;
    survey->authorities = (struct text_list){0};
    survey->limited = NULL;
    return facts;
}
