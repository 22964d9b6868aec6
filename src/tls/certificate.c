/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A certificate made into facts. */
#include "tls/certificate.h"

#include "base/list.h"
#include "base/text.h"
#include "facts/words.h"
#include "tls/certification_path.h"
#include "tls/der.h"
#include "tls/key_limits.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/x509-ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PURPOSES_MAX = 32, /* of one certificate */
    OID_BYTES = 128,
    NAMES_MAX = 500, /* of one certificate; more are not kept */
    NAME_MAX_BYTES = 512
};

static char *hex(const unsigned char *bytes, size_t length)
{
    char *text = allocate(length * 2 + 1, 1);
    for (size_t i = 0; i < length; i++)
        sprintf(text + 2 * i, "%02x", bytes[i]);
    return text;
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
        certificate->spki_sha256 = der_sha256(spki.data, spki.size);
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

void certificate_read(struct certificate *certificate, const gnutls_datum_t *der)
{
    certificate->sha256 = der_sha256(der->data, der->size);
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

char *certificate_subject(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t name;
    return datum_text(gnutls_x509_crt_get_dn3(certificate, &name, 0), &name);
}
