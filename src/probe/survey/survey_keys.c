/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys that no handshake from here can show: see probe/survey/survey_keys.h. */
#include "probe/survey/survey_keys.h"

#include "probe/survey/key_shares.h"
#include "probe/survey/suite_lists.h"

static const uint16_t ml_dsa[] = {SIGNATURE_ML_DSA_44, SIGNATURE_ML_DSA_65, SIGNATURE_ML_DSA_87};

static bool takes_post_quantum(const struct survey *survey)
{
    struct code_list groups;
    suite_lists_post_quantum(&groups);
    for (size_t i = 0; i < groups.count; i++)
        if (survey_algorithm(&survey->groups, groups.codes[i]) == ANSWER_YES)
            return true;
    return false;
}

/* With shares in the hello, and no other groups, for a request for another one says nothing of keys (RFC
 * 9846 4.2.4). */
void survey_ml_dsa(struct survey *survey)
{
    struct code_list suites;
    struct hello_answer answer = {0};
    if (!survey->wants_every_key || survey->over || !takes_post_quantum(survey))
        return;
    suite_lists_suites(VERSION_TLS_1_3, 0, &suites);
    struct hello hello = survey_hello(survey, VERSION_TLS_1_3, &suites);
    hello.groups = key_share_groups;
    hello.group_count = KEY_SHARES;
    hello.key_shares = HELLO_KEY_SHARES;
    hello.key_share_list = key_shares;
    hello.key_share_count = KEY_SHARES;
    hello.signatures = ml_dsa;
    hello.signature_count = sizeof ml_dsa / sizeof ml_dsa[0];
    enum answer taken = survey_ask(survey, &hello, &answer);
    survey->has_ml_dsa_key = taken == ANSWER_YES && answer.reader.reply.kind == HELLO_REPLY_SERVER_HELLO;
    for (size_t i = 0; taken == ANSWER_NO && i < sizeof ml_dsa / sizeof ml_dsa[0]; i++)
        survey_note_algorithm(&survey->signatures, ml_dsa[i], ANSWER_NO, 0);
    hello_answer_free(&answer);
}
