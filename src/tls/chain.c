/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chains made into facts. */
#include "tls/chain.h"

#include "base/list.h"
#include "infer/name_match.h"
#include "tls/certificate.h"
#include "tls/key_limits.h"

#include <gnutls/ocsp.h>
#include <gnutls/x509.h>

static void check_name(struct verification *verification, const struct certificate *certificate,
                       const char *name)
{
    struct name_check *check =
        list_append(&verification->names, &verification->name_count, sizeof *verification->names);
    check->name = text_copy(name);
    check->matched = text_copy(name_match_certificate(certificate, name));
    if (check->matched != NULL || !certificate->names_unread)
        check->matches = answer_of(check->matched != NULL);
}

static struct certificate *add_certificate(struct tls *tls)
{
    return list_append(&tls->chain, &tls->chain_count, sizeof *tls->chain);
}

void chain_read(struct certificate_store *store, struct tls *tls, const gnutls_datum_t *certificates,
                size_t count, const char *server_name)
{
    tls->certificates_sent = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        tls->certificate_bytes += certificates[i].size;
        if (i < CHAIN_KEPT_MAX)
            certificate_store_read(store, &certificates[i], add_certificate(tls));
    }
    if (tls->chain_count > 0 && server_name != NULL)
        check_name(&tls->verification, &tls->chain[0], server_name);
}

size_t chain_keep(struct tls *tls, size_t place, const gnutls_datum_t *der)
{
    if (place < CHAIN_KEPT_MAX && place < tls->chain_count)
        return place;
    certificate_read(add_certificate(tls), der);
    return tls->chain_count - 1;
}

/* The certificate's state in a response whose signature was found good. */
static enum ocsp_staple staple_state(gnutls_ocsp_resp_t response, gnutls_x509_crt_t leaf, int64_t now_unix_s)
{
    unsigned state;
    time_t this_update, next_update;
    if (gnutls_ocsp_resp_check_crt(response, 0, leaf) < 0
        || gnutls_ocsp_resp_get_single(response, 0, NULL, NULL, NULL, NULL, &state, &this_update,
                                       &next_update, NULL, NULL)
               < 0)
        return OCSP_INVALID;
    bool early = now_unix_s < (int64_t)this_update;
    if ((early && now_unix_s < (int64_t)this_update - CHAIN_CLOCK_SLACK_S)
        || (next_update != (time_t)-1 && now_unix_s > (int64_t)next_update))
        return OCSP_INVALID;
    if (state == GNUTLS_OCSP_CERT_REVOKED)
        return OCSP_REVOKED;
    return state == GNUTLS_OCSP_CERT_GOOD && !early ? OCSP_GOOD : OCSP_UNVERIFIED;
}

/* One server may send many issuers with large keys, and all else waits while they are tried. */
enum { STAPLE_WORK_US = 20000 };

struct staple_search {
    int64_t left_us; /* of what signatures may cost (key_limits_cost_us()) */
    bool is_issuer;  /* one was there */
    bool gave_up;    /* not all were tried */
};

/* The signature of the response may be the issuer's, or that of any certificate which came with it, which the
 * issuer signed. */
static int64_t staple_cost_us(gnutls_ocsp_resp_t response, gnutls_x509_crt_t issuer)
{
    gnutls_x509_crt_t *certificates = NULL;
    size_t count = 0;
    int64_t issuer_us = key_limits_cost_us(issuer), other_us = 0;
    if (gnutls_ocsp_resp_get_certs(response, &certificates, &count) < 0)
        return issuer_us;
    for (size_t i = 0; i < count; i++) {
        int64_t cost_us = key_limits_cost_us(certificates[i]);
        other_us = cost_us > other_us ? cost_us : other_us;
        gnutls_x509_crt_deinit(certificates[i]);
    }
    gnutls_free(certificates);
    return 2 * issuer_us + other_us;
}

/* False when the next check would take more than is left. */
static bool spend(struct staple_search *search, gnutls_ocsp_resp_t response, gnutls_x509_crt_t issuer)
{
    int64_t cost_us = staple_cost_us(response, issuer);
    search->gave_up = search->gave_up || cost_us > search->left_us;
    if (!search->gave_up)
        search->left_us -= cost_us;
    return !search->gave_up;
}

/* Whether the response is signed by the issuer of `leaf` that `der` holds, or by one to whom it gave that
 * right. */
static bool is_signed_by(gnutls_ocsp_resp_t response, gnutls_x509_crt_t leaf, const gnutls_datum_t *der,
                         struct staple_search *search)
{
    gnutls_x509_crt_t issuer;
    unsigned problems = 0;
    bool is_signed = false;
    if (gnutls_x509_crt_init(&issuer) < 0)
        return false;
    if (gnutls_x509_crt_import(issuer, der, GNUTLS_X509_FMT_DER) >= 0
        && gnutls_x509_crt_check_issuer(leaf, issuer) != 0) {
        search->is_issuer = true;
        is_signed = key_limits_allow(&issuer, 1) && key_limits_allow_response(response)
                    && spend(search, response, issuer)
                    && gnutls_ocsp_resp_verify_direct(response, issuer, &problems, 0) >= 0 && problems == 0;
    }
    gnutls_x509_crt_deinit(issuer);
    return is_signed;
}

/* The issuer may stand anywhere behind the first, and more than once. */
static enum ocsp_staple judge_staple(gnutls_ocsp_resp_t response, gnutls_x509_crt_t leaf,
                                     const gnutls_datum_t *certificates, size_t count, int64_t now_unix_s)
{
    struct staple_search search = {.left_us = STAPLE_WORK_US};
    for (size_t i = 1; i < count && i < CHAIN_KEPT_MAX && !search.gave_up; i++)
        if (is_signed_by(response, leaf, &certificates[i], &search))
            return staple_state(response, leaf, now_unix_s);
    return search.is_issuer && !search.gave_up ? OCSP_INVALID : OCSP_UNVERIFIED;
}

enum ocsp_staple chain_staple(const gnutls_datum_t *certificates, size_t count,
                              const gnutls_datum_t *response, int64_t now_unix_s)
{
    gnutls_x509_crt_t leaf = NULL;
    gnutls_ocsp_resp_t parsed = NULL;
    enum ocsp_staple staple = OCSP_UNVERIFIED;
    if (count < 1 || gnutls_ocsp_resp_init(&parsed) < 0)
        return OCSP_UNVERIFIED;
    if (gnutls_ocsp_resp_import(parsed, response) < 0
        || gnutls_ocsp_resp_get_status(parsed) != GNUTLS_OCSP_RESP_SUCCESSFUL)
        staple = OCSP_INVALID;
    else if (gnutls_x509_crt_init(&leaf) >= 0
             && gnutls_x509_crt_import(leaf, &certificates[0], GNUTLS_X509_FMT_DER) >= 0)
        staple = judge_staple(parsed, leaf, certificates, count, now_unix_s);
    if (leaf != NULL)
        gnutls_x509_crt_deinit(leaf);
    gnutls_ocsp_resp_deinit(parsed);
    return staple;
}
