/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Striking out suites. */
#include "probe/survey/survey_suites.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/elimination.h"
#include "probe/survey/hello_batch.h"
#include "probe/survey/suite_lists.h"

#include <stdlib.h>

/* Some servers look at the first suites of a long list alone. */
enum { BLOCK_SUITES = 64, LONG_LIST_SUITES = 128 };

struct strike_out {
    struct survey *survey;
    uint16_t version; /* the newest offered, and once something is taken, that which was negotiated */
    struct elimination suites;
    char *refusal; /* the last */
    bool in_blocks;
    bool by_version; /* that was an alert about the version */
};

/* Those that have not been seen first. */
static void put_unseen_first(struct code_list *list, const struct survey_algorithms *seen)
{
    struct code_list later = {0};
    struct code_list first = {0};
    for (size_t i = 0; i < list->count; i++)
        code_list_add(survey_algorithm(seen, list->codes[i]) == ANSWER_YES ? &later : &first, list->codes[i]);
    *list = first;
    code_list_add_all(list, &later);
}

static enum answer ask(struct strike_out *out, const struct code_list *suites, bool riding,
                       struct hello_answer *answer)
{
    struct survey *survey = out->survey;
    struct code_list groups = survey->all_groups[0];
    struct code_list signatures = survey->all_signatures;
    struct hello hello = survey_hello(survey, out->version, suites);
    put_unseen_first(&groups, &survey->groups);
    put_unseen_first(&signatures, &survey->signatures);
    if (hello.group_count > 0)
        hello.groups = groups.codes;
    if (hello.signature_count > 0)
        hello.signatures = signatures.codes;
    hello.deflate = survey->features[FEATURE_COMPRESSION].present == ANSWER_UNKNOWN;
    hello.heartbeat =
        out->version > VERSION_SSL_3 && survey->features[FEATURE_HEARTBEAT].present == ANSWER_UNKNOWN;
    enum answer taken = riding ? hello_batch_ask(survey, &hello, answer) : survey_ask(survey, &hello, answer);
    if (taken == ANSWER_NO)
        text_replace(&out->refusal, survey_refusal(answer));
    out->by_version = answer->reader.reply.alert == ALERT_PROTOCOL_VERSION;
    return taken;
}

/* The first answer tells the version, whose suites alone are looked for from then on. */
static bool settle_version(struct strike_out *out, uint16_t version)
{
    if (version == out->version)
        return true;
    if (out->suites.taken.count > 0 || version > out->version || version < VERSION_SSL_3)
        return false;
    struct code_list suites;
    suite_lists_suites(version, 0, &suites);
    for (size_t i = suites.count; i-- > 0;)
        if (!code_list_has(&out->suites.left, suites.codes[i]))
            code_list_remove(&suites, suites.codes[i]);
    elimination_begin(&out->suites, &suites);
    out->version = version;
    return true;
}

/* No when nothing more is taken; unknown when the server went silent, or answers what was not asked. */
static enum answer strike_out(struct strike_out *out)
{
    while (!out->suites.done) {
        struct hello_answer answer = {0};
        bool riding = out->suites.taken.count > 0 && out->version > VERSION_SSL_3;
        enum answer taken = ask(out, &out->suites.left, riding, &answer);
        const struct hello_reply *reply = &answer.reader.reply;
        bool good = taken == ANSWER_YES && settle_version(out, reply->version)
                    && elimination_take(&out->suites, reply->suite);
        hello_answer_free(&answer);
        if (taken == ANSWER_NO)
            break;
        if (!good)
            return ANSWER_UNKNOWN;
    }
    return ANSWER_NO;
}

/* 0 for what nearly every server has. */
static int rarity(uint16_t code)
{
    const struct tls_suite *suite = tls_names_suite(code);
    bool usual_cipher = suite->cipher[0] == 'A' && suite->cipher[1] == 'E' && suite->name.gnutls != NULL;
    if (usual_cipher && suite->key_exchange == KEY_EXCHANGE_ECDHE)
        return 0;
    return usual_cipher && suite->key_exchange == KEY_EXCHANGE_RSA ? 1 : 2;
}

