/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates made into facts. */
#include "tls/chain.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/words.h"
#include "infer/name_match.h"
#include "tls/certification_path.h"
#include "tls/key_limits.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PURPOSES_MAX = 32, /* of one certificate */
    OID_BYTES = 128,
    NAMES_MAX = 500, /* of one certificate; more are not kept */
    NAME_MAX_BYTES = 512,
    SHA256_BYTES = 32
};

static char *hex(const unsigned char *bytes, size_t length)
{
    char *text = allocate(length * 2 + 1, 1);
    for (size_t i = 0; i < length; i++)
        sprintf(text + 2 * i, "%02x", bytes[i]);
    return text;
}

static char *sha256_hex(const void *bytes, size_t length)
{
    unsigned char digest[SHA256_BYTES];
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, length, digest) < 0)
        return NULL;
    return hex(digest, sizeof digest);
}

static char *base64(const gnutls_datum_t *der)
{
    gnutls_datum_t text;
    if (gnutls_base64_encode2(der, &text) < 0)
        return NULL;
    char *copy = text_copy_bytes((const char *)text.data, text.size);
    gnutls_free(text.data);
    return copy;
}

static char *datum_text(int code, gnutls_datum_t *datum)
{
    if (code < 0)
        return NULL;
    char *text = text_from_wire(datum->data, datum->size, NAME_MAX_BYTES);
    gnutls_free(datum->data);
    return text;
}

static void read_distinguished_names(struct certificate *certificate, gnutls_x509_crt_t source)
{
    gnutls_datum_t name;
    certificate->subject = datum_text(gnutls_x509_crt_get_dn3(source, &name, 0), &name);
    certificate->issuer = datum_text(gnutls_x509_crt_get_issuer_dn3(source, &name, 0), &name);
    unsigned char serial[64];
    size_t length = sizeof serial;
    if (gnutls_x509_crt_get_serial(source, serial, &length) >= 0)
        certificate->serial_hex = hex(serial, length);
}

static void add_ip_name(struct certificate *certificate, const gnutls_datum_t *name)
{
    char text[INET6_ADDRSTRLEN];
    int family = name->size == 4 ? AF_INET : AF_INET6;
    if ((name->size == 4 || name->size == 16) && inet_ntop(family, name->data, text, sizeof text) != NULL)
        text_list_append(&certificate->ip_names, text);
}

static void add_dns_name(struct certificate *certificate, const gnutls_datum_t *name)
{
    char *text = text_from_wire(name->data, name->size, NAME_MAX_BYTES);
    text_list_append(&certificate->dns_names, text);
    free(text);
}

/* False when there are more names than are kept. */
static bool add_names(struct certificate *certificate, gnutls_subject_alt_names_t names)
{
    unsigned type;
    gnutls_datum_t name;
    for (unsigned i = 0; gnutls_subject_alt_names_get(names, i, &type, &name, NULL) >= 0; i++) {
        if (i == NAMES_MAX)
            return false;
        if (type == GNUTLS_SAN_DNSNAME)
            add_dns_name(certificate, &name);
        else if (type == GNUTLS_SAN_IPADDRESS)
            add_ip_name(certificate, &name);
    }
    return true;
}

/* False when the names that are kept are not all that there are. */
static bool read_alternative_names(struct certificate *certificate, gnutls_x509_crt_t source)
{
    gnutls_datum_t extension;
    gnutls_subject_alt_names_t names;
    int code = gnutls_x509_crt_get_extension_by_oid2(source, "2.5.29.17", 0, &extension, NULL);
    if (code < 0)
        return code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
    bool all = false;
    if (gnutls_subject_alt_names_init(&names) >= 0) {
        all = gnutls_x509_ext_import_subject_alt_names(&extension, names, 0) >= 0
              && add_names(certificate, names);
        gnutls_subject_alt_names_deinit(names);
    }
    gnutls_free(extension.data);
    return all;
}

static void read_dates(struct certificate *certificate, gnutls_x509_crt_t source)
{
    certificate->not_before_unix_s = (int64_t)gnutls_x509_crt_get_activation_time(source);
    certificate->not_after_unix_s = (int64_t)gnutls_x509_crt_get_expiration_time(source);
    certificate->not_before = text_time(certificate->not_before_unix_s);
    certificate->not_after = text_time(certificate->not_after_unix_s);
}

/* By name: the numbers of the newer types are not in every gnutls.h. */
static enum key_type key_type_of(gnutls_pk_algorithm_t algorithm)
{
    if (algorithm == GNUTLS_PK_ECDSA)
        return KEY_TYPE_ECDSA;
    const char *name = gnutls_pk_get_name(algorithm);
    int type = name != NULL ? words_value(&key_type_words, name) : -1;
    return type > KEY_TYPE_NONE ? (enum key_type)type : KEY_TYPE_OTHER;
}

static void read_key(struct certificate *certificate, gnutls_x509_crt_t source)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(source, &bits);
    certificate->key_type = algorithm >= 0 ? key_type_of((gnutls_pk_algorithm_t)algorithm) : KEY_TYPE_NONE;
    /* GnuTLS counts the bytes of a coordinate: P-521 has 66 of them. */
    certificate->key_bits = algorithm == GNUTLS_PK_ECDSA && bits == 528 ? 521 : bits;
    certificate->key_problem = key_limits_problem(source);
    gnutls_pubkey_t key;
    gnutls_datum_t spki;
    if (gnutls_pubkey_init(&key) < 0)
        return;
    if (gnutls_pubkey_import_x509(key, source, 0) >= 0
        && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &spki) >= 0) {
        certificate->spki_sha256 = sha256_hex(spki.data, spki.size);
        gnutls_free(spki.data);
    }
    gnutls_pubkey_deinit(key);
}

