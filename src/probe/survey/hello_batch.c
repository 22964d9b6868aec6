/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions that ride along. */
#include "probe/survey/hello_batch.h"

#include "base/list.h"

#include <stdlib.h>
#include <string.h>

/* Reserved never to be given a meaning (RFC 8701 2), nor a server (RFC 2606 2). */
enum { UNKNOWN_SUITE = 0x0a0a, UNKNOWN_GROUP = 0x1a1a, UNKNOWN_EXTENSION = 0x2a2a };
static const char unknown_name[] = "mailsonde.invalid";

/* The changed hello, and what it points to. */
struct rider {
    enum tls_feature feature;
    struct hello hello;
    struct code_list suites;
    struct code_list groups;
};

static const enum tls_feature features[] = {FEATURE_NO_SNI, FEATURE_UNKNOWN_SNI, FEATURE_UNKNOWN_EXTENSION};
enum { FEATURE_COUNT = sizeof features / sizeof features[0] };

static bool is_open(const struct survey *survey, enum tls_feature feature)
{
    return survey->features[feature].present == ANSWER_UNKNOWN;
}

static void put_first(struct code_list *list, uint16_t code, const uint16_t *codes, size_t count)
{
    list->count = 0;
    code_list_add(list, code);
    for (size_t i = 0; i < count; i++)
        code_list_add(list, codes[i]);
}

static void mount(struct rider *rider, enum tls_feature feature, const struct hello *hello)
{
    rider->feature = feature;
    rider->hello = *hello;
    switch (feature) {
    case FEATURE_NO_SNI:
        rider->hello.server_name = NULL;
        break;
    case FEATURE_UNKNOWN_SNI:
        rider->hello.server_name = unknown_name;
        break;
    default:
        put_first(&rider->suites, UNKNOWN_SUITE, hello->suites, hello->suite_count);
        rider->hello.suites = rider->suites.codes;
        rider->hello.suite_count = rider->suites.count;
        rider->hello.unknown_extension = UNKNOWN_EXTENSION;
        if (hello->group_count > 0) {
            put_first(&rider->groups, UNKNOWN_GROUP, hello->groups, hello->group_count);
            rider->hello.groups = rider->groups.codes;
            rider->hello.group_count = rider->groups.count;
        }
        break;
    }
}

/* Another certificate than under the server's own name: what else is taken there says nothing of it. */
static bool is_elsewhere(struct survey *survey, const struct hello_reply *reply)
{
    if (reply->chain_count == 0)
        return false;
    const struct hello_blob *leaf = &reply->chain[0];
    const struct hello_blob *kept = survey_leaf(survey, reply->suite);
    return leaf->length != kept->length || memcmp(leaf->bytes, kept->bytes, leaf->length) != 0;
}

/* What the rider's hello that was taken shows; true when that answered the plain one, too. */
static bool arrive(struct survey *survey, const struct rider *rider, const struct hello_reply *reply)
{
    bool elsewhere = is_elsewhere(survey, reply);
    bool other = elsewhere && survey_leaf(survey, reply->suite)->length > 0;
    survey_note_feature(survey, rider->feature, ANSWER_YES, other ? "with another certificate" : NULL);
    if (!elsewhere)
        survey_note(survey, &rider->hello, reply);
    return !elsewhere;
}

/* How the rider's hello came to nothing; NULL where the end of the connection may have had another reason. */
static char *how_thrown(enum answer mounted, const struct hello_answer *answer)
{
    if (mounted == ANSWER_NO)
        return survey_refusal(answer);
    return answer->outcome == HELLO_SILENT ? text_copy("no answer") : NULL;
}

/* The plain hello, after the rider's came to nothing. */
static enum answer ask_dismounted(struct survey *survey, const struct rider *rider, enum answer mounted,
                                  const struct hello *hello, struct hello_answer *answer)
{
    char *thrown = how_thrown(mounted, answer);
    enum answer taken = survey_ask(survey, hello, answer);
    bool blamed = thrown != NULL && taken == ANSWER_YES
                  && (mounted == ANSWER_NO || survey_hangs(survey, &rider->hello));
    if (blamed)
        survey_note_feature(survey, rider->feature, ANSWER_NO, thrown);
    else
        survey->riders_thrown |= 1u << rider->feature;
    free(thrown);
    return taken;
}

static enum answer ride(struct survey *survey, enum tls_feature feature, const struct hello *hello,
                        struct hello_answer *answer)
{
    struct rider *rider = allocate(1, sizeof *rider);
    mount(rider, feature, hello);
    struct hello_question question = {.hello = &rider->hello, .extent = HELLO_REPLY_FLIGHT};
    enum answer taken = survey_put(survey, &question, answer);
    if (taken != ANSWER_YES)
        taken = ask_dismounted(survey, rider, taken, hello, answer);
    else if (!arrive(survey, rider, &answer->reader.reply))
        taken = survey_ask(survey, hello, answer);
    free(rider);
    return taken;
}

enum answer hello_batch_ask(struct survey *survey, const struct hello *hello, struct hello_answer *answer)
{
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        if (is_open(survey, features[i]) && (survey->riders_thrown & 1u << features[i]) == 0)
            return ride(survey, features[i], hello, answer);
    return survey_ask(survey, hello, answer);
}

void hello_batch_ask_open(struct survey *survey, const struct hello *hello)
{
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        struct hello_answer answer = {0};
        if (is_open(survey, features[i]))
            ride(survey, features[i], hello, &answer);
        hello_answer_free(&answer);
    }
}
