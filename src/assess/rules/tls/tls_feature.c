/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the survey asked of extensions and of hellos out of the ordinary. A question that was not put is not
 * judged. */
#include "assess/rules/tls/tls_feature.h"

#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/cipher.h"
#include "assess/view/session_stage.h"
#include "assess/view/tls_offer.h"
#include "base/tls_names.h"

#include <string.h>

/* A finding that hangs on one feature. */
static const struct feature_rule {
    enum finding_id id;
    enum tls_feature feature;
    enum answer bad;
    bool before_1_3; /* TLS 1.3 has done away with it */
    const char *seen_bad;
    const char *seen_good;
} rules[] = {
    {FINDING_TLS_COMPRESSION, FEATURE_COMPRESSION, ANSWER_YES, true, "The server accepts DEFLATE compression",
     "The server accepts no compression"},
    {FINDING_TLS_RENEGOTIATION_INSECURE, FEATURE_SECURE_RENEGOTIATION, ANSWER_NO, true,
     "The ServerHello has no renegotiation_info", "The ServerHello has renegotiation_info"},
    {FINDING_TLS_NO_EXTENDED_MASTER_SECRET, FEATURE_EXTENDED_MASTER_SECRET, ANSWER_NO, true,
     "The ServerHello has no extended_master_secret", "The ServerHello has extended_master_secret"},
    {FINDING_TLS_LARGE_HELLO, FEATURE_LARGE_HELLO, ANSWER_NO, false,
     "A ClientHello above 1.4 kB gets no answer, a small one does", "A ClientHello above 1.4 kB is answered"},
    {FINDING_TLS_EXTENSION_INTOLERANT, FEATURE_UNKNOWN_EXTENSION, ANSWER_NO, false,
     "The server rejects a ClientHello with unknown code points", "The server ignores unknown code points"},
    {FINDING_TLS_HEARTBEAT, FEATURE_HEARTBEAT, ANSWER_YES, false,
     "The server answers the heartbeat extension", "The server does not answer the heartbeat extension"},
};

static void judge_feature(struct assessment *assessment, const struct port_view *port_view,
                          const struct tls_offer *offer, const struct feature_rule *rule)
{
    const struct tls_feature_answer *answer = tls_offer_feature(offer, rule->feature);
    if (answer == NULL || (rule->before_1_3 && tls_offer_before_1_3(offer) == ANSWER_NO))
        return;
    if (answer->present == ANSWER_UNKNOWN) {
        judge(assessment, &port_view->about, rule->id, OUTCOME_UNKNOWN, "%s.",
              answer->detail != NULL ? answer->detail : tls_offer_why_unknown(offer).text);
        return;
    }
    bool bad = answer->present == rule->bad;
    judge(assessment, &port_view->about, rule->id, outcome_unless(bad), "%s%s%s.",
          bad ? rule->seen_bad : rule->seen_good, answer->detail != NULL ? ": " : "",
          answer->detail != NULL ? answer->detail : "");
}

/* The hellos of which none must be turned away: RFC 7672 8.1. */
static const struct {
    enum tls_feature feature;
    const char *what;
} sni_hellos[] = {
    {FEATURE_NO_SNI, "no server name"},
    {FEATURE_UNKNOWN_SNI, "an unknown server name"},
};

enum { SNI_HELLOS = sizeof sni_hellos / sizeof sni_hellos[0] };

bool tls_feature_tells_of_sni(const struct endpoint *endpoint)
{
    struct tls_offer offer = {.endpoint = endpoint, .survey = endpoint->tls_survey};
    for (int i = 0; i < SNI_HELLOS; i++) {
        const struct tls_feature_answer *answer = tls_offer_feature(&offer, sni_hellos[i].feature);
        if (answer != NULL && answer->present != ANSWER_UNKNOWN)
            return true;
    }
    return false;
}

