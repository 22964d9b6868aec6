/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Holding what a port takes against a profile, kind by kind. */
#include "assess/rules/policy/profile.h"

#include "assess/rules/policy/profile_match.h"
#include "assess/view/cipher.h"
#include "assess/view/port_view.h"
#include "assess/view/session_stage.h"
#include "base/tls_names.h"
#include "facts/words.h"
#include "infer/certificate_path.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct grading {
    const struct policy_profile *profile;
    const struct tls_offer *offer;
    bool mx;
    struct profile_verdict verdict; /* its items in the order of finding, good ones left out */
    struct text_list seen;          /* "kind value" of what was graded, so that nothing counts twice */
};

struct rules {
    const struct profile_rule *rules;
    size_t count;
};

/* Whether the feature is there that keeps a rule from fitting. */
static enum answer is_excused(const struct grading *grading, const struct profile_rule *rule)
{
    if (rule->unless == NULL)
        return ANSWER_NO;
    enum tls_feature feature = (enum tls_feature)words_value(&tls_feature_words, rule->unless);
    const struct tls_feature_answer *answer = tls_offer_feature(grading->offer, feature);
    return answer != NULL ? answer->present : ANSWER_UNKNOWN;
}

/* What is graded. */
struct thing {
    const char *kind;
    const char *name;  /* that patterns are held against */
    uint32_t suite;    /* a cipher suite instead; 0 for other things */
    int64_t bits;      /* of its key, 0 for none */
    const char *value; /* that is shown */
};

static bool names_fit(const struct profile_rule *rule, const struct thing *thing)
{
    for (size_t i = 0; i < rule->names.count; i++)
        if (thing->suite != 0 ? profile_match_suite(rule->names.items[i], thing->suite)
                              : profile_match_name(rule->names.items[i], thing->name))
            return true;
    return false;
}

/* The first rule that fits; *unsure where it is not known whether an earlier one does. */
static const struct profile_rule *rule_for(const struct grading *grading, struct rules list,
                                           const struct thing *thing, bool *unsure)
{
    *unsure = false;
    for (size_t i = 0; i < list.count; i++) {
        const struct profile_rule *rule = &list.rules[i];
        if (thing->bits < rule->least_bits || !names_fit(rule, thing))
            continue;
        enum answer excused = is_excused(grading, rule);
        if (excused == ANSWER_YES)
            continue;
        *unsure = excused == ANSWER_UNKNOWN;
        return rule;
    }
    return NULL;
}

/* The rule's word on what is there, or is not. On port 25 nothing is graded lower than the profile's
 * mx_at_worst, unless the rule itself says so. */
static enum grade grade_here(const struct grading *grading, const struct profile_rule *rule, bool present)
{
    enum grade grade = present ? rule->grade : rule->absent;
    if (!grading->mx || grade == GRADE_UNKNOWN)
        return grade;
    if (present && rule->grade_mx != GRADE_UNKNOWN)
        return rule->grade_mx;
    return grade < grading->profile->mx_at_worst ? grading->profile->mx_at_worst : grade;
}

static bool is_new(struct grading *grading, const char *kind, const char *value)
{
    char *key = text_format("%s %s", kind, value);
    bool is_old = text_list_has(&grading->seen, key);
    if (!is_old)
        text_list_append(&grading->seen, key);
    free(key);
    return !is_old;
}

static void add(struct grading *grading, const char *kind, const char *value, enum grade grade,
                const struct profile_rule *rule)
{
    struct profile_verdict *verdict = &grading->verdict;
    if (grade == GRADE_UNKNOWN || !is_new(grading, kind, value))
        return;
    if (verdict->grade == GRADE_UNKNOWN || grade < verdict->grade)
        verdict->grade = grade;
    if (grade == GRADE_GOOD) {
        verdict->items_good++;
        return;
    }
    struct profile_item *item = list_append(&verdict->items, &verdict->item_count, sizeof *item);
    item->kind = text_copy(kind);
    item->value = text_copy(value);
    item->grade = grade;
    item->clause = text_copy(rule->clause);
    item->read_in = rule->read_in != READING_UNKNOWN ? rule->read_in : grading->profile->read_in;
}

/* A thing that the server has, graded by the first rule that fits. */
static void grade_thing(struct grading *grading, struct rules list, const struct thing *thing)
{
    bool unsure = false;
    const struct profile_rule *rule = rule_for(grading, list, thing, &unsure);
    if (rule == NULL)
        return;
    if (!unsure)
        add(grading, thing->kind, thing->value, grade_here(grading, rule, true), rule);
    else if (is_new(grading, thing->kind, thing->value))
        grading->verdict.items_unknown++;
}

