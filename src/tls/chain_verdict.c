/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is to be said of one chain: see tls/chain_verdict.h. */
#include "tls/chain_verdict.h"

#include "base/list.h"
#include "base/shape.h"
#include "base/text.h"
#include "facts/shapes.h"
#include "tls/certificate.h"
#include "tls/chain.h"
#include "tls/key_limits.h"
#include "tls/name_load.h"
#include "tls/path_flaws.h"
#include "tls/path_openssl.h"

#include <stdlib.h>

/* A time in which all of several certificates are good. */
struct window {
    int64_t from_unix_s;
    int64_t until_unix_s;
};

struct chain_verdict {
    enum answer trusted;
    char *why_unknown;
    struct path_flaw *flaws; /* their certificates are places among those sent */
    size_t flaw_count;
    size_t places[PATH_LENGTH_MAX];
    size_t length;
    struct window window; /* of the path's certificates */
    struct window
        is_needed; /* of those that any path has: the server's own, or all of a path that is known */
    char *anchor;
    struct window anchor_window;
    enum answer found_simply;
    char *openssl_objection;
};

static void narrow(struct window *window, gnutls_x509_crt_t certificate)
{
    int64_t from_unix_s = (int64_t)gnutls_x509_crt_get_activation_time(certificate);
    int64_t until_unix_s = (int64_t)gnutls_x509_crt_get_expiration_time(certificate);
    if (from_unix_s > window->from_unix_s)
        window->from_unix_s = from_unix_s;
    if (until_unix_s < window->until_unix_s)
        window->until_unix_s = until_unix_s;
}

static gnutls_x509_crt_t parse(const gnutls_datum_t *der)
{
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return NULL;
    if (gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) >= 0)
        return certificate;
    gnutls_x509_crt_deinit(certificate);
    return NULL;
}

/* What GnuTLS takes at most to verify these, whichever it uses, in whatever order. */
static int64_t all_cost_us(const gnutls_x509_crt_t *all, size_t count)
{
    struct name_load loads[PATH_SENT_MAX];
    int64_t keys_us = 0;
    for (size_t i = 0; i < count; i++) {
        loads[i] = name_load_of(all[i]);
        keys_us += key_limits_cost_us(all[i]);
    }
    return keys_us + name_load_cost_us(loads, count);
}

/* What a client finds that takes the chain as it comes: those with GnuTLS do. Unknown where that would take
 * too long. */
static enum answer simply(gnutls_x509_trust_list_t list, const gnutls_x509_crt_t *sent, size_t count)
{
    gnutls_x509_crt_t all[PATH_SENT_MAX];
    unsigned used = 0, status = GNUTLS_CERT_INVALID;
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER};
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS;
    for (size_t i = 0; i < count; i++)
        if (sent[i] != NULL)
            all[used++] = sent[i];
    if (all_cost_us(all, used) > path_work_max.verdicts_us)
        return ANSWER_UNKNOWN;
    if (!key_limits_allow(all, used)
        || gnutls_x509_trust_list_verify_crt2(list, all, used, &purpose, 1, flags, &status, NULL) < 0)
        return ANSWER_NO;
    return answer_of(status == 0);
}

/* Without anchors nobody is known to be trusted or not, but for a certificate that vouches for itself. Where
 * no path leads to an anchor, the certificate that would lead there may be among those that could not be
 * looked at. */
static void settle_trust(struct chain_verdict *verdict, const struct certification_path *path,
                         const gnutls_x509_crt_t *sent, size_t looked_at, size_t count, size_t anchor_count)
{
    verdict->trusted = answer_of(path->anchor != NULL && path->status == 0);
    bool vouches_for_itself = gnutls_x509_crt_check_issuer(sent[0], sent[0]) != 0;
    if (vouches_for_itself || (path->anchor != NULL && !path->gave_up))
        return;
    if (anchor_count == 0)
        verdict->why_unknown = text_copy("this machine has no trust anchors");
    for (size_t i = 0; i < looked_at && verdict->why_unknown == NULL; i++)
        if (sent[i] == NULL)
            verdict->why_unknown = text_format(
                "certificate %zu of %zu cannot be parsed and may be the missing issuer", i + 1, count);
    if (verdict->trusted != ANSWER_YES && (path->gave_up || looked_at < count))
        text_replace(
            &verdict->why_unknown,
            text_format("%zu certificates were sent, and not all paths through them were tried", count));
    if (verdict->trusted == ANSWER_NO && verdict->why_unknown != NULL)
        verdict->trusted = ANSWER_UNKNOWN;
}

