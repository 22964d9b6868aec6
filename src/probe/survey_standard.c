/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A few questions that tell most. */
#include "probe/survey_standard.h"

#include "facts/list.h"
#include "probe/suite_lists.h"
#include "probe/survey_groups.h"

#include <stdlib.h>

/* Asks with all suites of a version or those of some classes; *version is the one that was negotiated. */
static enum answer ask_suites(struct survey *survey, uint16_t newest, unsigned classes, uint16_t *version,
                              char **refusal)
{
    struct code_list suites;
    struct hello_answer answer = {0};
    suite_lists_suites(newest, classes, &suites);
    struct hello hello = survey_hello(survey, newest, &suites);
    hello.deflate = true;
    enum answer taken = survey_ask(survey, &hello, &answer);
    *version = answer.reader.reply.version;
    *refusal = taken == ANSWER_NO ? survey_refusal(&answer) : NULL;
    hello_answer_free(&answer);
    return taken;
}

/* A server that has none of the versions up to that of the hello cannot but refuse (RFC 5246 E.1). */
static void ask_version(struct survey *survey, uint16_t newest)
{
    uint16_t version;
    char *refusal;
    if (survey_version(survey, newest)->accepted == ANSWER_NO)
        return;
    if (ask_suites(survey, newest, 0, &version, &refusal) == ANSWER_NO)
        survey_refuse_versions(survey, VERSION_TLS_1_0, newest, refusal);
    free(refusal);
}

/* The version in which a hello of up to TLS 1.2 is negotiated, as far as is known. */
static uint16_t older_version(const struct survey *survey)
{
    return survey->best != 0 && survey->best < VERSION_TLS_1_2 ? survey->best : VERSION_TLS_1_2;
}

static unsigned open_classes(struct survey *survey, uint16_t version)
{
    const struct survey_version *slot = survey_version(survey, version);
    unsigned open = WEAK_ALL & ~slot->excluded;
    for (size_t i = 0; i < slot->suites.count; i++)
        open &= ~suite_lists_weak_classes(slot->suites.codes[i]);
    return open;
}

/* Asks for those of `classes` that are open; false when there is no more to learn. */
static bool ask_classes(struct survey *survey, unsigned classes)
{
    uint16_t newest = older_version(survey);
    uint16_t version;
    char *refusal;
    unsigned open = open_classes(survey, newest) & classes;
    if (open == 0)
        return false;
    enum answer taken = ask_suites(survey, newest, open, &version, &refusal);
    if (text_same(refusal, "protocol_version")) /* and not for want of suites */
        survey_refuse_versions(survey, VERSION_TLS_1_0, newest, refusal);
    free(refusal);
    if (taken == ANSWER_NO)
        survey_version(survey, newest)->excluded |= open;
    return taken != ANSWER_UNKNOWN && (taken == ANSWER_NO || version == newest);
}

static void ask_post_quantum(struct survey *survey)
{
    struct code_list suites;
    struct code_list groups;
    struct hello_answer answer = {0};
    suite_lists_post_quantum(&groups);
    suite_lists_suites(VERSION_TLS_1_3, 0, &suites);
    struct hello hello = survey_hello(survey, VERSION_TLS_1_3, &suites);
    hello.groups = groups.codes;
    hello.group_count = groups.count;
    if (survey_ask(survey, &hello, &answer) == ANSWER_NO)
        survey_refuse_groups(survey, &groups);
    hello_answer_free(&answer);
}

/* Where the main handshake, which offers TLS 1.3, got less, there are no groups of it. */
static void find_post_quantum(struct survey *survey)
{
    struct code_list groups;
    if (survey->best == VERSION_TLS_1_3) {
        ask_post_quantum(survey);
    } else if (survey->best != 0) {
        suite_lists_post_quantum(&groups);
        survey_refuse_groups(survey, &groups);
    }
}

static void ask_other_key(struct survey *survey)
{
    if (survey->left == 0 || survey->over || survey->wire.other_key == NULL)
        return;
    survey->left -= survey->wire.other_key(survey->wire.context);
}

void survey_standard(struct survey *survey)
{
    if (survey->best == 0) /* no handshake of ours: what would it take? */
        ask_version(survey, VERSION_TLS_1_2);
    if (survey->best == 0 || survey->best > VERSION_TLS_1_1)
        ask_version(survey, VERSION_TLS_1_1);
    ask_classes(survey, WEAK_BAD);
    find_post_quantum(survey);
    if (survey_version(survey, VERSION_TLS_1_1)->accepted == ANSWER_YES)
        ask_version(survey, VERSION_TLS_1_0);
    ask_other_key(survey);
    while (survey->left > 0 && !survey->over && ask_classes(survey, WEAK_ALL))
        ;
}
