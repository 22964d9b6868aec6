/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The path from the server's certificate to a trust anchor, and what was sent besides: RFC 5280 6, RFC 9846
 * 4.5.1. Certificates that no path needs are judged by nobody, so they are never more than a remark. */
#include "infer/certificate_path.h"

#include "assess/finding/phrase.h"
#include "assess/rules/rules.h"
#include "assess/view/certificate.h"

#include <inttypes.h>
#include <string.h>

/* The Java runtime's default is 10 certificates; OpenSSL reads 100 kB of them. */
enum { CHAIN_LONG_CERTIFICATES = 10, CHAIN_LONG_BYTES = 100 * 1024 };

static const enum finding_id flaw_ids[PATH_FLAW_COUNT] = {
    [PATH_FLAW_OTHER] = FINDING_CERTIFICATE_PATH_REFUSED,
    [PATH_FLAW_SIGNATURE] = FINDING_CERTIFICATE_SIGNATURE_WRONG,
    [PATH_FLAW_NOT_CA] = FINDING_CERTIFICATE_ISSUER_NOT_CA,
    [PATH_FLAW_ISSUER_KEY_USAGE] = FINDING_CERTIFICATE_ISSUER_KEY_USAGE,
    [PATH_FLAW_LENGTH] = FINDING_CERTIFICATE_PATH_TOO_LONG,
    [PATH_FLAW_NAME_CONSTRAINTS] = FINDING_CERTIFICATE_NAME_CONSTRAINTS,
    [PATH_FLAW_PURPOSE] = FINDING_CERTIFICATE_WRONG_PURPOSE,
    [PATH_FLAW_CRITICAL_EXTENSION] = FINDING_CERTIFICATE_CRITICAL_EXTENSION,
};

static const char *or_unnamed(const char *name)
{
    return name != NULL && *name != '\0' ? name : "(unnamed)";
}

static int64_t sent_count(const struct tls *tls)
{
    return tls->certificates_sent > 0 ? tls->certificates_sent : (int64_t)tls->chain_count;
}

static void judge_signer(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    static const struct {
        enum finding_id id;
        enum certificate_trust problem;
    } kinds[] = {
        {FINDING_CERTIFICATE_SELF_SIGNED, TRUST_SELF_SIGNED},
        {FINDING_CERTIFICATE_CHAIN_INCOMPLETE, TRUST_INCOMPLETE},
        {FINDING_CERTIFICATE_ISSUER_UNKNOWN, TRUST_FOREIGN},
    };
    enum certificate_trust trust = certificate_trust(tls);
    const struct certificate *top = certificate_path_top(tls);
    struct phrase problems = phrase_list(&tls->verification.problems, "no details");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (trust == TRUST_UNKNOWN && kinds[i].problem == TRUST_SELF_SIGNED && !tls->chain[0].self_signed
            && tls->chain[0].unreadable == NULL)
            judge(assessment, about, kinds[i].id, OUTCOME_HOLDS, "It is issued by \"%s\".",
                  or_unnamed(tls->chain[0].issuer));
        else if (trust == TRUST_UNKNOWN)
            judge(assessment, about, kinds[i].id, OUTCOME_UNKNOWN, "The chain was not verified: %s.",
                  problems.text);
        else if (trust == TRUST_GOOD)
            judge(assessment, about, kinds[i].id, OUTCOME_HOLDS, "The chain leads to a trust anchor.");
        else if (trust == kinds[i].problem)
            judge(assessment, about, kinds[i].id, OUTCOME_FAILS,
                  "%" PRId64 " certificate%s sent; the path ends at \"%s\", issued by \"%s\"; verification "
                  "says: %s.",
                  sent_count(tls), sent_count(tls) == 1 ? "" : "s", or_unnamed(top->subject),
                  or_unnamed(top->issuer), problems.text);
    }
}

static const struct path_flaw *flaw_of(const struct tls *tls, enum path_flaw_kind kind)
{
    for (size_t i = 0; i < tls->verification.flaw_count; i++)
        if (tls->verification.flaws[i].kind == kind)
            return &tls->verification.flaws[i];
    return NULL;
}

