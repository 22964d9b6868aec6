/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laying sessions and survey together: see assess/view/tls_offer.h. */
#include "assess/view/tls_offer.h"

#include "assess/view/cipher.h"
#include "assess/view/session_stage.h"
#include "base/tls_names.h"

#include <inttypes.h>
#include <stdlib.h>

const uint32_t tls_offer_versions[TLS_OFFER_VERSIONS] = {VERSION_SSL_2,   VERSION_SSL_3,   VERSION_TLS_1_0,
                                                         VERSION_TLS_1_1, VERSION_TLS_1_2, VERSION_TLS_1_3};

static void add_suite(struct tls_offer *offer, uint32_t suite, uint32_t version)
{
    if (suite == 0)
        return;
    for (size_t i = 0; i < offer->suite_count; i++)
        if (offer->suites[i].suite == suite && offer->suites[i].version == version)
            return;
    struct suite_seen *seen = list_append(&offer->suites, &offer->suite_count, sizeof *seen);
    *seen = (struct suite_seen){suite, version};
}

struct tls_offer tls_offer_of(const struct endpoint *endpoint)
{
    struct tls_offer offer = {.endpoint = endpoint, .survey = endpoint->tls_survey};
    if (offer.survey != NULL && offer.survey->depth == DEPTH_QUICK)
        offer.survey = NULL;
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (session_stage_has_tls(&endpoint->sessions[i]))
            add_suite(&offer, endpoint->sessions[i].tls->cipher_suite, endpoint->sessions[i].tls->version);
    for (size_t i = 0; offer.survey != NULL && i < offer.survey->version_count; i++) {
        const struct version_support *support = &offer.survey->versions[i];
        for (size_t n = 0; n < support->cipher_suites.count; n++)
            add_suite(&offer, support->cipher_suites.items[n], support->version);
    }
    for (size_t i = 0; offer.survey != NULL && i < offer.survey->weak_class_count; i++)
        if (offer.survey->weak_classes[i].accepted == ANSWER_YES)
            add_suite(&offer, offer.survey->weak_classes[i].cipher_suite,
                      offer.survey->weak_classes[i].version);
    return offer;
}

void tls_offer_free(struct tls_offer *offer)
{
    free(offer->suites);
    *offer = (struct tls_offer){0};
}

bool tls_offer_is_there(const struct tls_offer *offer)
{
    for (int i = 0; i < TLS_OFFER_VERSIONS; i++)
        if (tls_offer_version(offer, tls_offer_versions[i]) == ANSWER_YES)
            return true;
    return offer->suite_count > 0;
}

static const struct version_support *support_of(const struct tls_offer *offer, uint32_t version)
{
    for (size_t i = 0; offer->survey != NULL && i < offer->survey->version_count; i++)
        if (offer->survey->versions[i].version == version)
            return &offer->survey->versions[i];
    return NULL;
}

enum answer tls_offer_version(const struct tls_offer *offer, uint32_t version)
{
    const struct endpoint *endpoint = offer->endpoint;
    for (size_t i = 0; i < endpoint->session_count; i++)
        if (session_stage_has_tls(&endpoint->sessions[i]) && endpoint->sessions[i].tls->version == version)
            return ANSWER_YES;
    for (size_t i = 0; i < offer->suite_count; i++)
        if (offer->suites[i].version == version)
            return ANSWER_YES;
    const struct version_support *support = support_of(offer, version);
    return support != NULL ? support->accepted : ANSWER_UNKNOWN;
}

enum answer tls_offer_before_1_3(const struct tls_offer *offer)
{
    bool unknown = false;
    for (int i = 1; i < TLS_OFFER_VERSIONS - 1; i++) {
        enum answer answer = tls_offer_version(offer, tls_offer_versions[i]);
        if (answer == ANSWER_YES)
            return ANSWER_YES;
        unknown = unknown || answer == ANSWER_UNKNOWN;
    }
    return unknown ? ANSWER_UNKNOWN : ANSWER_NO;
}

bool tls_offer_is_complete(const struct tls_offer *offer, uint32_t version)
{
    const struct version_support *support = support_of(offer, version);
    return support != NULL && (support->accepted == ANSWER_NO || support->complete);
}

