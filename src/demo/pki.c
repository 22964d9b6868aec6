/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A public key infrastructure of one's own. Keys are ECDSA P-256, which take a millisecond to make, unless
 * RSA is the point. */
#include "demo/pki.h"

#include "demo/ocsp.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_S = 3600, DAY_S = 86400, CHAIN_MAX = 4 };

static const char ROOT_NAME[] = "Mailsonde Demo Root";
static const char INTERMEDIATE_NAME[] = "Mailsonde Demo Intermediate";

struct authority {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
};

struct pki {
    time_t now;
    struct authority root;
    struct authority intermediate;
    struct authority stranger; /* the root that nobody trusts */
    struct authority cross;    /* the root's name and key, signed by the stranger, out of date */
    struct authority weak;     /* the intermediate's name and key, signed with SHA-1 */
    gnutls_x509_privkey_t server_key;
    char *ca_pem;
};

struct pki_identity {
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t staple;
};

/* What goes into one certificate. */
struct request {
    const char *common_name;
    const struct text_list *dns_names; /* NULL for none */
    bool is_ca;
    gnutls_x509_privkey_t key;
    const struct authority *issuer; /* NULL when it signs itself */
    gnutls_digest_algorithm_t digest;
    time_t not_before;
    time_t not_after;
    enum certificate_kind kind; /* of a server's */
};

static int new_key(gnutls_x509_privkey_t *key, gnutls_pk_algorithm_t algorithm, unsigned int bits)
{
    int status = gnutls_x509_privkey_init(key);
    return status < 0 ? status : gnutls_x509_privkey_generate(*key, algorithm, bits, 0);
}

static int new_ec_key(gnutls_x509_privkey_t *key)
{
    return new_key(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1));
}

static int set_serial(gnutls_x509_crt_t certificate)
{
    unsigned char serial[8];
    int status = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] = (unsigned char)((serial[0] & 0x7f) | 0x40); /* positive, and of one length */
    return status < 0 ? status : gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
}

static int set_key_ids(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
    unsigned char id[64];
    size_t length = sizeof id;
    int status = gnutls_x509_crt_get_key_id(certificate, 0, id, &length);
    if (status >= 0)
        status = gnutls_x509_crt_set_subject_key_id(certificate, id, length);
    length = sizeof id;
    if (status >= 0)
        status = gnutls_x509_crt_get_key_id(issuer, 0, id, &length);
    return status < 0 ? status : gnutls_x509_crt_set_authority_key_id(certificate, id, length);
}

static int set_names(gnutls_x509_crt_t certificate, const struct request *request)
{
    int status =
        gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, request->common_name,
                                      (unsigned int)strlen(request->common_name));
    size_t count = request->dns_names == NULL ? 0 : request->dns_names->count;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        const char *name = request->dns_names->items[i];
        status = gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, name,
                                                      (unsigned int)strlen(name), GNUTLS_FSAN_APPEND);
    }
    return status;
}

static unsigned key_usage(gnutls_x509_crt_t certificate, const struct request *request)
{
    if (request->is_ca)
        return GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN;
    if (request->kind == CERTIFICATE_NO_SIGNING)
        return GNUTLS_KEY_KEY_ENCIPHERMENT;
    /* Encipherment is for RSA keys, which a server may be told to use without forward secrecy. */
    bool is_rsa = gnutls_x509_crt_get_pk_algorithm(certificate, NULL) == GNUTLS_PK_RSA;
    return GNUTLS_KEY_DIGITAL_SIGNATURE | (is_rsa ? GNUTLS_KEY_KEY_ENCIPHERMENT : 0);
}

static int set_purpose(gnutls_x509_crt_t certificate, const struct request *request)
{
    const char *purpose =
        request->kind == CERTIFICATE_FOR_CLIENTS ? GNUTLS_KP_TLS_WWW_CLIENT : GNUTLS_KP_TLS_WWW_SERVER;
    int status = gnutls_x509_crt_set_basic_constraints(certificate, request->is_ca, -1);
    if (status >= 0)
        status = gnutls_x509_crt_set_key_usage(certificate, key_usage(certificate, request));
    if (status >= 0 && !request->is_ca)
        status = gnutls_x509_crt_set_key_purpose_oid(certificate, purpose, 0);
    return status;
}