/* Evidence lists what the certificate itself says of the matter. */
static struct phrase flaw_evidence(const struct tls *tls, const struct path_flaw *flaw)
{
    const char *detail = flaw->detail != NULL ? flaw->detail : "no details";
    bool known = flaw->certificate >= 0 && (size_t)flaw->certificate < tls->chain_count;
    if (!known)
        return phrase_format("%s; the trust anchor is \"%s\".", detail, or_unnamed(tls->verification.anchor));
    const struct certificate *certificate = &tls->chain[flaw->certificate];
    if (flaw->kind == PATH_FLAW_PURPOSE)
        return phrase_format("\"%s\": %s: it says %s.", or_unnamed(certificate->subject), detail,
                             phrase_list(&certificate->purposes, "nothing").text);
    return phrase_format("\"%s\": %s.", or_unnamed(certificate->subject), detail);
}

static void judge_flaws(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    bool good = certificate_trust(tls) == TRUST_GOOD;
    for (int kind = 0; kind < PATH_FLAW_COUNT; kind++) {
        const struct path_flaw *flaw = flaw_of(tls, (enum path_flaw_kind)kind);
        if (flaw_ids[kind] == FINDING_NONE)
            continue;
        if (flaw != NULL)
            judge(assessment, about, flaw_ids[kind], OUTCOME_FAILS, "%s", flaw_evidence(tls, flaw).text);
        else if (good)
            judge(assessment, about, flaw_ids[kind], OUTCOME_HOLDS, "The path to \"%s\" was verified.",
                  or_unnamed(tls->verification.anchor));
    }
}

static void judge_readable(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *leaf = &tls->chain[0];
    judge(assessment, about, FINDING_CERTIFICATE_UNREADABLE, outcome_unless(leaf->unreadable != NULL),
          leaf->unreadable != NULL ? "GnuTLS says: %s" : "The certificate was read.%s",
          leaf->unreadable != NULL ? leaf->unreadable : "");
}

static void judge_expired(struct assessment *assessment, const struct about *about, const struct tls *tls,
                          int64_t now_s)
{
    const struct certificate *expired = certificate_path_expired(tls, now_s);
    const struct certificate *early = certificate_path_early(tls, now_s);
    bool clock = assessment->report->vantage.clock != ANSWER_NO;
    bool bad = tls->verification.in_date == ANSWER_NO
               || (tls->verification.in_date == ANSWER_UNKNOWN && expired == &tls->chain[0] && clock);
    if (bad && expired != NULL)
        judge(assessment, about, FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS,
              "The certificate of \"%s\" expired %s.", or_unnamed(expired->subject),
              or_unnamed(expired->not_after));
    else if (bad && early == NULL)
        judge(assessment, about, FINDING_CERTIFICATE_EXPIRED, OUTCOME_FAILS,
              "All certificates sent are in date; one on the path that was not sent is not.");
    else if (tls->verification.in_date == ANSWER_UNKNOWN && early == NULL)
        judge(assessment, about, FINDING_CERTIFICATE_EXPIRED, OUTCOME_UNKNOWN,
              clock ? "The dates were not verified."
                    : "The dates were not verified: this machine's clock may be wrong.");
    else
        judge(assessment, about, FINDING_CERTIFICATE_EXPIRED, OUTCOME_HOLDS, "It is valid until %s.",
              or_unnamed(tls->chain[0].not_after));
}

/* A few hours may be the fault of the clock here (tls/chain.h). */
static void judge_early(struct assessment *assessment, const struct about *about, const struct tls *tls,
                        int64_t now_s)
{
    const struct certificate *early = certificate_path_early(tls, now_s);
    enum answer in_date = tls->verification.in_date;
    if (early == NULL || in_date == ANSWER_YES) {
        if (in_date != ANSWER_UNKNOWN)
            judge(assessment, about, FINDING_CERTIFICATE_NOT_YET_VALID, OUTCOME_HOLDS, "It is valid from %s.",
                  or_unnamed(tls->chain[0].not_before));
        return;
    }
    judge(assessment, about, FINDING_CERTIFICATE_NOT_YET_VALID,
          in_date == ANSWER_NO ? OUTCOME_FAILS : OUTCOME_UNKNOWN,
          "The certificate of \"%s\" is valid from %s%s.", or_unnamed(early->subject),
          or_unnamed(early->not_before),
          in_date == ANSWER_NO ? ""
          : assessment->report->vantage.clock == ANSWER_NO
              ? ", but this machine's clock may be wrong"
              : ", a short time from now: this machine's clock may be slow");
}

