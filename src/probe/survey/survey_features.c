/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Unusual hellos. */
#include "probe/survey/survey_features.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/hello_batch.h"

#include <stdlib.h>

enum { LARGE_HELLO_BYTES = 1800, CIPHER_KINDS_MAX = 16 };

static void note_ssl2(struct survey *survey, const struct hello_reply *reply)
{
    struct survey_version *slot = survey_version(survey, VERSION_SSL_2);
    slot->accepted = ANSWER_YES;
    slot->complete = true; /* the server lists all that it has */
    for (size_t i = 0; i < reply->cipher_kind_count; i++)
        codes_append(&survey->ssl2_cipher_kinds, reply->cipher_kinds[i]);
}

void survey_ssl2(struct survey *survey)
{
    uint32_t kinds[CIPHER_KINDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < tls_names_suite_count && count < CIPHER_KINDS_MAX; i++)
        if (tls_names_suites[i].name.code > UINT16_MAX)
            kinds[count++] = tls_names_suites[i].name.code;
    struct hello_question question = {.cipher_kinds = kinds, .cipher_kind_count = count};
    struct hello_answer answer = {0};
    struct survey_version *slot = survey_version(survey, VERSION_SSL_2);
    enum answer taken = survey_put(survey, &question, &answer);
    const struct hello_reply *reply = &answer.reader.reply;
    slot->asked = survey->connections > 0;
    if (reply->kind == HELLO_REPLY_SSL2_SERVER_HELLO)
        note_ssl2(survey, reply);
    else if (taken == ANSWER_NO)
        survey_refuse_versions(survey, VERSION_SSL_2, VERSION_SSL_2, NULL);
    if (slot->accepted == ANSWER_NO)
        slot->refused_with = survey_refusal(&answer);
    hello_answer_free(&answer);
}

static struct hello known_hello(struct survey *survey, uint16_t version)
{
    return survey_hello(survey, version, &survey_version(survey, version)->suites);
}

static bool is_inappropriate_fallback(const struct hello_answer *answer)
{
    const struct hello_reply *reply = &answer->reader.reply;
    return reply->kind == HELLO_REPLY_ALERT && reply->alert == ALERT_INAPPROPRIATE_FALLBACK;
}

/* What an answer to the signal says; a server that has no better version than that of the hello has nothing
 * to object. */
static void note_fallback(struct survey *survey, enum answer taken, const struct hello_answer *answer)
{
    if (taken == ANSWER_YES)
        survey_note_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_NO,
                            "the server accepts the needless fallback");
    else if (is_inappropriate_fallback(answer))
        survey_note_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_YES, NULL);
}

static struct hello large_hello(struct survey *survey, uint16_t version)
{
    struct hello hello = known_hello(survey, version);
    hello.pad_to_bytes = LARGE_HELLO_BYTES;
    return hello;
}

/* Asks with or without the signal, in a hello large or small. *refusal says how it came to nothing; NULL when
 * the end of the connection may have had another reason. */
static enum answer ask_known(struct survey *survey, uint16_t version, bool signal, bool large, char **refusal)
{
    struct hello_answer answer = {0};
    struct hello hello = large ? large_hello(survey, version) : known_hello(survey, version);
    hello.fallback_scsv = signal;
    enum answer taken = survey_ask(survey, &hello, &answer);
    if (signal)
        note_fallback(survey, taken, &answer);
    if (signal && is_inappropriate_fallback(&answer))
        taken = ANSWER_YES; /* it was read */
    if (taken == ANSWER_NO)
        text_replace(refusal, survey_refusal(&answer));
    else
        text_replace(refusal, answer.outcome == HELLO_SILENT ? text_copy("no answer") : NULL);
    hello_answer_free(&answer);
    return taken;
}

/* Only what a small hello gets does a large one lack, and what one lacks that hangs is known the second time:
 * in between packets may have been dropped whatever they were. */
static void note_large_refused(struct survey *survey, uint16_t version, enum answer taken,
                               const char *refusal)
{
    char *other = NULL;
    struct hello large = large_hello(survey, version);
    if (refusal != NULL && ask_known(survey, version, false, false, &other) == ANSWER_YES
        && (taken == ANSWER_NO || survey_hangs(survey, &large)))
        survey_note_feature(survey, FEATURE_LARGE_HELLO, ANSWER_NO, refusal);
    free(other);
}