/* Makes and signs a certificate; *certificate is to be freed also after a failure. */
static int certify(const struct request *request, gnutls_x509_crt_t *certificate)
{
    int status = gnutls_x509_crt_init(certificate);
    if (status < 0)
        return status;
    gnutls_x509_crt_t fresh = *certificate;
    gnutls_x509_crt_t issuer = request->issuer == NULL ? fresh : request->issuer->certificate;
    gnutls_x509_privkey_t signer = request->issuer == NULL ? request->key : request->issuer->key;
    if ((status = gnutls_x509_crt_set_version(fresh, 3)) < 0 || (status = set_serial(fresh)) < 0
        || (status = gnutls_x509_crt_set_activation_time(fresh, request->not_before)) < 0
        || (status = gnutls_x509_crt_set_expiration_time(fresh, request->not_after)) < 0
        || (status = set_names(fresh, request)) < 0
        || (status = gnutls_x509_crt_set_key(fresh, request->key)) < 0
        || (status = set_purpose(fresh, request)) < 0 || (status = set_key_ids(fresh, issuer)) < 0)
        return status;
    return gnutls_x509_crt_sign2(fresh, issuer, signer, request->digest, 0);
}

static int new_authority(struct authority *authority, const char *common_name, const struct authority *issuer,
                         time_t now)
{
    int status = new_ec_key(&authority->key);
    if (status < 0)
        return status;
    struct request request = {.common_name = common_name,
                              .is_ca = true,
                              .key = authority->key,
                              .issuer = issuer,
                              .digest = GNUTLS_DIG_SHA256,
                              .not_before = now - 365 * DAY_S,
                              .not_after = now + 365 * DAY_S};
    return certify(&request, &authority->certificate);
}

/* The same name and key with another certificate. */
static int certify_again(struct authority *again, const struct authority *authority, struct request request,
                         gnutls_digest_algorithm_t digest, time_t not_after)
{
    request.is_ca = true;
    request.key = authority->key;
    request.digest = digest;
    request.not_after = not_after;
    return certify(&request, &again->certificate);
}

/* What is sent besides a good chain and not needed for it. */
static int make_extras(struct pki *pki)
{
    struct request cross = {.common_name = ROOT_NAME, .issuer = &pki->stranger};
    struct request weak = {.common_name = INTERMEDIATE_NAME, .issuer = &pki->root};
    cross.not_before = weak.not_before = pki->now - 365 * DAY_S;
    int status = certify_again(&pki->cross, &pki->root, cross, GNUTLS_DIG_SHA256, pki->now - 30 * DAY_S);
    return status < 0
               ? status
               : certify_again(&pki->weak, &pki->intermediate, weak, GNUTLS_DIG_SHA1, pki->now + 365 * DAY_S);
}

static int export_pem(struct pki *pki)
{
    gnutls_datum_t pem = {0};
    int status = gnutls_x509_crt_export2(pki->root.certificate, GNUTLS_X509_FMT_PEM, &pem);
    if (status >= 0)
        pki->ca_pem = text_copy_bytes((const char *)pem.data, pem.size);
    gnutls_free(pem.data);
    return status;
}

struct pki *pki_new(time_t now, char **error)
{
    struct pki *pki = allocate(1, sizeof *pki);
    pki->now = now;
    int status;
    if ((status = new_authority(&pki->root, ROOT_NAME, NULL, now)) < 0
        || (status = new_authority(&pki->intermediate, INTERMEDIATE_NAME, &pki->root, now)) < 0
        || (status = new_authority(&pki->stranger, "Nobody's Root", NULL, now)) < 0
        || (status = new_ec_key(&pki->server_key)) < 0 || (status = make_extras(pki)) < 0
        || (status = export_pem(pki)) < 0) {
        *error = text_format("certificate authority: %s", gnutls_strerror(status));
        pki_free(pki);
        return NULL;
    }
    return pki;
}

static void authority_clear(struct authority *authority)
{
    gnutls_x509_crt_deinit(authority->certificate);
    gnutls_x509_privkey_deinit(authority->key);
}

void pki_free(struct pki *pki)
{
    if (pki == NULL)
        return;
    authority_clear(&pki->root);
    authority_clear(&pki->intermediate);
    authority_clear(&pki->stranger);
    gnutls_x509_crt_deinit(pki->cross.certificate); /* their keys are the others' */
    gnutls_x509_crt_deinit(pki->weak.certificate);
    gnutls_x509_privkey_deinit(pki->server_key);
    free(pki->ca_pem);
    free(pki);
}

const char *pki_ca_pem(const struct pki *pki)
{
    return pki->ca_pem;
}

