/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers that take only what few clients have: see probe/survey/survey_uncommon.h. */
#include "probe/survey/survey_uncommon.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/key_shares.h"
#include "probe/survey/suite_lists.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What the TLS libraries of today's mail servers offer by default, OpenSSL before 3.5 and GnuTLS. */
static const uint16_t common_groups[] = {0x001d, 0x0017, 0x0018, 0x0019, 0x001e,
                                         0x0100, 0x0101, 0x0102, 0x0103, 0x0104};
static const uint16_t common_signatures[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806,
                                             0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201};

/* Kinds of keys that these do not take, by their schemes of TLS 1.3. */
static const struct {
    enum key_type type;
    uint16_t schemes[3];
} uncommon_keys[] = {
    {KEY_TYPE_ML_DSA, {SIGNATURE_ML_DSA_44, SIGNATURE_ML_DSA_65, SIGNATURE_ML_DSA_87}},
    {KEY_TYPE_ECDSA_BRAINPOOL, {0x081a, 0x081b, 0x081c}},
};

struct offer {
    uint16_t version;
    const uint16_t *groups; /* NULL: all */
    size_t group_count;
    const uint16_t *signatures; /* NULL: all */
    size_t signature_count;
    bool with_shares; /* without, TLS 1.3 asks for one before it looks at keys */
};

static enum answer ask(struct survey *survey, const struct offer *offer, uint16_t *group)
{
    struct code_list suites;
    struct hello_answer answer = {0};
    suite_lists_suites(offer->version, 0, &suites);
    struct hello hello = survey_hello(survey, offer->version, &suites);
    if (offer->groups != NULL) {
        hello.groups = offer->groups;
        hello.group_count = offer->group_count;
    }
    if (offer->signatures != NULL) {
        hello.signatures = offer->signatures;
        hello.signature_count = offer->signature_count;
    }
    if (offer->with_shares && offer->version == VERSION_TLS_1_3) {
        hello.key_shares = HELLO_KEY_SHARES;
        hello.key_share_list = key_shares;
        hello.key_share_count = KEY_SHARES;
    }
    survey->left++;
    enum answer taken = survey_ask(survey, &hello, &answer);
    if (taken == ANSWER_YES && answer.reader.reply.version != offer->version)
        taken = ANSWER_NO;
    *group = taken == ANSWER_YES ? answer.reader.reply.group : 0;
    if (*group == 0 && taken == ANSWER_YES)
        *group = answer.reader.reply.key_exchange.group;
    hello_answer_free(&answer);
    return taken;
}

static bool is_common(uint16_t group)
{
    for (size_t i = 0; i < COUNT(common_groups); i++)
        if (common_groups[i] == group)
            return true;
    return false;
}

/* Up to TLS 1.2 a curve that only the certificate has wants to be offered too (RFC 8422 5.1). */
static void note_group(struct survey *survey, uint16_t group)
{
    survey->needs_group = group != 0 && !is_common(group) ? group : GROUP_ANY_BRAINPOOL;
}

static void find_key(struct survey *survey, struct offer *offer)
{
    uint16_t group;
    offer->signatures = common_signatures;
    offer->signature_count = COUNT(common_signatures);
    if (ask(survey, offer, &group) != ANSWER_NO)
        return;
    for (size_t i = 0; i < COUNT(uncommon_keys) && survey->needs_key == KEY_TYPE_NONE; i++) {
        offer->signatures = uncommon_keys[i].schemes;
        offer->signature_count = COUNT(uncommon_keys[i].schemes);
        if (ask(survey, offer, &group) == ANSWER_YES)
            survey->needs_key = uncommon_keys[i].type;
    }
}

/* True where the version is taken at all. */
static bool find_need(struct survey *survey, uint16_t version)
{
    struct offer offer = {.version = version};
    uint16_t group, other, newest = survey_newest_taken(survey, VERSION_TLS_1_2);
    /* Who answers with something older has nothing newer (RFC 5246 E.1). */
    if (survey_version(survey, version)->accepted == ANSWER_NO || (newest != 0 && newest < VERSION_TLS_1_2)
        || ask(survey, &offer, &group) != ANSWER_YES)
        return false;
    offer.groups = common_groups;
    offer.group_count = COUNT(common_groups);
    offer.with_shares = true;
    enum answer taken = ask(survey, &offer, &other);
    if (taken == ANSWER_NO)
        note_group(survey, group);
    else if (taken == ANSWER_YES && version == VERSION_TLS_1_3)
        find_key(survey, &offer);
    return true;
}

void survey_uncommon(struct survey *survey)
{
    if (survey->best == 0 && survey->main_was_refused && !survey->over && !find_need(survey, VERSION_TLS_1_3)
        && !survey->over)
        find_need(survey, VERSION_TLS_1_2);
}
