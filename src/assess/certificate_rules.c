/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The certificates: are they trusted, in date, for this name, and strong enough (RFC 5280 6, RFC 9525, RFC
 * 9325 4.5). */
#include "assess/certificate.h"
#include "assess/phrase.h"
#include "assess/rules.h"

#include <inttypes.h>
#include <string.h>

static const char *or_unnamed(const char *name)
{
    return name != NULL && *name != '\0' ? name : "(unnamed)";
}

static void judge_trust(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    static const struct {
        const char *id;
        enum certificate_trust problem;
    } kinds[] = {
        {"certificate-self-signed", TRUST_SELF_SIGNED},
        {"certificate-chain-incomplete", TRUST_INCOMPLETE},
        {"certificate-issuer-unknown", TRUST_FOREIGN},
    };
    enum certificate_trust trust = certificate_trust(tls);
    const struct certificate *last = &tls->chain[tls->chain_count - 1];
    struct phrase problems = phrase_list(&tls->verification.problems, "no more is known");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (trust == TRUST_UNKNOWN && kinds[i].problem == TRUST_SELF_SIGNED && !tls->chain[0].self_signed)
            judge(assessment, about, kinds[i].id, OUTCOME_HOLDS, "It is issued by \"%s\".",
                  or_unnamed(tls->chain[0].issuer));
        else if (trust == TRUST_UNKNOWN)
            judge(assessment, about, kinds[i].id, OUTCOME_UNKNOWN, "The chain was not verified: %s.",
                  problems.text);
        else if (trust == TRUST_GOOD)
            judge(assessment, about, kinds[i].id, OUTCOME_HOLDS, "The chain leads to a trust anchor.");
        else if (trust == kinds[i].problem)
            judge(assessment, about, kinds[i].id, OUTCOME_FAILS,
                  "%zu certificate%s sent; the last is \"%s\", issued by \"%s\"; verification says: %s.",
                  tls->chain_count, tls->chain_count == 1 ? "" : "s", or_unnamed(last->subject),
                  or_unnamed(last->issuer), problems.text);
    }
}

/* The first certificate of the chain that is past its time, or before it; NULL for none. */
static const struct certificate *out_of_date(const struct tls *tls, int64_t now_s, bool past)
{
    for (size_t i = 0; i < tls->chain_count; i++) {
        const struct certificate *certificate = &tls->chain[i];
        if (past ? certificate->not_after_unix_s < now_s : certificate->not_before_unix_s > now_s)
            return certificate;
    }
    return NULL;
}

/* A chain may carry an old certificate that no path needs, so the verification's answer counts before dates.
 */
static void judge_dates(struct assessment *assessment, const struct about *about, const struct tls *tls,
                        int64_t now_s)
{
    const struct certificate *expired = out_of_date(tls, now_s, true);
    const struct certificate *early = out_of_date(tls, now_s, false);
    enum answer in_date = tls->verification.in_date;
    const struct certificate *leaf = &tls->chain[0];
    if (in_date == ANSWER_UNKNOWN && expired != leaf && early != leaf) {
        judge(assessment, about, "certificate-expired", OUTCOME_UNKNOWN, "The dates were not verified.");
        return;
    }
    bool bad = in_date == ANSWER_NO || (in_date == ANSWER_UNKNOWN && (expired == leaf || early == leaf));
    if (bad && expired != NULL)
        judge(assessment, about, "certificate-expired", OUTCOME_FAILS,
              "The certificate of \"%s\" ended %s, %" PRId64 " days before this scan.",
              or_unnamed(expired->subject), or_unnamed(expired->not_after),
              -certificate_days(now_s, expired->not_after_unix_s));
    else if (bad && early == NULL)
        judge(assessment, about, "certificate-expired", OUTCOME_FAILS,
              "All certificates sent are in date; one that was not sent is not.");
    else
        judge(assessment, about, "certificate-expired", OUTCOME_HOLDS, "It is good until %s.",
              or_unnamed(leaf->not_after));
    if (bad && early != NULL)
        judge(assessment, about, "certificate-not-yet-valid", OUTCOME_FAILS,
              "The certificate of \"%s\" begins %s.", or_unnamed(early->subject),
              or_unnamed(early->not_before));
    else
        judge(assessment, about, "certificate-not-yet-valid", OUTCOME_HOLDS, "It is good from %s.",
              or_unnamed(leaf->not_before));
}

static void judge_expiry(struct assessment *assessment, const struct about *about, const struct tls *tls,
                         int64_t now_s)
{
    const struct certificate *leaf = &tls->chain[0];
    if (leaf->not_after_unix_s < now_s)
        return;
    int64_t days = certificate_days(now_s, leaf->not_after_unix_s);
    int64_t warning_days = assessment->policy->certificate_expiry_warning_days;
    int64_t notice_days = assessment->policy->certificate_expiry_notice_days;
    struct phrase evidence =
        phrase_format("%" PRId64 " days are left, until %s.", days, or_unnamed(leaf->not_after));
    judge(assessment, about, "certificate-expires-soon", outcome_unless(days < warning_days), "%s",
          evidence.text);
    if (days >= warning_days)
        judge(assessment, about, "certificate-renewal-due", outcome_unless(days < notice_days), "%s",
              evidence.text);
}

