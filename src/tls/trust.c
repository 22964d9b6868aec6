/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust anchors and the answers for chains seen before.
 *
 * Many endpoints of one mail provider show the same chain, and verifying it costs more than the rest of the
 * handshake: the answer is kept by the SHA-256 of the chain. */
#include "tls/trust.h"

#include "facts/list.h"
#include "tls/anchors.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRUST_LIST_BUCKETS = 1024, /* the default of 127 collides, and a collision costs name comparisons */
    CHAIN_MAX_CERTIFICATES = 16,
    CACHE_MAX_CHAINS = 4096,
    HASH_BYTES = 32
};

/* A chain's answer; the hash is the key. */
struct remembered {
    unsigned char hash[HASH_BYTES];
    unsigned status;
};

struct tls_trust {
    gnutls_x509_trust_list_t anchors;
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priorities[TLS_KEYS_COUNT];
    size_t anchor_count;
    char *words; /* where they come from, or why there is none */
    void *cache; /* tsearch(3) tree of struct remembered */
    size_t cached;
};

/* All that GnuTLS can still speak, so that an old server shows how old it is instead of failing: what it
 * picks is judged later. TLS 1.3 first, and a hello small enough for one packet. Not %COMPAT: it leaves out
 * the extended master secret, which some servers insist on (RFC 7627 5.1), and encrypt-then-MAC. */
#define EVERYTHING                                                                                           \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+RSA:+DHE-RSA:"                    \
    "+3DES-CBC:+ARCFOUR-128:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:%DUMBFW:"                                        \
    "%ALLOW_SMALL_RECORDS:%VERIFY_ALLOW_BROKEN"

/* Before TLS 1.3 the key exchange names the kind of key (RFC 8422 2), from then on the signature alone does
 * (RFC 8446 4.2.3). */
static const char *const priorities[TLS_KEYS_COUNT] = {
    [TLS_KEYS_ANY] = EVERYTHING,
    [TLS_KEYS_RSA] = EVERYTHING ":-ECDHE-ECDSA:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384:"
                                "+SIGN-RSA-PSS-RSAE-SHA512:+SIGN-RSA-PSS-SHA256:+SIGN-RSA-PSS-SHA384:"
                                "+SIGN-RSA-PSS-SHA512:+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-SHA512:"
                                "+SIGN-RSA-SHA1",
    [TLS_KEYS_ECDSA] =
        EVERYTHING ":-ECDHE-RSA:-DHE-RSA:-RSA:-SIGN-ALL:+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384:"
                   "+SIGN-ECDSA-SHA512:+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SECP384R1-SHA384:"
                   "+SIGN-ECDSA-SECP521R1-SHA512:+SIGN-ECDSA-SHA1",
};

/* Called when the server asks for a certificate: none is given, but that it asked is noted. */
static int note_certificate_request(gnutls_session_t session, const gnutls_datum_t *issuers, int issuer_count,
                                    const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                                    gnutls_pcert_st **certificates, unsigned *count, gnutls_privkey_t *key)
{
    (void)issuers;
    (void)issuer_count;
    (void)algorithms;
    (void)algorithm_count;
    struct tls *tls = gnutls_session_get_ptr(session);
    tls->client_certificate_requested = ANSWER_YES;
    *certificates = NULL;
    *count = 0;
    *key = NULL;
    return 0;
}

static bool load(struct tls_trust *trust, const char *ca_file, char **error)
{
    int code = gnutls_x509_trust_list_init(&trust->anchors, TRUST_LIST_BUCKETS);
    if (code < 0) {
        *error = text_format("GnuTLS: %s", gnutls_strerror(code));
        return false;
    }
    trust->anchor_count = anchors_load(trust->anchors, ca_file, &trust->words);
    if (trust->anchor_count == 0 && ca_file != NULL) {
        *error = text_format("--ca-file %s (it must be a PEM file of certificates)", trust->words);
        return false;
    }
    code = gnutls_certificate_allocate_credentials(&trust->credentials);
    for (int keys = 0; code >= 0 && keys < TLS_KEYS_COUNT; keys++)
        code = gnutls_priority_init(&trust->priorities[keys], priorities[keys], NULL);
    if (code < 0) {
        *error = text_format("GnuTLS: %s", gnutls_strerror(code));
        return false;
    }
    gnutls_certificate_set_retrieve_function2(trust->credentials, note_certificate_request);
    return true;
}

struct tls_trust *tls_trust_new(const char *ca_file, char **error)
{
    struct tls_trust *trust = allocate(1, sizeof *trust);
    if (load(trust, ca_file, error))
        return trust;
    tls_trust_free(trust);
    return NULL;
}

void tls_trust_free(struct tls_trust *trust)
{
    if (trust == NULL)
        return;
    if (trust->anchors != NULL)
        gnutls_x509_trust_list_deinit(trust->anchors, 1);
    if (trust->credentials != NULL)
        gnutls_certificate_free_credentials(trust->credentials);
    for (int keys = 0; keys < TLS_KEYS_COUNT; keys++)
        if (trust->priorities[keys] != NULL)
            gnutls_priority_deinit(trust->priorities[keys]);
    tdestroy(trust->cache, free);
    free(trust->words);
    free(trust);
}

size_t tls_trust_count(const struct tls_trust *trust)
{
    return trust->anchor_count;
}

const char *tls_trust_words(const struct tls_trust *trust)
{
    return trust->words;
}