/* The names that a certificate of `kind` carries in place of `names`. */
static struct text_list names_for(enum certificate_kind kind, const struct text_list *names)
{
    struct text_list list = {0};
    const char *parent = strchr(names->items[0], '.');
    if (kind == CERTIFICATE_WRONG_NAME) {
        text_list_append(&list, "elsewhere.example");
    } else if (kind == CERTIFICATE_WILDCARD && parent != NULL) {
        char *wildcard = text_format("*%s", parent);
        text_list_append(&list, wildcard);
        free(wildcard);
    } else {
        for (size_t i = 0; i < names->count; i++)
            text_list_append(&list, names->items[i]);
    }
    return list;
}

static struct request request_for(const struct pki *pki, enum certificate_kind kind,
                                  const struct text_list *names, gnutls_x509_privkey_t key)
{
    struct request request = {.common_name = names->items[0],
                              .kind = kind,
                              .dns_names = kind == CERTIFICATE_NO_SAN ? NULL : names,
                              .key = key,
                              .issuer = &pki->intermediate,
                              .digest = kind == CERTIFICATE_SHA1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256,
                              .not_before = pki->now - DAY_S,
                              .not_after = pki->now + 90 * DAY_S};
    if (kind == CERTIFICATE_SELF_SIGNED)
        request.issuer = NULL;
    if (kind == CERTIFICATE_UNTRUSTED)
        request.issuer = &pki->stranger;
    if (kind == CERTIFICATE_EXPIRED) {
        request.not_before = pki->now - 120 * DAY_S;
        request.not_after = pki->now - 30 * DAY_S;
    }
    if (kind == CERTIFICATE_SHORT_LIVED) {
        request.not_before = pki->now - HOUR_S;
        request.not_after = pki->now + 159 * HOUR_S;
    }
    if (kind == CERTIFICATE_NOT_YET_VALID) {
        request.not_before = pki->now + 30 * DAY_S;
        request.not_after = pki->now + 120 * DAY_S;
    }
    return request;
}

static int staple_bytes(gnutls_session_t session, void *pointer, gnutls_datum_t *response)
{
    const gnutls_datum_t *staple = pointer;
    (void)session;
    response->data = gnutls_malloc(staple->size);
    if (response->data == NULL)
        return GNUTLS_E_MEMORY_ERROR;
    memcpy(response->data, staple->data, staple->size);
    response->size = staple->size;
    return 0;
}

/* The issuer answers for its own certificates (RFC 6960 2.6), so nobody has to delegate. */
static int make_staple(struct pki_identity *identity, const struct request *request,
                       gnutls_x509_crt_t certificate, enum staple staple, time_t now)
{
    if (staple == STAPLE_GARBAGE) {
        identity->staple.data = (unsigned char *)text_copy("no OCSP response");
        identity->staple.size = (unsigned int)strlen("no OCSP response");
        return 0;
    }
    gnutls_x509_crt_t issuer = request->issuer == NULL ? certificate : request->issuer->certificate;
    gnutls_x509_privkey_t signer = request->issuer == NULL ? request->key : request->issuer->key;
    return ocsp_response(certificate, issuer, signer, staple == STAPLE_REVOKED, now, &identity->staple);
}

/* The chain as it is sent, the server's own first; how many they are. */
static int make_chain(const struct pki *pki, const struct request *request, gnutls_x509_crt_t certificate,
                      gnutls_x509_crt_t *chain)
{
    int count = 0;
    chain[count++] = certificate;
    if (request->kind == CERTIFICATE_SHUFFLED)
        chain[count++] = pki->root.certificate;
    if (request->issuer != NULL && request->kind != CERTIFICATE_INCOMPLETE)
        chain[count++] = request->issuer->certificate;
    if (request->kind == CERTIFICATE_EXTRA) {
        chain[count++] = pki->cross.certificate;
        chain[count++] = pki->weak.certificate;
    }
    return count;
}

/* Takes the chain as it is: gnutls_certificate_set_x509_key() would sort it, and leave out what is on no
 * path. */