/* Every name by which the report knows the port is checked, each in that host's own role. */
static void judge_names(struct assessment *assessment, const struct place *place, const struct tls *tls)
{
    const struct report *report = place->report;
    struct phrase names = phrase_list(&tls->chain[0].dns_names, "no DNS name");
    for (size_t i = 0; i < report->host_count; i++) {
        const struct host *host = &report->hosts[i];
        if (report_endpoint(report, host, place->endpoint->address, place->endpoint->port) != place->endpoint
            || !place_host_has(host, place->endpoint->address))
            continue;
        struct about about = place->about;
        about.host = host->name;
        /* Who names an address asks about the server, and no client gets there by that name. */
        about.role = report->target.kind == TARGET_ADDRESS ? ROLE_OTHER
                                                           : place_role(report, host, place->endpoint->port);
        enum answer matches = certificate_matches(tls, host->name);
        enum outcome outcome =
            matches == ANSWER_UNKNOWN ? OUTCOME_UNKNOWN : outcome_unless(matches == ANSWER_NO);
        judge(assessment, &about, "certificate-wrong-name", outcome, "%s; the certificate names %s.",
              host->name, names.text);
    }
    bool no_names = tls->chain[0].dns_names.count == 0 && tls->chain[0].ip_names.count == 0;
    judge(assessment, &place->about, "certificate-without-san", outcome_unless(no_names),
          "subjectAltName: %s; subject: \"%s\".", names.text, or_unnamed(tls->chain[0].subject));
}

/* RSA and DSA below 2048 bits, elliptic curves below 224 (RFC 9325 4.5). */
static bool key_is_weak(const struct certificate *certificate)
{
    if (certificate->key_type == NULL || certificate->key_bits == 0)
        return false;
    bool curve = strncmp(certificate->key_type, "EC", 2) == 0 || strncmp(certificate->key_type, "Ed", 2) == 0;
    return certificate->key_bits < (curve ? 224 : 2048);
}

static void judge_strength(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *weak_key = NULL, *weak_signature = NULL;
    for (size_t i = tls->chain_count; i-- > 0;) {
        const struct certificate *certificate = &tls->chain[i];
        if (key_is_weak(certificate))
            weak_key = certificate;
        /* Nobody relies on the signature of a root. */
        if (certificate->signature_is_weak && !(certificate->self_signed && i > 0))
            weak_signature = certificate;
    }
    const struct certificate *shown = weak_key != NULL ? weak_key : &tls->chain[0];
    judge(assessment, about, "certificate-weak-key", outcome_unless(weak_key != NULL),
          "\"%s\" has a key of type %s with %" PRId64 " bits.", or_unnamed(shown->subject),
          or_unnamed(shown->key_type), shown->key_bits);
    shown = weak_signature != NULL ? weak_signature : &tls->chain[0];
    judge(assessment, about, "certificate-weak-signature", outcome_unless(weak_signature != NULL),
          "\"%s\" is signed with %s.", or_unnamed(shown->subject), or_unnamed(shown->signature_algorithm));
}

static void judge_root(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *last = &tls->chain[tls->chain_count - 1];
    bool sent = tls->chain_count > 1 && last->self_signed;
    judge(assessment, about, "certificate-root-sent", outcome_unless(sent),
          "The last of %zu certificates is \"%s\".", tls->chain_count, or_unnamed(last->subject));
}

static void judge_staple(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    switch (tls->ocsp_staple) {
    case OCSP_GOOD:
    case OCSP_REVOKED:
        judge(assessment, about, "certificate-revoked", outcome_unless(tls->ocsp_staple == OCSP_REVOKED),
              "The stapled OCSP response says %s.", tls->ocsp_staple == OCSP_GOOD ? "good" : "revoked");
        break;
    case OCSP_UNVERIFIED:
        judge(assessment, about, "certificate-revoked", OUTCOME_UNKNOWN,
              "A stapled OCSP response came that could not be verified.");
        break;
    default:
        break;
    }
    if (tls->ocsp_staple == OCSP_GOOD || tls->ocsp_staple == OCSP_INVALID)
        judge(assessment, about, "ocsp-staple-invalid", outcome_unless(tls->ocsp_staple == OCSP_INVALID),
              "The stapled OCSP response is %s.", tls->ocsp_staple == OCSP_GOOD ? "valid" : "not valid");
}

void certificate_rules(struct assessment *assessment, const struct place *place)
{
    const struct session *session = place->session;
    if (session == NULL || session->tls == NULL || session->tls->chain_count == 0)
        return;
    const struct tls *tls = session->tls;
    int64_t now_s = place->report->started_at_unix_ms / 1000;
    judge_trust(assessment, &place->about, tls);
    judge_dates(assessment, &place->about, tls, now_s);
    judge_expiry(assessment, &place->about, tls, now_s);
    judge_names(assessment, place, tls);
    judge_strength(assessment, &place->about, tls);
    judge_root(assessment, &place->about, tls);
    judge_staple(assessment, &place->about, tls);
}
