/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Versions, suites and groups: what the handshake with a client of today agrees on counts in full; what the
 * server takes besides counts one severity less, as long as no attacker can bring it about. RFC 8996, RFC
 * 9325 4, 5.2. */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/cipher.h"
#include "assess/view/session_stage.h"
#include "assess/view/tls_offer.h"
#include "base/tls_names.h"
#include "facts/words.h"

#include <inttypes.h>

struct accepted {
    struct assessment *assessment;
    const struct port_view *port_view;
    const struct tls_offer *offer;
    const struct tls *tls; /* of the session that tells most; NULL when it has none */
    struct about besides;  /* for what is taken besides */
    struct phrase agreed;  /* "The handshake agreed on TLS 1.2" and the like */
};

/* Whether it is the server's doing that something is not known, and not the depth's. */
static bool is_kept_back(const struct tls_offer *offer)
{
    return offer->survey != NULL && (offer->survey->depth == DEPTH_DEEP || offer->survey->limited != NULL);
}

/* Old versions that are taken, and those of which it is not known; SSL is asked about in depth alone. */
static void old_versions(const struct tls_offer *offer, struct phrase *taken, struct phrase *unknown)
{
    for (int i = 0; i < TLS_OFFER_VERSIONS && offer->survey != NULL; i++) {
        uint32_t version = tls_offer_versions[i];
        enum answer answer = tls_offer_version(offer, version);
        bool is_asked = offer->survey->depth == DEPTH_DEEP || version >= VERSION_TLS_1_0;
        if (!tls_names_version_is_old(version) || answer == ANSWER_NO
            || (answer == ANSWER_UNKNOWN && !is_asked))
            continue;
        struct phrase *list = answer == ANSWER_YES ? taken : unknown;
        *list = phrase_format("%s%s%s", list->text, list->text[0] != '\0' ? ", " : "",
                              tls_names_version(version));
    }
}

/* What is said of old versions where none is known to be taken. */
static const char *none_older(const struct tls_offer *offer, bool all_known)
{
    if (offer->survey == NULL)
        return "";
    if (!all_known)
        return "; whether the server accepts older ones is undecided (--depth deep tests more)";
    return offer->survey->depth == DEPTH_DEEP ? "; the server accepts no older version"
                                              : "; the server accepts neither TLS 1.1 nor TLS 1.0";
}

static void judge_version(const struct accepted *accepted)
{
    const struct about *about = &accepted->port_view->about;
    uint32_t version = accepted->tls != NULL ? accepted->tls->version : 0;
    struct phrase taken = {{0}}, unknown = {{0}};
    old_versions(accepted->offer, &taken, &unknown);
    bool all_known = unknown.text[0] == '\0';
    if (tls_names_version_is_old(version))
        judge(accepted->assessment, about, FINDING_TLS_VERSION_OLD, OUTCOME_FAILS,
              "The handshake negotiated %s.", tls_names_version(version));
    else if (taken.text[0] != '\0')
        judge(accepted->assessment, &accepted->besides, FINDING_TLS_VERSION_OLD, OUTCOME_FAILS,
              "%s; the server also accepts %s.", accepted->agreed.text, taken.text);
    else if (version == 0 && accepted->tls != NULL)
        judge(accepted->assessment, about, FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN,
              "The negotiated version is unknown.");
    else if (!all_known && is_kept_back(accepted->offer))
        judge(accepted->assessment, &accepted->besides, FINDING_TLS_VERSION_OLD, OUTCOME_UNKNOWN,
              "%s; undecided for %s: %s.", accepted->agreed.text, unknown.text,
              tls_offer_why_unknown(accepted->offer).text);
    else
        judge(accepted->assessment, about, FINDING_TLS_VERSION_OLD, OUTCOME_HOLDS, "%s%s.",
              accepted->agreed.text, none_older(accepted->offer, all_known));
}

/* RFC 9325 3.1.1. The survey alone tells for sure: of several servers behind the address one may be older. */
static void judge_newest(const struct accepted *accepted)
{
    enum answer answer = tls_offer_version(accepted->offer, VERSION_TLS_1_3);
    if (accepted->offer->survey != NULL && answer != ANSWER_UNKNOWN)
        judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_NO_1_3,
              outcome_unless(answer == ANSWER_NO), "%s; the server %s TLS 1.3.", accepted->agreed.text,
              answer == ANSWER_NO ? "does not accept" : "accepts");
}

/* One rule about suites. */
struct suite_rule {
    enum finding_id id;
    bool (*fits)(uint32_t suite);                  /* of the suite that was agreed on */
    enum weak_class first;                         /* the classes that are asked about, from this one */
    enum weak_class last;                          /* ... to this one */
    bool (*is_forced)(enum weak_class weak_class); /* whether an attacker can bring it about, or it protects
                                                      nobody */
};

static bool is_useless(enum weak_class weak_class)
{
    return weak_class == WEAK_NULL || weak_class == WEAK_EXPORT || weak_class == WEAK_DES;
}

static bool never(enum weak_class weak_class)
{
    (void)weak_class;
    return false;
}