static void grade(struct grading *grading, const char *kind, struct rules list, const char *name,
                  int64_t bits, const char *value)
{
    grade_thing(grading, list, &(struct thing){.kind = kind, .name = name, .bits = bits, .value = value});
}

static void grade_versions(struct grading *grading)
{
    struct rules list = {grading->profile->versions, grading->profile->version_count};
    for (int i = 0; i < TLS_OFFER_VERSIONS; i++) {
        const char *version = tls_names_version(tls_offer_versions[i]);
        enum answer accepted = tls_offer_version(grading->offer, tls_offer_versions[i]);
        bool unsure;
        const struct profile_rule *rule = rule_for(grading, list, &(struct thing){.name = version}, &unsure);
        if (rule == NULL)
            continue;
        if (accepted == ANSWER_YES)
            add(grading, "version", version, grade_here(grading, rule, true), rule);
        bool matters = rule->absent != GRADE_UNKNOWN || rule->grade != GRADE_GOOD;
        if (accepted == ANSWER_UNKNOWN && matters)
            grading->verdict.items_unknown++;
        if (accepted == ANSWER_NO && rule->absent != GRADE_UNKNOWN) {
            char *value = text_format("no %s", version);
            add(grading, "version", value, grade_here(grading, rule, false), rule);
            free(value);
        }
    }
}

static void grade_suites(struct grading *grading)
{
    struct rules list = {grading->profile->cipher_suites, grading->profile->cipher_suite_count};
    const struct tls_offer *offer = grading->offer;
    for (size_t i = 0; i < offer->suite_count; i++)
        grade_thing(grading, list,
                    &(struct thing){.kind = "cipher_suite",
                                    .suite = offer->suites[i].suite,
                                    .value = phrase_suite(offer->suites[i].suite).text});
    for (int i = 0; list.count > 0 && i < TLS_OFFER_VERSIONS; i++)
        if (tls_offer_version(offer, tls_offer_versions[i]) == ANSWER_YES
            && !tls_offer_is_complete(offer, tls_offer_versions[i]))
            grading->verdict.items_unknown++;
}

/* Whether groups and signature algorithms were asked about to the end. */
static bool is_asked_through(const struct tls_survey *survey)
{
    return survey != NULL && survey->depth == DEPTH_DEEP && survey->limited == NULL;
}

/* IANA's name for what a library may call otherwise. */
static const char *group_name(const char *name)
{
    const struct tls_group *group = tls_names_find_group(name);
    return group != NULL ? group->name.name : name;
}

static void grade_groups(struct grading *grading)
{
    struct rules list = {grading->profile->groups, grading->profile->group_count};
    const struct tls_survey *survey = grading->offer->survey;
    const struct endpoint *endpoint = grading->offer->endpoint;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        const struct tls_group *group =
            session_stage_has_tls(session) ? tls_names_group(session->tls->group) : NULL;
        if (group != NULL)
            grade(grading, "group", list, group->name.name, 0, group->name.name);
    }
    bool unknown = !is_asked_through(survey);
    for (size_t i = 0; survey != NULL && i < survey->group_count; i++) {
        const struct algorithm_support *group = &survey->groups[i];
        if (group->accepted == ANSWER_YES)
            grade(grading, "group", list, group_name(group->name), 0, group_name(group->name));
        unknown = unknown || group->accepted == ANSWER_UNKNOWN;
    }
    if (list.count > 0 && unknown)
        grading->verdict.items_unknown++;
}

static void grade_dh_prime(struct grading *grading)
{
    struct rules list = {grading->profile->dh_primes, grading->profile->dh_prime_count};
    int64_t bits = tls_offer_dh_bits(grading->offer);
    if (list.count == 0)
        return;
    if (bits > 0) {
        const struct tls_survey *survey = grading->offer->survey;
        bool named = survey != NULL && survey->dh_prime.name != NULL && survey->dh_bits == bits;
        char *value = named ? text_format("DH %" PRId64 " (%s)", bits, survey->dh_prime.name)
                            : text_format("DH %" PRId64, bits);
        grade(grading, "dh_prime", list, named ? survey->dh_prime.name : "", bits, value);
        free(value);
    } else if (tls_offer_dh(grading->offer) != ANSWER_NO) {
        grading->verdict.items_unknown++;
    }
}