/* Large, and with the signal where there is one to give; what fails so is asked for without, since not every
 * server says why it ends a needless fallback. */
static void ask_large(struct survey *survey, uint16_t version, bool can_fall_back)
{
    char *signalled = NULL, *refusal = NULL;
    enum answer with = ask_known(survey, version, can_fall_back, true, &signalled);
    enum answer without = with;
    if (can_fall_back && with != ANSWER_YES)
        without = ask_known(survey, version, false, true, &refusal);
    if (without == ANSWER_YES) {
        survey_note_feature(survey, FEATURE_LARGE_HELLO, ANSWER_YES, NULL);
        if (with == ANSWER_NO)
            survey_note_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_YES, signalled);
    } else if (!survey->over) {
        note_large_refused(survey, version, without, can_fall_back ? refusal : signalled);
    }
    free(refusal);
    free(signalled);
}

void survey_large_hello(struct survey *survey)
{
    uint16_t best = survey_newest_taken(survey, VERSION_TLS_1_3);
    uint16_t older = best > VERSION_TLS_1_0 ? survey_newest_taken(survey, (uint16_t)(best - 1)) : 0;
    bool can_fall_back = older >= VERSION_TLS_1_0;
    uint16_t version = can_fall_back ? older : best;
    char *refusal = NULL;
    if (version < VERSION_TLS_1_0)
        return;
    ask_large(survey, version, can_fall_back);
    if (can_fall_back && survey->features[FEATURE_FALLBACK_SCSV].present == ANSWER_UNKNOWN)
        ask_known(survey, version, true, false, &refusal);
    else if (!can_fall_back)
        survey_note_feature(survey, FEATURE_FALLBACK_SCSV, ANSWER_UNKNOWN,
                            "there is no older version to fall back to");
    free(refusal);
}

/* Why a feature is unknown, where that is no matter of this server's limits. */
static const char *reason_for(struct survey *survey, enum tls_feature feature)
{
    static const enum tls_feature old[] = {FEATURE_SECURE_RENEGOTIATION, FEATURE_EXTENDED_MASTER_SECRET,
                                           FEATURE_ENCRYPT_THEN_MAC,     FEATURE_COMPRESSION,
                                           FEATURE_SESSION_ID,           FEATURE_HEARTBEAT};
    bool only_tls_1_3 = survey_newest_taken(survey, VERSION_TLS_1_2) == 0;
    for (size_t i = 0; only_tls_1_3 && i < sizeof old / sizeof old[0]; i++)
        if (old[i] == feature)
            return "the server accepts only TLS 1.3";
    if (feature == FEATURE_ENCRYPT_THEN_MAC)
        return "the server accepts no CBC suite";
    if (feature == FEATURE_DOWNGRADE_SENTINEL)
        return only_tls_1_3 ? "the server accepts only TLS 1.3" : "the server does not accept TLS 1.3";
    return feature == FEATURE_RESUMPTION ? "no handshake was completed before" : NULL;
}

bool survey_wants_resumption(const struct survey *survey)
{
    return !survey->over && survey->best != 0 && survey->wire.resume != NULL;
}

void survey_resumption(struct survey *survey)
{
    if (!survey_wants_resumption(survey))
        return;
    survey_note_feature(survey, FEATURE_RESUMPTION, survey->wire.resume(survey->wire.context), NULL);
}

void survey_rest(struct survey *survey)
{
    /* Certificates show before TLS 1.3 alone. */
    uint16_t version = survey_newest_taken(survey, VERSION_TLS_1_2);
    if (version < VERSION_TLS_1_0)
        version = survey_newest_taken(survey, VERSION_TLS_1_3);
    if (version >= VERSION_TLS_1_0 && !survey->over) {
        struct hello hello = known_hello(survey, version);
        hello_batch_ask_open(survey, &hello);
    }
}

void survey_reasons(struct survey *survey)
{
    for (int feature = 0; feature < TLS_FEATURE_COUNT; feature++) {
        struct survey_feature *slot = &survey->features[feature];
        if (slot->present == ANSWER_UNKNOWN && slot->detail == NULL && !survey->over)
            slot->detail = text_copy(reason_for(survey, (enum tls_feature)feature));
    }
}