/* The first that fits; one that authenticates the server, if there is any: it says more of what clients get.
 */
static const struct suite_seen *find_suite(const struct tls_offer *offer, uint32_t version,
                                           bool (*fits)(uint32_t))
{
    const struct suite_seen *found = NULL;
    for (size_t i = 0; i < offer->suite_count; i++) {
        const struct suite_seen *one = &offer->suites[i];
        if ((version != 0 && one->version != version) || !fits(one->suite))
            continue;
        if (!cipher_is_anonymous(one->suite))
            return one;
        if (found == NULL)
            found = one;
    }
    return found;
}

enum answer tls_offer_suite(const struct tls_offer *offer, uint32_t version, bool (*fits)(uint32_t),
                            struct suite_seen *seen)
{
    const struct suite_seen *found = find_suite(offer, version, fits);
    if (found != NULL) {
        *seen = *found;
        return ANSWER_YES;
    }
    for (int i = 0; i < TLS_OFFER_VERSIONS; i++)
        if ((version == 0 || version == tls_offer_versions[i])
            && !tls_offer_is_complete(offer, tls_offer_versions[i]))
            return ANSWER_UNKNOWN;
    return ANSWER_NO;
}

enum answer tls_offer_class(const struct tls_offer *offer, enum weak_class weak_class,
                            struct suite_seen *seen)
{
    *seen = (struct suite_seen){0};
    const struct suite_seen *found = find_suite(offer, 0, cipher_test_of(weak_class));
    if (found != NULL) {
        *seen = *found;
        return ANSWER_YES;
    }
    for (size_t i = 0; offer->survey != NULL && i < offer->survey->weak_class_count; i++) {
        const struct weak_class_answer *answer = &offer->survey->weak_classes[i];
        if (answer->weak_class == weak_class && answer->accepted != ANSWER_UNKNOWN) {
            seen->version = answer->version;
            return answer->accepted;
        }
    }
    for (int i = 0; i < TLS_OFFER_VERSIONS; i++)
        if (!tls_offer_is_complete(offer, tls_offer_versions[i]))
            return ANSWER_UNKNOWN;
    return ANSWER_NO;
}

const struct tls_feature_answer *tls_offer_feature(const struct tls_offer *offer, enum tls_feature feature)
{
    for (size_t i = 0; offer->survey != NULL && i < offer->survey->feature_count; i++)
        if (offer->survey->features[i].feature == feature)
            return &offer->survey->features[i];
    return NULL;
}

enum answer tls_offer_dh(const struct tls_offer *offer)
{
    struct suite_seen seen;
    enum answer suite = tls_offer_suite(offer, 0, cipher_is_dhe, &seen);
    return suite == ANSWER_UNKNOWN && offer->survey != NULL ? offer->survey->dh_accepted : suite;
}

int64_t tls_offer_dh_bits(const struct tls_offer *offer)
{
    int64_t least = offer->survey != NULL ? offer->survey->dh_bits : 0;
    for (size_t i = 0; i < offer->endpoint->session_count; i++) {
        const struct session *session = &offer->endpoint->sessions[i];
        int64_t bits = session_stage_has_tls(session) ? session->tls->key_exchange_bits : 0;
        if (bits > 0 && (least == 0 || bits < least))
            least = bits;
    }
    return least;
}

struct phrase tls_offer_phrase(const struct suite_seen *seen)
{
    if (seen->suite == 0)
        return phrase_format("a suite%s%s", seen->version != 0 ? " of " : "",
                             seen->version != 0 ? tls_names_version(seen->version) : "");
    if (seen->version == 0)
        return phrase_suite(seen->suite);
    return phrase_format("%s (%s)", phrase_suite(seen->suite).text, tls_names_version(seen->version));
}

struct phrase tls_offer_why_unknown(const struct tls_offer *offer)
{
    const struct stop *limited = offer->survey != NULL ? offer->survey->limited : NULL;
    if (limited == NULL)
        return phrase_format("the server's answer shows neither");
    return phrase_format("the tests ended early%s%s", limited->detail != NULL ? ": " : "",
                         limited->detail != NULL ? limited->detail : "");
}
