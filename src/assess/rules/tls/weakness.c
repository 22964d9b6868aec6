/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weaknesses that have a name. Each is a consequence of what the server takes: nothing is ever tried out. One
 * that a session alone shows is told; for the others there has to be a survey. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/cipher.h"
#include "assess/view/tls_offer.h"
#include "base/tls_names.h"

#include <inttypes.h>

enum { LOGJAM_BITS = 1024 };

struct consequence {
    enum answer answer;
    struct phrase seen; /* where the answer is yes */
};

static struct consequence of_suite(const struct tls_offer *offer, uint32_t version, bool (*fits)(uint32_t))
{
    struct suite_seen seen = {0};
    enum answer answer = tls_offer_suite(offer, version, fits, &seen);
    return (struct consequence){answer, tls_offer_phrase(&seen)};
}

/* What is known of a class tells enough, where the suites are not all known. */
static struct consequence of_class(const struct tls_offer *offer, enum weak_class weak_class)
{
    struct suite_seen seen;
    enum answer answer = tls_offer_class(offer, weak_class, &seen);
    return (struct consequence){answer, tls_offer_phrase(&seen)};
}

static struct consequence drown(const struct tls_offer *offer)
{
    return (struct consequence){tls_offer_version(offer, VERSION_SSL_2), phrase_format("SSLv2")};
}

static struct consequence poodle(const struct tls_offer *offer)
{
    return of_suite(offer, VERSION_SSL_3, cipher_is_cbc);
}

/* "No" where the class as a whole is known not to be taken. */
static struct consequence unless_class(const struct tls_offer *offer, struct consequence found,
                                       enum weak_class weak_class)
{
    if (found.answer == ANSWER_UNKNOWN && of_class(offer, weak_class).answer == ANSWER_NO)
        found.answer = ANSWER_NO;
    return found;
}

static struct consequence freak(const struct tls_offer *offer)
{
    return unless_class(offer, of_suite(offer, 0, cipher_is_rsa_export), WEAK_EXPORT);
}

static struct consequence logjam(const struct tls_offer *offer)
{
    int64_t bits = tls_offer_dh_bits(offer);
    if (bits > 0 && bits <= LOGJAM_BITS)
        return (struct consequence){ANSWER_YES,
                                    phrase_format("a Diffie-Hellman prime of %" PRId64 " bits", bits)};
    struct consequence export = unless_class(offer, of_suite(offer, 0, cipher_is_dhe_export), WEAK_EXPORT);
    if (export.answer == ANSWER_NO && bits == 0)
        export.answer = tls_offer_dh(offer) == ANSWER_NO ? ANSWER_NO : ANSWER_UNKNOWN;
    return export;
}

static struct consequence sweet32(const struct tls_offer *offer)
{
    struct consequence found = of_suite(offer, 0, cipher_has_small_block);
    if (found.answer == ANSWER_UNKNOWN && of_class(offer, WEAK_DES).answer == ANSWER_NO)
        return of_class(offer, WEAK_3DES);
    return found;
}

static struct consequence rc4(const struct tls_offer *offer)
{
    return of_class(offer, WEAK_RC4);
}

static struct consequence beast(const struct tls_offer *offer)
{
    struct consequence ssl = of_suite(offer, VERSION_SSL_3, cipher_is_cbc);
    struct consequence tls = of_suite(offer, VERSION_TLS_1_0, cipher_is_cbc);
    if (tls.answer == ANSWER_YES || ssl.answer == ANSWER_NO)
        return tls;
    return ssl;
}

static struct consequence crime(const struct tls_offer *offer)
{
    const struct tls_feature_answer *answer = tls_offer_feature(offer, FEATURE_COMPRESSION);
    return (struct consequence){answer != NULL ? answer->present : ANSWER_UNKNOWN,
                                phrase_format("TLS compression")};
}

static const struct {
    enum finding_id id;
    struct consequence (*of)(const struct tls_offer *offer);
} weaknesses[] = {
    {FINDING_WEAKNESS_DROWN, drown},   {FINDING_WEAKNESS_POODLE, poodle}, {FINDING_WEAKNESS_FREAK, freak},
    {FINDING_WEAKNESS_LOGJAM, logjam}, {FINDING_WEAKNESS_RC4, rc4},       {FINDING_WEAKNESS_SWEET32, sweet32},
    {FINDING_WEAKNESS_BEAST, beast},   {FINDING_WEAKNESS_CRIME, crime},
};

void weakness_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct tls_offer *offer = &port_view->offer;
    for (size_t i = 0; tls_offer_is_there(offer) && i < sizeof weaknesses / sizeof weaknesses[0]; i++) {
        struct consequence consequence = weaknesses[i].of(offer);
        if (consequence.answer == ANSWER_YES)
            judge(assessment, &port_view->about, weaknesses[i].id, OUTCOME_FAILS, "The server accepts %s.",
                  consequence.seen.text);
        else if (offer->survey != NULL && consequence.answer == ANSWER_NO)
            judge(assessment, &port_view->about, weaknesses[i].id, OUTCOME_HOLDS,
                  "The server accepts nothing of this kind.");
        /* Where the server let nobody ask to the end, "tls-survey-limited" says so once for all. */
        else if (offer->survey != NULL && offer->survey->depth == DEPTH_DEEP
                 && offer->survey->limited == NULL)
            judge(assessment, &port_view->about, weaknesses[i].id, OUTCOME_UNKNOWN, "%s.",
                  tls_offer_why_unknown(offer).text);
    }
}