gnutls_certificate_credentials_t tls_trust_credentials(const struct tls_trust *trust)
{
    return trust->credentials;
}

gnutls_priority_t tls_trust_priority(const struct tls_trust *trust, enum tls_keys keys)
{
    return trust->priorities[keys];
}

bool tls_trust_signs_itself(gnutls_x509_crt_t certificate)
{
    unsigned status = GNUTLS_CERT_INVALID;
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN
                     | GNUTLS_VERIFY_DISABLE_CA_SIGN | GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
    return gnutls_x509_crt_check_issuer(certificate, certificate) != 0
           && gnutls_x509_crt_verify(certificate, &certificate, 1, flags, &status) >= 0 && status == 0;
}

/* Parses the chain's first certificates, at most CHAIN_MAX_CERTIFICATES; false when one of them cannot be
 * parsed. *count is how many are to be freed. */
static bool import_chain(const gnutls_datum_t *chain, size_t length, gnutls_x509_crt_t *certificates,
                         size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < length && i < CHAIN_MAX_CERTIFICATES; i++) {
        if (gnutls_x509_crt_init(&certificates[i]) < 0)
            return false;
        ++*count;
        if (gnutls_x509_crt_import(certificates[i], &chain[i], GNUTLS_X509_FMT_DER) < 0)
            return false;
    }
    return *count > 0;
}

/* GnuTLS's verdict on the chain, as GNUTLS_CERT_* bits. */
static unsigned verify(const struct tls_trust *trust, const gnutls_datum_t *chain, size_t length)
{
    gnutls_x509_crt_t certificates[CHAIN_MAX_CERTIFICATES];
    size_t count;
    unsigned status = GNUTLS_CERT_INVALID;
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER};
    unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS;
    if (import_chain(chain, length, certificates, &count)
        && gnutls_x509_trust_list_verify_crt2(trust->anchors, certificates, (unsigned)count, &purpose, 1,
                                              flags, &status, NULL)
               < 0)
        status = GNUTLS_CERT_INVALID;
    for (size_t i = 0; i < count; i++)
        gnutls_x509_crt_deinit(certificates[i]);
    return status;
}

/* Whether the server's certificate is its own issuer: nobody trusts that who was not told to. */
static bool signs_itself(const gnutls_datum_t *chain, size_t length)
{
    gnutls_x509_crt_t certificate;
    size_t count;
    bool itself = import_chain(chain, length < 1 ? length : 1, &certificate, &count)
                  && tls_trust_signs_itself(certificate);
    if (count > 0)
        gnutls_x509_crt_deinit(certificate);
    return itself;
}

static int compare_hashes(const void *left, const void *right)
{
    return memcmp(((const struct remembered *)left)->hash, ((const struct remembered *)right)->hash,
                  HASH_BYTES);
}

static bool hash_chain(const gnutls_datum_t *chain, size_t count, unsigned char *hash)
{
    gnutls_hash_hd_t state;
    if (gnutls_hash_init(&state, GNUTLS_DIG_SHA256) < 0)
        return false;
    int code = 0;
    for (size_t i = 0; i < count && code >= 0; i++) {
        /* The length keeps two different chains of the same bytes apart. */
        code = gnutls_hash(state, &chain[i].size, sizeof chain[i].size);
        if (code >= 0)
            code = gnutls_hash(state, chain[i].data, chain[i].size);
    }
    gnutls_hash_deinit(state, hash);
    return code >= 0;
}

static unsigned verify_once(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count)
{
    struct remembered key = {.status = 0};
    if (!hash_chain(chain, count, key.hash))
        return verify(trust, chain, count);
    void *node = tfind(&key, &trust->cache, compare_hashes);
    if (node != NULL)
        return (*(struct remembered **)node)->status;
    key.status = verify(trust, chain, count);
    if (trust->cached < CACHE_MAX_CHAINS) {
        struct remembered *entry = allocate(1, sizeof *entry);
        *entry = key;
        if (tsearch(entry, &trust->cache, compare_hashes) == NULL)
            free(entry);
        else
            trust->cached++;
    }
    return key.status;
}

void tls_trust_verify(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count,
                      struct verification *verification)
{
    static const struct {
        unsigned bit;
        const char *words;
    } problems[] = {
        {GNUTLS_CERT_SIGNER_NOT_FOUND, "no trusted issuer is known for the chain"},
        {GNUTLS_CERT_SIGNER_NOT_CA, "an issuer in the chain is no certificate authority"},
        {GNUTLS_CERT_SIGNATURE_FAILURE, "a signature in the chain is wrong"},
        {GNUTLS_CERT_INSECURE_ALGORITHM, "a signature or key in the chain is too weak to be trusted"},
        {GNUTLS_CERT_REVOKED, "a certificate in the chain is revoked"},
        {GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, "an issuer's constraints do not allow the certificate"},
        {GNUTLS_CERT_PURPOSE_MISMATCH, "the certificate is not meant for TLS servers"},
        {GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, "a critical extension is not known"},
    };
    if (trust->anchor_count == 0 && !signs_itself(chain, count)) {
        text_list_append(&verification->problems, "this machine has no trust anchors");
        return;
    }
    unsigned status = verify_once(trust, chain, count);
    verification->trusted = answer_of(status == 0);
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if ((status & problems[i].bit) != 0)
            text_list_append(&verification->problems, problems[i].words);
    if (status != 0 && verification->problems.count == 0)
        text_list_append(&verification->problems, "the chain could not be verified");
}