static void read_signature(struct certificate *certificate, gnutls_x509_crt_t source)
{
    int algorithm = gnutls_x509_crt_get_signature_algorithm(source);
    const char *name = algorithm >= 0 ? gnutls_sign_get_name(algorithm) : NULL;
    certificate->signature_algorithm = text_copy(name != NULL ? name : "unknown");
    gnutls_digest_algorithm_t hash =
        algorithm >= 0 ? gnutls_sign_get_hash_algorithm(algorithm) : GNUTLS_DIG_UNKNOWN;
    certificate->signature_is_weak =
        hash == GNUTLS_DIG_MD5 || hash == GNUTLS_DIG_SHA1 || hash == GNUTLS_DIG_MD2;
    certificate->self_signed = path_signs_itself(source);
    unsigned critical;
    certificate->is_ca = gnutls_x509_crt_get_ca_status(source, &critical) > 0;
}

static void read_key_usage(struct certificate *certificate, gnutls_x509_crt_t source)
{
    static const struct {
        unsigned bit;
        const char *word;
    } usages[] = {
        {GNUTLS_KEY_DIGITAL_SIGNATURE, "digitalSignature"},
        {GNUTLS_KEY_NON_REPUDIATION, "nonRepudiation"},
        {GNUTLS_KEY_KEY_ENCIPHERMENT, "keyEncipherment"},
        {GNUTLS_KEY_DATA_ENCIPHERMENT, "dataEncipherment"},
        {GNUTLS_KEY_KEY_AGREEMENT, "keyAgreement"},
        {GNUTLS_KEY_KEY_CERT_SIGN, "keyCertSign"},
        {GNUTLS_KEY_CRL_SIGN, "cRLSign"},
        {GNUTLS_KEY_ENCIPHER_ONLY, "encipherOnly"},
        {GNUTLS_KEY_DECIPHER_ONLY, "decipherOnly"},
    };
    unsigned bits, critical;
    if (gnutls_x509_crt_get_key_usage(source, &bits, &critical) < 0)
        return;
    for (size_t i = 0; i < sizeof usages / sizeof usages[0]; i++)
        if ((bits & usages[i].bit) != 0)
            text_list_append(&certificate->key_usage, usages[i].word);
}

static void read_purposes(struct certificate *certificate, gnutls_x509_crt_t source)
{
    static const struct {
        const char *oid;
        const char *word;
    } purposes[] = {
        {GNUTLS_KP_TLS_WWW_SERVER, "serverAuth"},  {GNUTLS_KP_TLS_WWW_CLIENT, "clientAuth"},
        {GNUTLS_KP_CODE_SIGNING, "codeSigning"},   {GNUTLS_KP_EMAIL_PROTECTION, "emailProtection"},
        {GNUTLS_KP_TIME_STAMPING, "timeStamping"}, {GNUTLS_KP_OCSP_SIGNING, "OCSPSigning"},
        {GNUTLS_KP_ANY, "anyExtendedKeyUsage"},
    };
    for (unsigned i = 0; i < PURPOSES_MAX; i++) {
        char oid[OID_BYTES];
        size_t size = sizeof oid;
        unsigned critical;
        if (gnutls_x509_crt_get_key_purpose_oid(source, i, oid, &size, &critical) < 0)
            return;
        const char *word = oid;
        for (size_t n = 0; n < sizeof purposes / sizeof purposes[0]; n++)
            if (strcmp(purposes[n].oid, oid) == 0)
                word = purposes[n].word;
        text_list_append(&certificate->purposes, word);
    }
}

static void read_certificate(struct certificate *certificate, const gnutls_datum_t *der)
{
    certificate->sha256 = sha256_hex(der->data, der->size);
    certificate->der_base64 = base64(der);
    certificate->names_unread = true;
    gnutls_x509_crt_t source;
    if (gnutls_x509_crt_init(&source) < 0)
        out_of_memory();
    int code = gnutls_x509_crt_import(source, der, GNUTLS_X509_FMT_DER);
    if (code >= 0) {
        read_distinguished_names(certificate, source);
        certificate->names_unread = !read_alternative_names(certificate, source);
        read_dates(certificate, source);
        read_key(certificate, source);
        read_signature(certificate, source);
        read_key_usage(certificate, source);
        read_purposes(certificate, source);
    } else {
        certificate->unreadable = text_copy(gnutls_strerror(code));
    }
    gnutls_x509_crt_deinit(source);
}

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

static void add_certificate(struct tls *tls, const gnutls_datum_t *der)
{
    read_certificate(list_append(&tls->chain, &tls->chain_count, sizeof *tls->chain), der);
}

void chain_read(struct tls *tls, const gnutls_datum_t *certificates, size_t count, const char *server_name)
{
    tls->certificates_sent = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        tls->certificate_bytes += certificates[i].size;
        if (i < CHAIN_KEPT_MAX)
            add_certificate(tls, &certificates[i]);
    }
    if (tls->chain_count > 0 && server_name != NULL)
        check_name(&tls->verification, &tls->chain[0], server_name);
}

size_t chain_keep(struct tls *tls, size_t place, const gnutls_datum_t *der)
{
    if (place < CHAIN_KEPT_MAX && place < tls->chain_count)
        return place;
    add_certificate(tls, der);
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

char *chain_subject(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t name;
    return datum_text(gnutls_x509_crt_get_dn3(certificate, &name, 0), &name);
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