static int set_key(struct pki_identity *identity, gnutls_x509_crt_t *chain, int count,
                   gnutls_x509_privkey_t key)
{
    gnutls_privkey_t signer = NULL;
    gnutls_pcert_st *sent = gnutls_calloc((size_t)count, sizeof *sent);
    int status = sent == NULL ? GNUTLS_E_MEMORY_ERROR : gnutls_privkey_init(&signer);
    if (status >= 0)
        status = gnutls_privkey_import_x509(signer, key, GNUTLS_PRIVKEY_IMPORT_COPY);
    int filled = 0;
    for (; status >= 0 && filled < count; filled += status >= 0)
        status = gnutls_pcert_import_x509(&sent[filled], chain[filled], 0);
    if (status >= 0)
        status = gnutls_certificate_set_key(identity->credentials, NULL, 0, sent, count, signer);
    if (status >= 0) {
        gnutls_free(sent); /* what it held is the credentials' now */
        return status;
    }
    while (filled > 0)
        gnutls_pcert_deinit(&sent[--filled]);
    gnutls_free(sent);
    if (signer != NULL)
        gnutls_privkey_deinit(signer);
    return status;
}

/* Puts the chain and the staple into the credentials. */
static int install(struct pki_identity *identity, const struct pki *pki, const struct request *request,
                   gnutls_x509_crt_t certificate, enum staple staple)
{
    gnutls_x509_crt_t chain[CHAIN_MAX];
    int count = make_chain(pki, request, certificate, chain);
    gnutls_certificate_set_flags(identity->credentials, GNUTLS_CERTIFICATE_API_V2);
    int index = set_key(identity, chain, count, request->key);
    if (index < 0 || staple == STAPLE_NONE)
        return index;
    int status = make_staple(identity, request, certificate, staple, pki->now);
    return status < 0 ? status
                      : gnutls_certificate_set_ocsp_status_request_function2(
                          identity->credentials, (unsigned int)index, staple_bytes, &identity->staple);
}

/* Adds the key and the chain of one kind to what the server chooses from. */
static int add_certificate(struct pki_identity *identity, const struct pki *pki, enum certificate_kind kind,
                           const struct text_list *names, enum staple staple)
{
    gnutls_x509_privkey_t rsa_key = NULL;
    gnutls_x509_crt_t certificate = NULL;
    bool is_rsa = kind == CERTIFICATE_RSA || kind == CERTIFICATE_WEAK_KEY || kind == CERTIFICATE_NO_SIGNING;
    struct text_list names_used = names_for(kind, names);
    int status = is_rsa ? new_key(&rsa_key, GNUTLS_PK_RSA, kind == CERTIFICATE_WEAK_KEY ? 1024 : 2048) : 0;
    if (status >= 0) {
        struct request request = request_for(pki, kind, &names_used, is_rsa ? rsa_key : pki->server_key);
        status = certify(&request, &certificate);
        if (status >= 0)
            status = install(identity, pki, &request, certificate, staple);
    }
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(rsa_key);
    text_list_free(&names_used);
    return status;
}

char *pki_server_key_sha256(const struct pki *pki)
{
    enum { SHA256_BYTES = 32 };
    unsigned char digest[SHA256_BYTES];
    size_t size = sizeof digest;
    if (gnutls_x509_privkey_get_key_id(pki->server_key, GNUTLS_KEYID_USE_SHA256, digest, &size) < 0
        || size != sizeof digest)
        return NULL;
    char *hex = allocate(2 * size + 1, 1);
    for (size_t i = 0; i < size; i++)
        sprintf(hex + 2 * i, "%02x", digest[i]);
    return hex;
}

struct pki_identity *pki_identity_new(const struct pki *pki, enum certificate_kind kind,
                                      const struct text_list *names, enum staple staple, char **error)
{
    struct pki_identity *identity = allocate(1, sizeof *identity);
    enum certificate_kind first = kind == CERTIFICATE_BOTH_KEYS ? CERTIFICATE_GOOD : kind;
    int status = gnutls_certificate_allocate_credentials(&identity->credentials);
    if (status >= 0)
        status = add_certificate(identity, pki, first, names, staple);
    if (status >= 0 && kind == CERTIFICATE_BOTH_KEYS)
        status = add_certificate(identity, pki, CERTIFICATE_RSA, names, STAPLE_NONE);
    if (status >= 0)
        return identity;
    *error =
        text_format("%s certificate: %s", words_name(&certificate_kind_words, kind), gnutls_strerror(status));
    pki_identity_free(identity);
    return NULL;
}

void pki_identity_free(struct pki_identity *identity)
{
    if (identity == NULL)
        return;
    if (identity->credentials != NULL)
        gnutls_certificate_free_credentials(identity->credentials);
    free(identity->staple.data);
    free(identity);
}

gnutls_certificate_credentials_t pki_identity_credentials(const struct pki_identity *identity)
{
    return identity->credentials;
}