static void judge_sni(struct assessment *assessment, const struct port_view *port_view,
                      const struct tls_offer *offer)
{
    struct phrase refused = {{0}}, taken = {{0}};
    for (int i = 0; i < SNI_HELLOS; i++) {
        const struct tls_feature_answer *answer = tls_offer_feature(offer, sni_hellos[i].feature);
        if (answer == NULL || answer->present == ANSWER_UNKNOWN)
            continue;
        struct phrase *list = answer->present == ANSWER_NO ? &refused : &taken;
        bool detail = answer->present == ANSWER_NO && answer->detail != NULL;
        *list =
            phrase_format("%s%s%s%s%s%s", list->text, list->text[0] != '\0' ? ", " : "", sni_hellos[i].what,
                          detail ? " (" : "", detail ? answer->detail : "", detail ? ")" : "");
    }
    if (refused.text[0] != '\0')
        judge(assessment, &port_view->about, FINDING_DANE_SNI_REQUIRED, OUTCOME_FAILS,
              "The server rejects a ClientHello with %s.", refused.text);
    else if (taken.text[0] != '\0')
        judge(assessment, &port_view->about, FINDING_DANE_SNI_REQUIRED, OUTCOME_HOLDS,
              "The server accepts a ClientHello with %s.", taken.text);
}

/* RFC 7633: a client that checks refuses a certificate that wants a staple and comes without. */
static void judge_must_staple(struct assessment *assessment, const struct port_view *port_view,
                              const struct tls_offer *offer)
{
    const struct tls_feature_answer *wanted = tls_offer_feature(offer, FEATURE_MUST_STAPLE);
    const struct tls_feature_answer *there = tls_offer_feature(offer, FEATURE_OCSP_STAPLE);
    bool session_has =
        session_stage_has_tls(port_view->session) && port_view->session->tls->ocsp_staple != OCSP_NONE;
    if (wanted == NULL || wanted->present == ANSWER_UNKNOWN)
        return;
    enum answer staple = session_has ? ANSWER_YES : there != NULL ? there->present : ANSWER_UNKNOWN;
    enum outcome outcome = wanted->present == ANSWER_NO || staple == ANSWER_YES ? OUTCOME_HOLDS
                           : staple == ANSWER_NO                                ? OUTCOME_FAILS
                                                                                : OUTCOME_UNKNOWN;
    judge(assessment, &port_view->about, FINDING_CERTIFICATE_STAPLE_MISSING, outcome,
          "The certificate %s an OCSP staple; %s.",
          wanted->present == ANSWER_YES ? "requires" : "does not require",
          staple == ANSWER_YES  ? "the server sends one"
          : staple == ANSWER_NO ? "the server sends none"
                                : "whether the server sends one is unknown");
}

/* RFC 7507: only of use where there is an older version to fall back to. */
static void judge_fallback(struct assessment *assessment, const struct port_view *port_view,
                           const struct tls_offer *offer)
{
    const struct tls_feature_answer *answer = tls_offer_feature(offer, FEATURE_FALLBACK_SCSV);
    uint32_t old = 0;
    for (int i = TLS_OFFER_VERSIONS; i-- > 0;)
        if (tls_names_version_is_old(tls_offer_versions[i])
            && tls_offer_version(offer, tls_offer_versions[i]) == ANSWER_YES)
            old = tls_offer_versions[i];
    if (answer == NULL || answer->present == ANSWER_UNKNOWN)
        return;
    if (answer->present == ANSWER_NO && old != 0)
        judge(assessment, &port_view->about, FINDING_TLS_NO_FALLBACK_SCSV, OUTCOME_FAILS,
              "The server accepts a ClientHello marked as a fallback, and %s is enabled.",
              tls_names_version(old));
    else
        judge(assessment, &port_view->about, FINDING_TLS_NO_FALLBACK_SCSV, OUTCOME_HOLDS, "%s.",
              answer->present == ANSWER_YES ? "The server refuses a needless fallback"
                                            : "There is no old version to fall back to");
}

void tls_feature_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct tls_offer *offer = &port_view->offer;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        judge_feature(assessment, port_view, offer, &rules[i]);
    judge_sni(assessment, port_view, offer);
    judge_must_staple(assessment, port_view, offer);
    judge_fallback(assessment, port_view, offer);
}