static void grade_chain(struct grading *grading, const struct tls *tls)
{
    const struct policy_profile *profile = grading->profile;
    struct rules keys = {profile->keys, profile->key_count};
    struct rules signatures = {profile->certificate_signatures, profile->certificate_signature_count};
    for (size_t i = 0; i < tls->chain_count; i++) {
        const struct certificate *certificate = &tls->chain[i];
        /* A root, which nobody needs to be sent, or another that no path needs. */
        if ((i > 0 && certificate->self_signed) || !certificate_on_path(tls, i))
            continue;
        if (certificate->key_type != KEY_TYPE_NONE && certificate->key_bits > 0) {
            const char *type = key_type_name(certificate->key_type);
            char *value = text_format("%s %" PRId64, type, certificate->key_bits);
            grade(grading, "key", keys, type, certificate->key_bits, value);
            free(value);
        }
        if (certificate->signature_algorithm != NULL)
            grade(grading, "certificate_signature", signatures, certificate->signature_algorithm, 0,
                  certificate->signature_algorithm);
    }
}

static void grade_sessions(struct grading *grading)
{
    const struct endpoint *endpoint = grading->offer->endpoint;
    const struct tls_survey *survey = grading->offer->survey;
    struct rules list = {grading->profile->signatures, grading->profile->signature_count};
    bool has_tls = false, shows_chain = false;
    for (size_t i = 0; i < endpoint->session_count; i++) {
        const struct session *session = &endpoint->sessions[i];
        has_tls = has_tls || session_stage_has_tls(session);
        shows_chain = shows_chain || session_stage_shows_chain(session);
        if (session_stage_shows_chain(session))
            grade_chain(grading, session->tls);
        if (session_stage_has_tls(session) && session->tls->signature != 0) {
            struct phrase signature = phrase_code(&tls_signature_names, session->tls->signature);
            grade(grading, "signature", list, signature.text, 0, signature.text);
        }
    }
    /* A session that was resumed shows none. */
    if (grading->profile->key_count > 0 && has_tls && !shows_chain)
        grading->verdict.items_unknown++;
    for (size_t i = 0; survey != NULL && i < survey->signature_algorithm_count; i++)
        if (survey->signature_algorithms[i].accepted == ANSWER_YES)
            grade(grading, "signature", list, survey->signature_algorithms[i].name, 0,
                  survey->signature_algorithms[i].name);
    if (list.count > 0 && (!is_asked_through(survey) || survey->signature_algorithm_count == 0))
        grading->verdict.items_unknown++;
}

/* What TLS 1.3 did away with. */
static bool is_before_1_3(enum tls_feature feature)
{
    return feature == FEATURE_SECURE_RENEGOTIATION || feature == FEATURE_EXTENDED_MASTER_SECRET
           || feature == FEATURE_ENCRYPT_THEN_MAC || feature == FEATURE_COMPRESSION
           || feature == FEATURE_FALLBACK_SCSV;
}

static void grade_features(struct grading *grading)
{
    struct rules list = {grading->profile->features, grading->profile->feature_count};
    bool only_1_3 = tls_offer_before_1_3(grading->offer) == ANSWER_NO;
    for (int i = 0; i < TLS_FEATURE_COUNT; i++) {
        const char *name = words_name(&tls_feature_words, i);
        bool unsure;
        const struct profile_rule *rule = rule_for(grading, list, &(struct thing){.name = name}, &unsure);
        if (rule == NULL || (only_1_3 && is_before_1_3((enum tls_feature)i)))
            continue;
        const struct tls_feature_answer *answer = tls_offer_feature(grading->offer, (enum tls_feature)i);
        enum answer present = answer != NULL ? answer->present : ANSWER_UNKNOWN;
        if (present == ANSWER_UNKNOWN) {
            grading->verdict.items_unknown++;
            continue;
        }
        char *value = text_format("%s%s", present == ANSWER_YES ? "" : "no ", name);
        add(grading, "feature", value, grade_here(grading, rule, present == ANSWER_YES), rule);
        free(value);
    }
}

/* Worst first, otherwise in the order of finding. */
static void sort_items(struct profile_verdict *verdict)
{
    struct profile_item *sorted = NULL;
    size_t count = 0;
    for (int wanted = GRADE_INSUFFICIENT; wanted < GRADE_GOOD; wanted++)
        for (size_t i = 0; i < verdict->item_count; i++)
            if ((int)verdict->items[i].grade == wanted)
                *(struct profile_item *)list_append(&sorted, &count, sizeof *sorted) = verdict->items[i];
    free(verdict->items);
    verdict->items = sorted;
}

struct profile_verdict profile_verdict_of(const struct policy_profile *profile, const struct tls_offer *offer,
                                          bool mx)
{
    struct grading grading = {.profile = profile, .offer = offer, .mx = mx};
    grade_versions(&grading);
    grade_suites(&grading);
    grade_groups(&grading);
    grade_dh_prime(&grading);
    grade_sessions(&grading);
    grade_features(&grading);
    text_list_free(&grading.seen);
    sort_items(&grading.verdict);
    return grading.verdict;
}
