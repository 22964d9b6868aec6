/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Post-quantum groups: see probe/survey/survey_post_quantum.h. */
#include "probe/survey/survey_post_quantum.h"

#include "base/list.h"
#include "probe/survey/suite_lists.h"
#include "probe/survey/survey_groups.h"

#include <stdlib.h>

enum { LARGE_HELLO_BYTES = 1800, GROUP_X25519MLKEM768 = 0x11ec, X25519MLKEM768_BYTES = 1184 + 32 };

/* The share of X25519MLKEM768 is a key of ML-KEM-768, for which zeros are valid (FIPS 203 7.2), and one of
 * X25519: its base point. */
static const uint8_t share_bytes[X25519MLKEM768_BYTES] = {[1184] = 9};
static const struct hello_key_share share = {GROUP_X25519MLKEM768, share_bytes, sizeof share_bytes};

/* Of what is asked: the lists that the hello borrows. */
struct question {
    struct code_list suites;
    struct code_list groups;
    struct hello hello;
};

static void make_question(const struct survey *survey, bool large, struct question *question)
{
    suite_lists_post_quantum(&question->groups);
    suite_lists_suites(VERSION_TLS_1_3, 0, &question->suites);
    question->hello = survey_hello(survey, VERSION_TLS_1_3, &question->suites);
    question->hello.groups = question->groups.codes;
    question->hello.group_count = question->groups.count;
    if (large) {
        question->hello.key_shares = HELLO_KEY_SHARES;
        question->hello.key_share_list = &share;
        question->hello.key_share_count = 1;
        question->hello.pad_to_bytes = LARGE_HELLO_BYTES;
    }
}

/* Whether it was read: a connection that ends says nothing of that. */
static bool is_read(enum answer taken, const struct hello_answer *answer)
{
    return taken == ANSWER_YES || (taken == ANSWER_NO && answer->outcome == HELLO_REFUSED);
}

/* A small one is answered, and the large one, put once more, still is not: then it is its size. */
static void ask_small(struct survey *survey, const struct question *large, const char *refusal)
{
    struct question *small = allocate(1, sizeof *small);
    struct hello_answer answer = {0};
    make_question(survey, false, small);
    survey->left += 2;
    enum answer taken = survey_ask(survey, &small->hello, &answer);
    bool read = is_read(taken, &answer);
    if (taken == ANSWER_NO)
        survey_refuse_groups(survey, &small->groups);
    if (read && (refusal != NULL || survey_hangs(survey, &large->hello)))
        survey_note_feature(survey, FEATURE_LARGE_HELLO, ANSWER_NO, refusal != NULL ? refusal : "no answer");
    hello_answer_free(&answer);
    free(small);
}

static void ask(struct survey *survey)
{
    struct question *large = allocate(1, sizeof *large);
    struct hello_answer answer = {0};
    make_question(survey, true, large);
    enum answer taken = survey_ask(survey, &large->hello, &answer);
    bool silent = answer.outcome == HELLO_SILENT;
    char *refusal = taken == ANSWER_NO ? survey_refusal(&answer) : NULL;
    if (is_read(taken, &answer))
        survey_note_feature(survey, FEATURE_LARGE_HELLO, ANSWER_YES, NULL);
    else if (!survey->over && (silent || taken == ANSWER_NO))
        ask_small(survey, large, refusal);
    if (taken == ANSWER_NO && answer.outcome == HELLO_REFUSED)
        survey_refuse_groups(survey, &large->groups);
    free(refusal);
    hello_answer_free(&answer);
    free(large);
}

/* Where the main handshake, which offers TLS 1.3, got less, there are no groups of it. */
void survey_post_quantum(struct survey *survey)
{
    struct code_list groups;
    if (survey->best == VERSION_TLS_1_3) {
        ask(survey);
    } else if (survey->best != 0) {
        suite_lists_post_quantum(&groups);
        survey_refuse_groups(survey, &groups);
    }
}
