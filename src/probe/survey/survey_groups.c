/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Striking out two lists at once. */
#include "probe/survey/survey_groups.h"

#include "base/list.h"
#include "probe/survey/elimination.h"
#include "probe/survey/suite_lists.h"

#include <stdlib.h>

/* Puts the next question of a pair; what it sends of each, and what it reads, is `ask`'s. */
struct pair_question {
    struct survey *survey;
    struct elimination_pair pair;
    uint16_t version;
    const struct code_list *suites; /* of all hellos, before TLS 1.3 */
    char *refusal;                  /* the last */
};

void survey_refuse_groups(struct survey *survey, const struct code_list *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        survey_note_algorithm(&survey->groups, groups->codes[i], ANSWER_NO, 0);
}

static enum answer ask_tls_1_3(struct survey *survey, const struct code_list *suites,
                               const struct code_list *groups, struct hello_answer *answer)
{
    struct hello hello = survey_hello(survey, VERSION_TLS_1_3, suites);
    hello.groups = groups->codes;
    hello.group_count = groups->count;
    return survey_ask(survey, &hello, answer);
}

static enum answer ask_older(const struct pair_question *question, struct hello_answer *answer)
{
    const struct code_list *groups = elimination_pair_first(&question->pair);
    const struct code_list *signatures = elimination_pair_second(&question->pair);
    struct hello hello = survey_hello(question->survey, question->version, question->suites);
    hello.groups = groups->codes;
    hello.group_count = code_list_has(groups, 0) ? 0 : groups->count;
    hello.signatures = signatures->codes;
    hello.signature_count = code_list_has(signatures, 0) ? 0 : signatures->count;
    return survey_ask(question->survey, &hello, answer);
}

static bool take(struct pair_question *question, const struct hello_reply *reply)
{
    struct elimination_pair *pair = &question->pair;
    if (reply->version != question->version)
        return false;
    if (question->version == VERSION_TLS_1_3)
        return elimination_pair_take(pair, reply->suite, reply->group);
    return elimination_pair_take(pair, reply->key_exchange.group, reply->key_exchange.signature_algorithm);
}

/* False when it came to no end: the server went silent, or answers what was not asked. */
static bool strike_out(struct pair_question *question)
{
    struct elimination_pair *pair = &question->pair;
    while (!elimination_pair_is_done(pair)) {
        struct hello_answer answer = {0};
        enum answer taken = question->version == VERSION_TLS_1_3
                                ? ask_tls_1_3(question->survey, elimination_pair_first(pair),
                                              elimination_pair_second(pair), &answer)
                                : ask_older(question, &answer);
        bool good = taken != ANSWER_UNKNOWN;
        if (taken == ANSWER_YES)
            good = take(question, &answer.reader.reply);
        if (taken == ANSWER_NO) {
            text_replace(&question->refusal, survey_refusal(&answer));
            elimination_pair_refuse(pair);
        }
        hello_answer_free(&answer);
        if (!good)
            return false;
    }
    return true;
}

/* One hello with both lists reversed tells for both. */
static void find_preferences(struct survey *survey, const struct elimination_pair *pair)
{
    struct survey_version *slot = survey_version(survey, VERSION_TLS_1_3);
    slot->preference = elimination_preference(&pair->first);
    survey->group_preference = elimination_preference(&pair->second);
    if (!elimination_is_unsure(&pair->first) && !elimination_is_unsure(&pair->second))
        return;
    struct code_list suites = pair->first.taken;
    struct code_list groups = pair->second.taken;
    struct hello_answer answer = {0};
    code_list_reverse(&suites);
    code_list_reverse(&groups);
    enum answer taken = ask_tls_1_3(survey, &suites, &groups, &answer);
    const struct hello_reply *reply = &answer.reader.reply;
    if (taken == ANSWER_YES && elimination_is_unsure(&pair->first))
        slot->preference = reply->suite == suites.codes[0] ? PREFERENCE_CLIENT : PREFERENCE_SERVER;
    if (taken == ANSWER_YES && elimination_is_unsure(&pair->second))
        survey->group_preference = reply->group == groups.codes[0] ? PREFERENCE_CLIENT : PREFERENCE_SERVER;
    hello_answer_free(&answer);
}