static void judge_path(struct chain_verdict *verdict, const struct path_question *question, size_t count,
                       gnutls_x509_trust_list_t list)
{
    struct certification_path path;
    certification_path_find(question, &path);
    settle_trust(verdict, &path, question->sent, question->count, count, question->anchors->count);
    if (verdict->trusted == ANSWER_NO)
        path_flaws(question->sent, &path, &verdict->flaws, &verdict->flaw_count);
    verdict->length = path.length;
    for (size_t i = 0; i < path.length; i++) {
        verdict->places[i] = path.places[i];
        narrow(&verdict->window, question->sent[path.places[i]]);
        if (i == 0 || verdict->trusted != ANSWER_UNKNOWN)
            narrow(&verdict->is_needed, question->sent[path.places[i]]);
    }
    if (path.anchor != NULL) {
        verdict->anchor = certificate_subject(path.anchor);
        narrow(&verdict->anchor_window, path.anchor);
    }
    if (verdict->trusted == ANSWER_YES)
        verdict->openssl_objection = path_openssl_objection(question->sent, &path);
    if (verdict->trusted == ANSWER_YES && list != NULL)
        verdict->found_simply = simply(list, question->sent, question->count);
}

struct chain_verdict *chain_verdict_new(const gnutls_datum_t *chain, size_t count,
                                        const struct anchor_set *anchors, gnutls_x509_trust_list_t list,
                                        int64_t now_unix_s)
{
    struct chain_verdict *verdict = allocate(1, sizeof *verdict);
    gnutls_x509_crt_t sent[PATH_SENT_MAX] = {NULL};
    size_t looked_at = count < PATH_SENT_MAX ? count : PATH_SENT_MAX;
    struct path_question question = {
        .sent = sent, .count = looked_at, .anchors = anchors, .now_unix_s = now_unix_s};
    verdict->window = verdict->is_needed = verdict->anchor_window = (struct window){INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < looked_at; i++)
        sent[i] = parse(&chain[i]);
    if (looked_at > 0 && sent[0] != NULL)
        judge_path(verdict, &question, count, list);
    else
        verdict->why_unknown = text_copy(looked_at > 0 ? "the server's certificate cannot be parsed"
                                                       : "no certificate was sent");
    for (size_t i = 0; i < looked_at; i++)
        if (sent[i] != NULL)
            gnutls_x509_crt_deinit(sent[i]);
    return verdict;
}

void chain_verdict_free(struct chain_verdict *verdict)
{
    if (verdict == NULL)
        return;
    for (size_t i = 0; i < verdict->flaw_count; i++)
        shape_clear(&path_flaw_shape, &verdict->flaws[i]);
    free(verdict->flaws);
    free(verdict->why_unknown);
    free(verdict->anchor);
    free(verdict->openssl_objection);
    free(verdict);
}

static enum answer within(const struct window *window, int64_t now_unix_s)
{
    if (now_unix_s > window->until_unix_s || now_unix_s < window->from_unix_s - CHAIN_CLOCK_SLACK_S)
        return ANSWER_NO;
    return now_unix_s < window->from_unix_s ? ANSWER_UNKNOWN : ANSWER_YES;
}

/* Of a path that may not be the one, a certificate out of date says nothing. */
static enum answer path_in_date(const struct chain_verdict *verdict, int64_t now_unix_s)
{
    enum answer needed = within(&verdict->is_needed, now_unix_s);
    enum answer all = within(&verdict->window, now_unix_s);
    return needed == ANSWER_YES && all == ANSWER_NO ? ANSWER_UNKNOWN : all;
}

static void tell_flaws(const struct chain_verdict *verdict, const size_t *kept_at,
                       struct verification *verification)
{
    for (size_t i = 0; i < verdict->flaw_count; i++) {
        const struct path_flaw *flaw = &verdict->flaws[i];
        struct path_flaw *told = list_append(&verification->flaws, &verification->flaw_count, sizeof *told);
        told->kind = flaw->kind;
        told->detail = text_copy(flaw->detail);
        told->certificate = -1;
        for (size_t n = 0; n < verdict->length; n++)
            if (flaw->certificate == (int64_t)verdict->places[n])
                told->certificate = (int64_t)kept_at[n];
        text_list_append(&verification->problems, flaw->detail);
    }
    if (verdict->trusted == ANSWER_UNKNOWN && verdict->why_unknown != NULL)
        text_list_append(&verification->problems, verdict->why_unknown);
}

void chain_verdict_tell(const struct chain_verdict *verdict, const gnutls_datum_t *chain, int64_t now_unix_s,
                        struct tls *tls)
{
    struct verification *verification = &tls->verification;
    size_t kept_at[PATH_LENGTH_MAX] = {0};
    for (size_t i = 0; i < verdict->length; i++) {
        kept_at[i] = chain_keep(tls, verdict->places[i], &chain[verdict->places[i]]);
        tls->chain[kept_at[i]].path_place = (int64_t)i + 1;
    }
    verification->trusted = verdict->trusted;
    tell_flaws(verdict, kept_at, verification);
    if (verdict->length > 0)
        verification->in_date = path_in_date(verdict, now_unix_s);
    if (verdict->anchor != NULL) {
        verification->anchor = text_copy(verdict->anchor);
        verification->anchor_in_date = within(&verdict->anchor_window, now_unix_s);
    }
    verification->found_simply = verdict->found_simply;
    if (verdict->trusted == ANSWER_YES)
        verification->openssl_takes = answer_of(verdict->openssl_objection == NULL);
    if (verdict->openssl_objection != NULL)
        verification->openssl_objection = text_copy(verdict->openssl_objection);
}
