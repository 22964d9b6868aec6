/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates made into facts. */
#include "tls/chain.h"

#include "facts/list.h"
#include "facts/name_match.h"
#include "facts/text.h"

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
    CHAIN_MAX_CERTIFICATES = 16,
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

static void read_key(struct certificate *certificate, gnutls_x509_crt_t source)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(source, &bits);
    certificate->key_type = algorithm >= 0 ? text_copy(gnutls_pk_get_name(algorithm)) : NULL;
    if (algorithm == GNUTLS_PK_ECDSA)
        text_replace(&certificate->key_type, text_copy("ECDSA"));
    certificate->key_bits = bits;
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
    certificate->self_signed = tls_trust_signs_itself(source);
    unsigned critical;
    certificate->is_ca = gnutls_x509_crt_get_ca_status(source, &critical) > 0;
}

/* False when not all of the certificate's names could be read. */
static bool read_certificate(struct certificate *certificate, const gnutls_datum_t *der)
{
    bool all_names = false;
    certificate->sha256 = sha256_hex(der->data, der->size);
    certificate->der_base64 = base64(der);
    gnutls_x509_crt_t source;
    if (gnutls_x509_crt_init(&source) < 0)
        return false;
    if (gnutls_x509_crt_import(source, der, GNUTLS_X509_FMT_DER) >= 0) {
        read_distinguished_names(certificate, source);
        all_names = read_alternative_names(certificate, source);
        read_dates(certificate, source);
        read_key(certificate, source);
        read_signature(certificate, source);
    }
    gnutls_x509_crt_deinit(source);
    return all_names;
}

/* One certificate that is known to be out of date decides, whatever is not known about others. */
static enum answer in_date(const struct tls *tls, int64_t now_unix_s)
{
    enum answer answer = tls->chain_count > 0 ? ANSWER_YES : ANSWER_UNKNOWN;
    for (size_t i = 0; i < tls->chain_count; i++) {
        const struct certificate *certificate = &tls->chain[i];
        if (certificate->not_after == NULL)
            answer = ANSWER_UNKNOWN;
        else if (now_unix_s < certificate->not_before_unix_s || now_unix_s > certificate->not_after_unix_s)
            return ANSWER_NO;
    }
    return answer;
}

static void check_name(struct verification *verification, const struct certificate *certificate,
                       const char *name, bool all_names)
{
    struct name_check *check =
        list_append(&verification->names, &verification->name_count, sizeof *verification->names);
    check->name = text_copy(name);
    check->matched = text_copy(name_match_certificate(certificate, name));
    if (check->matched != NULL || all_names)
        check->matches = answer_of(check->matched != NULL);
}

void chain_read(struct tls *tls, const gnutls_datum_t *certificates, size_t count, const char *server_name,
                int64_t now_unix_s)
{
    bool all_names = false; /* of the first */
    for (size_t i = 0; i < count && i < CHAIN_MAX_CERTIFICATES; i++) {
        bool all = read_certificate(list_append(&tls->chain, &tls->chain_count, sizeof *tls->chain),
                                    &certificates[i]);
        all_names = i == 0 ? all : all_names;
    }
    tls->verification.in_date = in_date(tls, now_unix_s);
    if (tls->chain_count > 0 && server_name != NULL)
        check_name(&tls->verification, &tls->chain[0], server_name, all_names);
}

void chain_verify_pem(struct tls *tls, struct tls_trust *trust, const struct text_list *certificates,
                      const char *server_name, int64_t now_unix_s)
{
    gnutls_datum_t ders[CHAIN_MAX_CERTIFICATES] = {0};
    size_t count = 0;
    for (size_t i = 0; i < certificates->count && count < CHAIN_MAX_CERTIFICATES; i++) {
        char *text = certificates->items[i];
        gnutls_datum_t pem = {.data = (unsigned char *)text, .size = (unsigned)strlen(text)};
        if (gnutls_pem_base64_decode2("CERTIFICATE", &pem, &ders[count]) >= 0)
            count++;
    }
    chain_read(tls, ders, count, server_name, now_unix_s);
    if (count > 0)
        tls_trust_verify(trust, ders, count, &tls->verification);
    for (size_t i = 0; i < count; i++)
        gnutls_free(ders[i].data);
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
    if (now_unix_s < (int64_t)this_update || (next_update != (time_t)-1 && now_unix_s > (int64_t)next_update))
        return OCSP_INVALID;
    return state == GNUTLS_OCSP_CERT_GOOD      ? OCSP_GOOD
           : state == GNUTLS_OCSP_CERT_REVOKED ? OCSP_REVOKED
                                               : OCSP_UNVERIFIED;
}

enum ocsp_staple chain_staple(const gnutls_datum_t *certificates, size_t count,
                              const gnutls_datum_t *response, int64_t now_unix_s)
{
    gnutls_x509_crt_t leaf = NULL, issuer = NULL;
    gnutls_ocsp_resp_t parsed = NULL;
    enum ocsp_staple staple = OCSP_UNVERIFIED;
    unsigned problems = 0;
    if (count < 1 || gnutls_ocsp_resp_init(&parsed) < 0)
        return OCSP_UNVERIFIED;
    if (gnutls_ocsp_resp_import(parsed, response) < 0
        || gnutls_ocsp_resp_get_status(parsed) != GNUTLS_OCSP_RESP_SUCCESSFUL)
        staple = OCSP_INVALID;
    else if (count >= 2 && gnutls_x509_crt_init(&leaf) >= 0 && gnutls_x509_crt_init(&issuer) >= 0
             && gnutls_x509_crt_import(leaf, &certificates[0], GNUTLS_X509_FMT_DER) >= 0
             && gnutls_x509_crt_import(issuer, &certificates[1], GNUTLS_X509_FMT_DER) >= 0
             && gnutls_ocsp_resp_verify_direct(parsed, issuer, &problems, 0) >= 0)
        staple = problems == 0 ? staple_state(parsed, leaf, now_unix_s) : OCSP_INVALID;
    if (leaf != NULL)
        gnutls_x509_crt_deinit(leaf);
    if (issuer != NULL)
        gnutls_x509_crt_deinit(issuer);
    gnutls_ocsp_resp_deinit(parsed);
    return staple;
}