static const struct suite_rule suite_rules[] = {
    {FINDING_TLS_CIPHER_BROKEN, cipher_is_broken, WEAK_NULL, WEAK_3DES, is_useless},
    {FINDING_TLS_CIPHER_CBC_SHA1, cipher_is_cbc_sha1, WEAK_CBC_SHA1, WEAK_CBC_SHA1, never},
    {FINDING_TLS_NO_FORWARD_SECRECY, cipher_is_static, WEAK_STATIC_KEY, WEAK_STATIC_KEY, never},
};

/* The classes of the rule that are taken, each with a suite; whether one of them can be forced, and whether
 * any is unknown. */
static struct phrase taken_classes(const struct tls_offer *offer, const struct suite_rule *rule, bool *forced,
                                   bool *unknown)
{
    struct phrase taken = {{0}};
    *forced = *unknown = false;
    for (int i = (int)rule->first; offer->survey != NULL && i <= (int)rule->last; i++) {
        if (i == WEAK_ANONYMOUS) /* FINDING_TLS_ANONYMOUS */
            continue;
        struct suite_seen seen;
        enum answer answer = tls_offer_class(offer, (enum weak_class)i, &seen);
        *unknown = *unknown || answer == ANSWER_UNKNOWN;
        if (answer != ANSWER_YES)
            continue;
        *forced = *forced || rule->is_forced((enum weak_class)i);
        taken = phrase_format("%s%s%s", taken.text, taken.text[0] != '\0' ? ", " : "",
                              tls_offer_phrase(&seen).text);
    }
    return taken;
}

static void judge_suite(const struct accepted *accepted, const struct suite_rule *rule)
{
    const struct about *about = &accepted->port_view->about;
    uint32_t suite = accepted->tls != NULL ? accepted->tls->cipher_suite : 0;
    bool forced, unknown;
    struct phrase taken = taken_classes(accepted->offer, rule, &forced, &unknown);
    struct phrase agreed = suite == 0
                               ? accepted->agreed
                               : phrase_format("The handshake negotiated %s", phrase_suite(suite).text);
    if (suite != 0 && rule->fits(suite))
        judge(accepted->assessment, about, rule->id, OUTCOME_FAILS, "%s.", agreed.text);
    else if (taken.text[0] != '\0')
        judge(accepted->assessment, forced ? about : &accepted->besides, rule->id, OUTCOME_FAILS,
              "%s; the server also accepts %s.", agreed.text, taken.text);
    else if (suite == 0 && accepted->tls != NULL && rule == &suite_rules[0])
        judge(accepted->assessment, about, rule->id, OUTCOME_UNKNOWN,
              "The negotiated cipher suite is unknown.");
    else if (unknown && is_kept_back(accepted->offer))
        judge(accepted->assessment, &accepted->besides, rule->id, OUTCOME_UNKNOWN,
              "%s; whether the server accepts others of this kind is undecided: %s.", agreed.text,
              tls_offer_why_unknown(accepted->offer).text);
    else if (suite != 0 || accepted->offer->survey != NULL)
        judge(accepted->assessment, about, rule->id, OUTCOME_HOLDS, "%s%s.", agreed.text,
              unknown ? "; whether the server accepts others is undecided (--depth deep tests more)" : "");
}

static void judge_anonymous(const struct accepted *accepted)
{
    struct suite_seen seen;
    enum answer answer = tls_offer_class(accepted->offer, WEAK_ANONYMOUS, &seen);
    if (accepted->offer->survey == NULL || answer == ANSWER_UNKNOWN)
        return;
    judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_ANONYMOUS,
          outcome_unless(answer == ANSWER_YES),
          answer == ANSWER_YES ? "The server accepts %s." : "The server accepts none.%s",
          answer == ANSWER_YES ? tls_offer_phrase(&seen).text : "");
}

/* Fixed keys are for FINDING_TLS_NO_FORWARD_SECRECY, and no keys for FINDING_TLS_ANONYMOUS. */
static void judge_dh(const struct accepted *accepted)
{
    const struct about *about = &accepted->port_view->about;
    uint32_t suite = accepted->tls != NULL ? accepted->tls->cipher_suite : 0;
    const struct tls_survey *survey = accepted->offer->survey;
    enum answer taken = tls_offer_dh(accepted->offer);
    if (suite != 0 && cipher_is_dhe(suite))
        judge(accepted->assessment, about, FINDING_TLS_DH_DEPRECATED, OUTCOME_FAILS,
              "The handshake negotiated %s.", phrase_suite(suite).text);
    else if (taken == ANSWER_YES)
        judge(accepted->assessment, &accepted->besides, FINDING_TLS_DH_DEPRECATED, OUTCOME_FAILS,
              "%s; the server also accepts DHE.", accepted->agreed.text);
    else if (taken == ANSWER_UNKNOWN && is_kept_back(accepted->offer))
        judge(accepted->assessment, &accepted->besides, FINDING_TLS_DH_DEPRECATED, OUTCOME_UNKNOWN,
              "%s; whether the server accepts DHE is undecided: %s.", accepted->agreed.text,
              tls_offer_why_unknown(accepted->offer).text);
    else if (suite != 0 || survey != NULL)
        judge(accepted->assessment, about, FINDING_TLS_DH_DEPRECATED, OUTCOME_HOLDS, "%s%s.",
              accepted->agreed.text,
              taken == ANSWER_NO ? "; the server does not accept DHE"
                                 : "; whether the server accepts DHE is undecided (--depth deep tests more)");
}

