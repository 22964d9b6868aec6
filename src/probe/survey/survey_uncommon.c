/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Servers that take only what few clients have: see probe/survey/survey_uncommon.h. */
#include "probe/survey/survey_uncommon.h"

#include "base/list.h"
#include "base/tls_names.h"
#include "probe/survey/key_shares.h"
#include "probe/survey/suite_lists.h"

#include <string.h>

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

/* SubjectPublicKeyInfo of ECDSA keys, from the OID id-ecPublicKey to that of the curve (RFC 5480 2.1.1). */
static const uint8_t ec_public_key[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
static const struct {
    enum key_type type;
    size_t length;
    uint8_t oid[11];
} uncommon_curves[] = {
    {KEY_TYPE_ECDSA_SECP192R1, 10, {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01}},
    {KEY_TYPE_ECDSA_SECP224R1, 7, {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x21}},
    {KEY_TYPE_ECDSA_SECP256K1, 7, {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a}},
    {KEY_TYPE_ECDSA_BRAINPOOL, 11, {0x06, 0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07}},
    {KEY_TYPE_ECDSA_BRAINPOOL, 11, {0x06, 0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b}},
    {KEY_TYPE_ECDSA_BRAINPOOL, 11, {0x06, 0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d}},
};

struct offer {
    uint16_t version;
    const uint16_t *groups; /* NULL: all */
    size_t group_count;
    const uint16_t *signatures; /* NULL: all */
    size_t signature_count;
    bool with_shares; /* without, TLS 1.3 asks for one before it looks at keys */
};

struct need {
    uint16_t group;    /* 0 for none */
    enum key_type key; /* with an uncommon curve; NONE: another */
};

/* Up to TLS 1.2 a curve that only the certificate has wants to be offered too (RFC 8422 5.1). */
static enum key_type uncommon_curve(const struct hello_reply *reply)
{
    if (reply->chain_count == 0)
        return KEY_TYPE_NONE;
    const struct hello_blob *own = &reply->chain[0];
    const uint8_t *key = memmem(own->bytes, own->length, ec_public_key, sizeof ec_public_key);
    if (key == NULL)
        return KEY_TYPE_NONE;
    const uint8_t *curve = key + sizeof ec_public_key;
    size_t left = (size_t)(own->bytes + own->length - curve);
    for (size_t i = 0; i < COUNT(uncommon_curves); i++)
        if (left >= uncommon_curves[i].length
            && memcmp(curve, uncommon_curves[i].oid, uncommon_curves[i].length) == 0)
            return uncommon_curves[i].type;
    return KEY_TYPE_NONE;
}

static enum answer ask(struct survey *survey, const struct offer *offer, struct need *need)
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
    *need = (struct need){0};
    if (taken == ANSWER_YES) {
        const struct hello_reply *reply = &answer.reader.reply;
        need->group = reply->group != 0 ? reply->group : reply->key_exchange.group;
        need->key = uncommon_curve(reply);
    }
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

/* What a server answers with: the group, and where it is sent in clear, the curve of its key. */
static void note_need(struct survey *survey, const struct need *need)
{
    if (need->group != 0 && !is_common(need->group))
        survey->needs_group = need->group;
    else
        survey->needs_key = need->key;
}

static void find_key(struct survey *survey, struct offer *offer)
{
    struct need need;
    offer->signatures = common_signatures;
    offer->signature_count = COUNT(common_signatures);
    if (ask(survey, offer, &need) != ANSWER_NO)
        return;
    for (size_t i = 0; i < COUNT(uncommon_keys) && survey->needs_key == KEY_TYPE_NONE; i++) {
        offer->signatures = uncommon_keys[i].schemes;
        offer->signature_count = COUNT(uncommon_keys[i].schemes);
        if (ask(survey, offer, &need) == ANSWER_YES)
            survey->needs_key = uncommon_keys[i].type;
    }
}

/* True where the version is taken at all. */
static bool find_need(struct survey *survey, uint16_t version)
{
    struct offer offer = {.version = version};
    struct need need, other;
    uint16_t newest = survey_newest_taken(survey, VERSION_TLS_1_2);
    /* Who answers with something older has nothing newer (RFC 5246 E.1). */
    if (survey_version(survey, version)->accepted == ANSWER_NO || (newest != 0 && newest < VERSION_TLS_1_2)
        || ask(survey, &offer, &need) != ANSWER_YES)
        return false;
    offer.groups = common_groups;
    offer.group_count = COUNT(common_groups);
    offer.with_shares = true;
    enum answer taken = ask(survey, &offer, &other);
    if (taken == ANSWER_NO)
        note_need(survey, &need);
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