static void usual_first(uint16_t version, struct code_list *list)
{
    struct code_list all;
    suite_lists_suites(version, 0, &all);
    *list = (struct code_list){0};
    for (int wanted = 0; wanted <= 2; wanted++)
        for (size_t i = 0; i < all.count; i++)
            if (rarity(all.codes[i]) == wanted)
                code_list_add(list, all.codes[i]);
}

/* All suites were refused: the list may be too long for the server, if it takes some of the usual ones. */
static enum answer strike_out_in_blocks(struct strike_out *out)
{
    struct code_list all;
    struct code_list taken = {0};
    usual_first(out->version, &all);
    out->in_blocks = true;
    enum answer complete = ANSWER_NO;
    for (size_t at = 0; at < all.count && (at == 0 || taken.count > 0); at += BLOCK_SUITES) {
        struct code_list block = {0};
        for (size_t i = at; i < all.count && i < at + BLOCK_SUITES; i++)
            code_list_add(&block, all.codes[i]);
        elimination_begin(&out->suites, &block);
        if (strike_out(out) != ANSWER_NO)
            complete = ANSWER_UNKNOWN;
        code_list_add_all(&taken, &out->suites.taken);
    }
    out->suites.taken = taken;
    return complete;
}

/* Whose order it was with another version, where both ends differed. */
static bool is_clients_order(struct survey *survey)
{
    for (uint16_t version = VERSION_SSL_3; version < VERSION_TLS_1_3; version++)
        if (survey_version(survey, version)->preference == PREFERENCE_CLIENT)
            return true;
    return false;
}

/* Where each taking followed the order of the offer, one with the order reversed tells. */
static enum preference find_preference(struct strike_out *out)
{
    if (out->in_blocks)
        return PREFERENCE_UNKNOWN;
    if (!elimination_is_unsure(&out->suites))
        return elimination_preference(&out->suites);
    if (is_clients_order(out->survey))
        return PREFERENCE_CLIENT;
    struct hello_answer answer = {0};
    struct code_list suites = out->suites.taken;
    code_list_reverse(&suites);
    enum preference preference = PREFERENCE_UNKNOWN;
    if (ask(out, &suites, out->version > VERSION_SSL_3, &answer) == ANSWER_YES)
        preference = answer.reader.reply.suite == suites.codes[0] ? PREFERENCE_CLIENT : PREFERENCE_SERVER;
    hello_answer_free(&answer);
    return preference;
}

/* In the order of the strike-out; what the main handshake showed beside it comes last. */
static void keep(struct strike_out *out, bool complete)
{
    struct survey_version *slot = survey_version(out->survey, out->version);
    struct code_list suites = out->suites.taken;
    code_list_add_all(&suites, &slot->suites);
    slot->suites = suites;
    slot->complete = complete;
}

uint16_t survey_suites(struct survey *survey, uint16_t newest)
{
    struct strike_out *out = allocate(1, sizeof *out);
    struct code_list suites;
    out->survey = survey;
    out->version = newest;
    suite_lists_suites(newest, 0, &suites);
    elimination_begin(&out->suites, &suites);
    enum answer rest = strike_out(out);
    if (out->suites.taken.count == 0 && rest == ANSWER_NO && suites.count > LONG_LIST_SUITES
        && !out->by_version)
        rest = strike_out_in_blocks(out);
    bool taken = out->suites.taken.count > 0;
    uint16_t version = taken ? out->version : 0;
    if (taken) {
        keep(out, rest == ANSWER_NO);
        survey_version(survey, version)->preference = find_preference(out);
    } else if (rest == ANSWER_NO) {
        /* A server that had an older one would have answered with that (RFC 5246 E.1). */
        uint16_t oldest = newest < VERSION_TLS_1_0 ? newest : VERSION_TLS_1_0;
        survey_refuse_versions(survey, oldest, newest, out->refusal);
    }
    free(out->refusal);
    free(out);
    return version;
}
