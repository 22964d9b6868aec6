/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates: are they trusted, in date, for this name, and strong enough (RFC 5280 6, RFC 9525, RFC
 * 9325 4.5). */
#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"
#include "assess/view/cipher.h"
#include "base/tls_names.h"
#include "infer/certificate_path.h"
#include "infer/certificate_renewal.h"

#include <inttypes.h>
#include <string.h>

static const char *or_unnamed(const char *name)
{
    return name != NULL && *name != '\0' ? name : "(unnamed)";
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How much is left is another figure in each run, and follows from the date. */
static struct phrase lifetime(int64_t lifetime_s)
{
    enum { HOUR_S = 3600, DAY_S = 86400 };
    bool short_lived = lifetime_s < 10 * DAY_S;
    return phrase_format("%" PRId64 " %s", lifetime_s / (short_lived ? HOUR_S : DAY_S),
                         short_lived ? "hours" : "days");
}

/* How soon is a part of the lifetime, whether that is 30 days ahead or two (infer/certificate_renewal.h).
 * Half of the remaining third is time enough for a renewal that works. */
static void judge_expiry(struct assessment *assessment, const struct about *about, const struct tls *tls,
                         int64_t now_s)
{
    const struct certificate *leaf = &tls->chain[0];
    if (leaf->unreadable != NULL || leaf->not_after_unix_s < now_s
        || assessment->report->vantage.clock == ANSWER_NO)
        return;
    enum { WARNING_PART = 6, DAY_S = 86400 };
    const struct policy *policy = assessment->policy;
    int64_t lifetime_s = leaf->not_after_unix_s - leaf->not_before_unix_s;
    int64_t left_s = leaf->not_after_unix_s - now_s;
    int64_t warning_s = least(lifetime_s / WARNING_PART, policy->certificate_expiry_warning_days * DAY_S);
    int64_t notice_s = certificate_renewal_ahead_s(leaf, policy->certificate_expiry_notice_days);
    struct phrase evidence = phrase_format("It is valid until %s, for %s in all.",
                                           or_unnamed(leaf->not_after), lifetime(lifetime_s).text);
    judge(assessment, about, FINDING_CERTIFICATE_EXPIRES_SOON, outcome_unless(left_s < warning_s), "%s",
          evidence.text);
    if (left_s >= warning_s)
        judge(assessment, about, FINDING_CERTIFICATE_RENEWAL_DUE, outcome_unless(left_s < notice_s), "%s",
              evidence.text);
}

/* Every name by which the report knows the port is checked, each in that host's own role. */
static void judge_names(struct assessment *assessment, const struct port_view *port_view,
                        const struct tls *tls)
{
    const struct report *report = port_view->report;
    struct phrase names = phrase_list(&tls->chain[0].dns_names, "no DNS name");
    const struct host *host = NULL;
    while ((host = report_host_at(report, port_view->endpoint->address, host)) != NULL) {
        if (report_endpoint(report, host, port_view->endpoint->address, port_view->endpoint->port)
            != port_view->endpoint)
            continue;
        struct about about = port_view->about;
        about.host = host->name;
        /* Who names an address asks about the server, and no client gets there by that name. */
        about.role = report->target.kind == TARGET_ADDRESS
                         ? ROLE_OTHER
                         : port_view_role(report, host, port_view->endpoint->port);
        enum answer matches = certificate_matches(tls, host->name);
        enum outcome outcome =
            matches == ANSWER_UNKNOWN ? OUTCOME_UNKNOWN : outcome_unless(matches == ANSWER_NO);
        judge(assessment, &about, FINDING_CERTIFICATE_WRONG_NAME, outcome, "%s; the certificate names %s.",
              host->name, names.text);
    }
    bool no_names = tls->chain[0].dns_names.count == 0 && tls->chain[0].ip_names.count == 0;
    enum outcome without =
        no_names && tls->chain[0].names_unread ? OUTCOME_UNKNOWN : outcome_unless(no_names);
    judge(assessment, &port_view->about, FINDING_CERTIFICATE_WITHOUT_SAN, without,
          "subjectAltName: %s; subject: \"%s\".", names.text, or_unnamed(tls->chain[0].subject));
}

/* The least size that is not weak: of a modulus, or of a curve. 0 where size says nothing of strength. */
static int64_t key_bits_min(enum key_type type)
{
    switch (type) {
    case KEY_TYPE_RSA:
    case KEY_TYPE_RSA_PSS:
    case KEY_TYPE_RSA_OAEP:
    case KEY_TYPE_DSA:
    case KEY_TYPE_DH:
    case KEY_TYPE_GOST_94:
        return 2048;
    case KEY_TYPE_ECDSA:
    case KEY_TYPE_ECDSA_SECP192R1:
    case KEY_TYPE_ECDSA_SECP224R1:
    case KEY_TYPE_ECDSA_SECP256K1:
    case KEY_TYPE_ECDSA_BRAINPOOL:
    case KEY_TYPE_ED25519:
    case KEY_TYPE_ED448:
    case KEY_TYPE_X25519:
    case KEY_TYPE_X448:
    case KEY_TYPE_GOST_2001:
    case KEY_TYPE_GOST_2012_256:
    case KEY_TYPE_GOST_2012_512:
        return 224;
    case KEY_TYPE_NONE:
    case KEY_TYPE_ML_DSA_44:
    case KEY_TYPE_ML_DSA_65:
    case KEY_TYPE_ML_DSA_87:
    case KEY_TYPE_ML_KEM_768:
    case KEY_TYPE_ML_KEM_1024:
    case KEY_TYPE_ML_DSA:
    case KEY_TYPE_OTHER:
    case KEY_TYPE_COUNT:
        break;
    }
    return 0;
}

bool certificate_key_is_weak(const struct certificate *certificate)
{
    return certificate->key_bits != 0 && certificate->key_bits < key_bits_min(certificate->key_type);
}

static bool refused_as_weak(const struct tls *tls)
{
    for (size_t i = 0; i < tls->verification.flaw_count; i++)
        if (tls->verification.flaws[i].kind == PATH_FLAW_WEAK)
            return true;
    return false;
}

static void judge_strength(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *weak_key = NULL, *weak_signature = NULL;
    if (tls->chain[0].unreadable != NULL)
        return;
    for (size_t i = tls->chain_count; i-- > 0;) {
        const struct certificate *certificate = &tls->chain[i];
        if (!certificate_on_path(tls, i))
            continue;
        if (certificate_key_is_weak(certificate))
            weak_key = certificate;
        /* Nobody relies on the signature of a root. */
        if (certificate->signature_is_weak && !(certificate->self_signed && i > 0))
            weak_signature = certificate;
    }
    const struct certificate *shown = weak_key != NULL ? weak_key : &tls->chain[0];
    judge(assessment, about, FINDING_CERTIFICATE_WEAK_KEY, outcome_unless(weak_key != NULL),
          "\"%s\" has a key of type %s with %" PRId64 " bits.", or_unnamed(shown->subject),
          or_unnamed(key_type_name(shown->key_type)), shown->key_bits);
    shown = weak_signature != NULL ? weak_signature : &tls->chain[0];
    /* The system's crypto policy may ask for more. */
    bool bad = weak_signature != NULL || (weak_key == NULL && refused_as_weak(tls));
    judge(assessment, about, FINDING_CERTIFICATE_WEAK_SIGNATURE, outcome_unless(bad),
          "\"%s\" is signed with %s.", or_unnamed(shown->subject), or_unnamed(shown->signature_algorithm));
}

/* What the handshake asks of the key: a signature (RFC 5246 7.4.2, RFC 9846 4.5.1), or decryption. NULL where
 * that is not known. */
static const char *usage_needed(const struct tls *tls)
{
    if (tls->version == VERSION_TLS_1_3 || cipher_is_ecdhe(tls->cipher_suite)
        || cipher_is_dhe(tls->cipher_suite))
        return "digitalSignature";
    return cipher_is_rsa(tls->cipher_suite) ? "keyEncipherment" : NULL;
}

static void judge_key_usage(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *leaf = &tls->chain[0];
    const char *needed = usage_needed(tls);
    if (leaf->unreadable != NULL || needed == NULL)
        return;
    bool bad = leaf->key_usage.count > 0 && !text_list_has(&leaf->key_usage, needed);
    judge(assessment, about, FINDING_CERTIFICATE_KEY_USAGE, outcome_unless(bad),
          "%s, %s needs %s; keyUsage: %s.", tls_names_version(tls->version),
          tls->cipher_suite != 0 ? phrase_suite(tls->cipher_suite).text : "the handshake", needed,
          phrase_list(&leaf->key_usage, "not restricted").text);
}

static void judge_root(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *shown = &tls->chain[tls->chain_count - 1];
    bool sent = false;
    for (size_t i = 1; i < tls->chain_count && !sent; i++) {
        sent = tls->chain[i].self_signed;
        shown = sent ? &tls->chain[i] : shown;
    }
    judge(assessment, about, FINDING_CERTIFICATE_ROOT_SENT, outcome_unless(sent),
          "%zu certificates; %s is \"%s\".", tls->chain_count, sent ? "a self-signed one" : "the last",
          or_unnamed(shown->subject));
}

static void judge_staple(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    switch (tls->ocsp_staple) {
    case OCSP_GOOD:
    case OCSP_REVOKED:
        judge(assessment, about, FINDING_CERTIFICATE_REVOKED,
              outcome_unless(tls->ocsp_staple == OCSP_REVOKED), "The stapled OCSP response says %s.",
              tls->ocsp_staple == OCSP_GOOD ? "good" : "revoked");
        break;
    case OCSP_UNVERIFIED:
        judge(assessment, about, FINDING_CERTIFICATE_REVOKED, OUTCOME_UNKNOWN,
              "A stapled OCSP response came that could not be verified.");
        break;
    default:
        break;
    }
    if (tls->ocsp_staple == OCSP_GOOD || tls->ocsp_staple == OCSP_INVALID)
        judge(assessment, about, FINDING_OCSP_STAPLE_INVALID,
              outcome_unless(tls->ocsp_staple == OCSP_INVALID), "The stapled OCSP response is %s.",
              tls->ocsp_staple == OCSP_GOOD ? "valid" : "not valid");
}

void certificate_rules(struct assessment *assessment, const struct port_view *port_view)
{
    const struct session *session = port_view->session;
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return;
    const struct tls *tls = session->tls;
    int64_t now_s = port_view->report->started_at_unix_ms / 1000;
    certificate_path_rules(assessment, &port_view->about, tls, now_s);
    judge_expiry(assessment, &port_view->about, tls, now_s);
    judge_names(assessment, port_view, tls);
    judge_strength(assessment, &port_view->about, tls);
    judge_key_usage(assessment, &port_view->about, tls);
    judge_root(assessment, &port_view->about, tls);
    judge_staple(assessment, &port_view->about, tls);
}