enum { DH_BITS_MIN = 2048 };

/* Clients that offer suites without authentication are few, and whoever can act on the way needs not break
 * the prime: the small one is for those who only listen. */
static bool judge_dh_anonymous(const struct accepted *accepted, int64_t signed_bits)
{
    const struct tls_survey *survey = accepted->offer->survey;
    int64_t bits = survey != NULL ? survey->dh_anonymous_bits : 0;
    if (bits == 0 || bits >= DH_BITS_MIN || (signed_bits > 0 && signed_bits < DH_BITS_MIN))
        return false;
    struct phrase besides = signed_bits > 0
                                ? phrase_format("; other suites have one of %" PRId64, signed_bits)
                                : (struct phrase){{0}};
    judge(accepted->assessment, &accepted->besides, FINDING_TLS_DH_SMALL, OUTCOME_FAILS,
          "Suites without authentication have a prime of %" PRId64 " bits%s.", bits, besides.text);
    return true;
}

static void judge_dh_prime(const struct accepted *accepted)
{
    const struct tls_survey *survey = accepted->offer->survey;
    int64_t bits = tls_offer_dh_bits(accepted->offer);
    bool told = judge_dh_anonymous(accepted, bits);
    if (bits == 0 && !told && survey != NULL && survey->dh_accepted == ANSWER_NO)
        judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_DH_SMALL, OUTCOME_HOLDS,
              "The server does not accept DHE.");
    if (bits == 0)
        return;
    const char *prime = survey != NULL && survey->dh_bits == bits ? survey->dh_prime.name : NULL;
    if (!told)
        judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_DH_SMALL,
              outcome_unless(bits < DH_BITS_MIN), "Diffie-Hellman with a prime of %" PRId64 " bits%s%s.",
              bits, prime != NULL ? ", " : "", prime != NULL ? prime : "");
    if (prime != NULL)
        judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_DH_PRIME_UNPUBLISHED,
              outcome_unless(!survey->dh_prime.published), "The prime is %s.", prime);
}

static bool is_post_quantum(const char *name)
{
    const struct tls_group *group = tls_names_find_group(name);
    return group != NULL && (group->family == GROUP_HYBRID || group->family == GROUP_KEM);
}

static void judge_post_quantum(const struct accepted *accepted)
{
    const struct tls_survey *survey = accepted->offer->survey;
    const struct algorithm_support *best = NULL;
    size_t asked = 0;
    for (size_t i = 0; survey != NULL && i < survey->group_count; i++)
        if (is_post_quantum(survey->groups[i].name)) {
            asked++;
            if (best == NULL || survey->groups[i].accepted > best->accepted)
                best = &survey->groups[i];
        }
    if (best == NULL || best->accepted == ANSWER_UNKNOWN)
        return;
    judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_NO_POST_QUANTUM,
          outcome_unless(best->accepted == ANSWER_NO), "%s%s.",
          best->accepted == ANSWER_YES ? "The server accepts " : "The server does not accept ",
          best->accepted == ANSWER_NO && asked > 1 ? "X25519MLKEM768 or any other" : best->name);
}

static void judge_limit(const struct accepted *accepted)
{
    const struct tls_survey *survey = accepted->offer->survey;
    bool cut_off = survey != NULL && survey->limited != NULL && stop_is_cut_off(survey->limited->reason);
    if (survey != NULL)
        judge(accepted->assessment, &accepted->port_view->about, FINDING_TLS_SURVEY_LIMITED,
              cut_off ? OUTCOME_UNKNOWN : outcome_unless(survey->limited != NULL),
              survey->limited != NULL ? "The TLS tests are incomplete: %s." : "The TLS tests are complete%s.",
              survey->limited != NULL ? tls_offer_why_unknown(accepted->offer).text : "");
}

void tls_accepted_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct tls_offer *offer = &port_view->offer;
    struct accepted accepted = {
        .assessment = assessment, .port_view = port_view, .offer = offer, .besides = port_view->about};
    accepted.besides.lenient = true;
    accepted.tls = session_stage_has_tls(port_view->session) ? port_view->session->tls : NULL;
    accepted.agreed =
        accepted.tls != NULL && accepted.tls->version != 0
            ? phrase_format("The handshake negotiated %s", tls_names_version(accepted.tls->version))
            : phrase_format("No handshake was completed");
    judge_limit(&accepted);
    if (tls_offer_is_there(offer) || accepted.tls != NULL) {
        judge_version(&accepted);
        judge_newest(&accepted);
        for (size_t i = 0; i < sizeof suite_rules / sizeof suite_rules[0]; i++)
            judge_suite(&accepted, &suite_rules[i]);
        judge_anonymous(&accepted);
        judge_dh(&accepted);
        judge_dh_prime(&accepted);
        judge_post_quantum(&accepted);
    }
}