static void keep_tls_1_3(const struct pair_question *question)
{
    struct survey *survey = question->survey;
    const struct elimination_pair *pair = &question->pair;
    struct survey_version *slot = survey_version(survey, VERSION_TLS_1_3);
    struct code_list suites = pair->first.taken;
    code_list_add_all(&suites, &slot->suites);
    slot->suites = suites;
    slot->complete = pair->first.done;
    survey_order_algorithms(&survey->groups, &pair->second.taken);
    if (pair->second.done)
        survey_refuse_groups(survey, &pair->second.left);
}

void survey_tls_1_3(struct survey *survey)
{
    struct pair_question *question = allocate(1, sizeof *question);
    struct code_list suites;
    struct code_list groups;
    question->survey = survey;
    question->version = VERSION_TLS_1_3;
    suite_lists_suites(VERSION_TLS_1_3, 0, &suites);
    suite_lists_groups(VERSION_TLS_1_3, &groups);
    elimination_pair_begin(&question->pair, &suites, &groups);
    bool ended = strike_out(question);
    if (question->pair.first.taken.count > 0) {
        keep_tls_1_3(question);
        find_preferences(survey, &question->pair);
    } else if (ended) {
        survey_refuse_versions(survey, VERSION_TLS_1_3, VERSION_TLS_1_3, question->refusal);
    }
    free(question->refusal);
    free(question);
}

/* Suites whose key exchange the server signs, with a curve of the hello if there are any such. */
static void signed_suites(const struct code_list *all, struct code_list *suites, bool *curves)
{
    *curves = false;
    for (size_t i = 0; i < all->count; i++)
        *curves = *curves || (suite_lists_is_signed(all->codes[i]) && suite_lists_uses_curve(all->codes[i]));
    for (size_t i = 0; i < all->count; i++)
        if (suite_lists_is_signed(all->codes[i]) && suite_lists_uses_curve(all->codes[i]) == *curves)
            code_list_add(suites, all->codes[i]);
}

/* What is known is struck out already; what is known not to be there is not asked for. An empty question is
 * the code point 0, which is what an answer has where there is none. */
static void begin_with_known(struct elimination *elimination, const struct code_list *all,
                             const struct survey_algorithms *known, bool wanted)
{
    struct code_list offered = {0};
    for (size_t i = 0; wanted && i < all->count; i++)
        if (survey_algorithm(known, all->codes[i]) != ANSWER_NO)
            code_list_add(&offered, all->codes[i]);
    if (!wanted)
        code_list_add(&offered, 0);
    elimination_begin(elimination, &offered);
    for (size_t i = 0; i < offered.count; i++)
        if (!wanted || survey_algorithm(known, offered.codes[i]) == ANSWER_YES)
            elimination_take(elimination, offered.codes[i]);
}

void survey_groups(struct survey *survey)
{
    uint16_t version = survey_newest_taken(survey, VERSION_TLS_1_2);
    struct code_list suites = {0};
    struct code_list all;
    bool curves;
    if (version < VERSION_TLS_1_0)
        return;
    signed_suites(&survey_version(survey, version)->suites, &suites, &curves);
    if (suites.count == 0)
        return;
    struct pair_question *question = allocate(1, sizeof *question);
    question->survey = survey;
    question->version = version;
    question->suites = &suites;
    suite_lists_groups(version, &all);
    begin_with_known(&question->pair.first, &all, &survey->groups, curves);
    suite_lists_signatures(&all);
    begin_with_known(&question->pair.second, &all, &survey->signatures, version == VERSION_TLS_1_2);
    strike_out(question);
    if (question->pair.first.done)
        survey_refuse_groups(survey, &question->pair.first.left);
    for (size_t i = 0; question->pair.second.done && i < question->pair.second.left.count; i++)
        survey_note_algorithm(&survey->signatures, question->pair.second.left.codes[i], ANSWER_NO, 0);
    free(question->refusal);
    free(question);
}
