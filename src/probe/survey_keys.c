/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys that no handshake from here can show: see probe/survey_keys.h. */
#include "probe/survey_keys.h"

#include "probe/suite_lists.h"

/* Public keys that are valid, and of which the secret is no matter: nothing follows. The base points of
 * X25519 (RFC 7748 4.1) and of P-256 (SEC 2 2.4.2). */
static const uint8_t x25519_share[32] = {9};
static const uint8_t p256_share[65] = {
    4,    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f,
    0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
    0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5};

static const struct hello_key_share shares[] = {{0x001d, x25519_share, sizeof x25519_share},
                                                {0x0017, p256_share, sizeof p256_share}};

static const uint16_t groups_of_shares[] = {0x001d, 0x0017};

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
    hello.groups = groups_of_shares;
    hello.group_count = sizeof groups_of_shares / sizeof groups_of_shares[0];
    hello.key_shares = HELLO_KEY_SHARES;
    hello.key_share_list = shares;
    hello.key_share_count = sizeof shares / sizeof shares[0];
    hello.signatures = ml_dsa;
    hello.signature_count = sizeof ml_dsa / sizeof ml_dsa[0];
    survey->left++;
    enum answer taken = survey_ask(survey, &hello, &answer);
    survey->has_ml_dsa_key = taken == ANSWER_YES && answer.reader.reply.kind == HELLO_REPLY_SERVER_HELLO;
    for (size_t i = 0; taken == ANSWER_NO && i < sizeof ml_dsa / sizeof ml_dsa[0]; i++)
        survey_note_algorithm(&survey->signatures, ml_dsa[i], ANSWER_NO, 0);
    hello_answer_free(&answer);
}