static void judge_anchor(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct verification *verification = &tls->verification;
    if (verification->trusted == ANSWER_YES && verification->anchor_in_date != ANSWER_UNKNOWN)
        judge(assessment, about, FINDING_CERTIFICATE_ANCHOR_EXPIRED,
              outcome_unless(verification->anchor_in_date == ANSWER_NO), "The trust anchor is \"%s\".",
              or_unnamed(verification->anchor));
}

/* What RFC 5280 leaves open, libraries decide in their own ways. */
static void judge_openssl(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct verification *verification = &tls->verification;
    if (verification->openssl_takes != ANSWER_UNKNOWN)
        judge(assessment, about, FINDING_CERTIFICATE_REFUSED_BY_OPENSSL,
              outcome_unless(verification->openssl_takes == ANSWER_NO), "%s.",
              verification->openssl_objection != NULL
                  ? verification->openssl_objection
                  : "No reason is known why OpenSSL would refuse the path");
}

/* Whether each certificate of the path stands behind the one that it issued (RFC 5246 7.4.2). */
static bool in_order(const struct tls *tls)
{
    int64_t highest = 0;
    for (size_t i = 0; i < tls->chain_count; i++) {
        if (tls->chain[i].path_place == 0)
            continue;
        if (tls->chain[i].path_place < highest)
            return false;
        highest = tls->chain[i].path_place;
    }
    return true;
}

/* A root that is sent has a finding of its own. */
static void judge_extraneous(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    const struct certificate *first = NULL;
    size_t count = 0;
    for (size_t i = 1; i < tls->chain_count; i++) {
        if (tls->chain[i].path_place > 0 || tls->chain[i].self_signed)
            continue;
        first = first != NULL ? first : &tls->chain[i];
        count++;
    }
    if (first == NULL)
        judge(assessment, about, FINDING_CERTIFICATE_CHAIN_EXTRANEOUS, OUTCOME_HOLDS,
              "The path needs the certificates that were sent.");
    else
        judge(assessment, about, FINDING_CERTIFICATE_CHAIN_EXTRANEOUS, OUTCOME_FAILS,
              "%zu of %" PRId64
              " certificates are not on the path, the first of them \"%s\", valid until %s.",
              count, sent_count(tls), or_unnamed(first->subject), or_unnamed(first->not_after));
}

static void judge_form(struct assessment *assessment, const struct about *about, const struct tls *tls)
{
    bool is_long = sent_count(tls) > CHAIN_LONG_CERTIFICATES || tls->certificate_bytes > CHAIN_LONG_BYTES;
    judge(assessment, about, FINDING_CERTIFICATE_CHAIN_LONG, outcome_unless(is_long),
          "%" PRId64 " certificate%s, %" PRId64 " bytes.", sent_count(tls), sent_count(tls) == 1 ? "" : "s",
          tls->certificate_bytes);
    if (certificate_path_length(tls) == 0)
        return;
    judge(assessment, about, FINDING_CERTIFICATE_CHAIN_ORDER, outcome_unless(!in_order(tls)),
          "The path has %zu certificates of %" PRId64 " that were sent.", certificate_path_length(tls),
          sent_count(tls));
    if (tls->verification.trusted != ANSWER_YES)
        return;
    judge_extraneous(assessment, about, tls);
    if (tls->verification.found_simply != ANSWER_UNKNOWN)
        judge(assessment, about, FINDING_CERTIFICATE_PATH_NEEDS_SEARCH,
              outcome_unless(tls->verification.found_simply == ANSWER_NO),
              "The path to \"%s\" was found by %s.", or_unnamed(tls->verification.anchor),
              tls->verification.found_simply == ANSWER_NO ? "a search that clients with GnuTLS do not make"
                                                          : "taking the chain as it was sent");
}

void certificate_path_rules(struct assessment *assessment, const struct about *about, const struct tls *tls,
                            int64_t now_unix_s)
{
    judge_readable(assessment, about, tls);
    judge_signer(assessment, about, tls);
    judge_flaws(assessment, about, tls);
    judge_form(assessment, about, tls);
    if (tls->chain[0].unreadable != NULL) {
        judge(assessment, about, FINDING_CERTIFICATE_EXPIRED, OUTCOME_UNKNOWN,
              "The certificate cannot be parsed, so its dates are unknown.");
        return;
    }
    judge_expired(assessment, about, tls, now_unix_s);
    judge_early(assessment, about, tls, now_unix_s);
    judge_anchor(assessment, about, tls);
    judge_openssl(assessment, about, tls);
}
