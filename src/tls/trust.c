/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust anchors and the answers for chains seen before.
 *
 * Many endpoints of one mail provider show the same chain, and verifying it costs more than the rest of the
 * handshake: the answer is kept by the SHA-256 of the chain. */
#include "tls/trust.h"

#include "base/list.h"
#include "base/lru.h"
#include "tls/anchor_index.h"
#include "tls/anchors.h"
#include "tls/chain_verdict.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    TRUST_LIST_BUCKETS = 1024, /* the default of 127 collides, and a collision costs name comparisons */
    CACHE_MAX_CHAINS = 4096,
    CACHE_HOUR_S = 3600, /* which path is best changes with time */
    HASH_BYTES = 32,
    HEX_BYTES = 2 * HASH_BYTES + 1
};

/* A chain's answer; the key is the chain's SHA-256. */
struct remembered {
    struct lru_entry entry;
    struct chain_verdict *verdict;
};

struct tls_trust {
    gnutls_x509_trust_list_t anchors;
    struct anchor_set anchor_set; /* the same ones, by name */
    struct anchor_index *index;   /* NULL before somebody asks */
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priorities[TLS_KEYS_COUNT];
    gnutls_priority_t current;
    size_t anchor_count;
    char *words; /* where they come from, or why there is none */
    struct certificate_store *certificates;
    struct lru chains;    /* of struct remembered */
    pthread_mutex_t lock; /* of the chains: they are looked at in several threads */
};

/* All that GnuTLS can still speak, so that an old server shows how old it is instead of failing: what it
 * picks is judged later. TLS 1.3 first, and a hello small enough for one packet. Not %COMPAT: it leaves out
 * the extended master secret, which some servers insist on (RFC 7627 5.1), and encrypt-then-MAC. */
#define EVERYTHING                                                                                           \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+RSA:+DHE-RSA:"                    \
    "+3DES-CBC:+ARCFOUR-128:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:%DUMBFW:"                                        \
    "%ALLOW_SMALL_RECORDS:%VERIFY_ALLOW_BROKEN"

/* What takes one kind of key out. Before TLS 1.3 the key exchange names the kind of key, RFC 8422 2 with one
 * name for ECDSA and EdDSA; from then on the signature alone does (RFC 9846 4.3.3). */
static const struct {
    enum tls_keys key;
    const char *without;
} kinds[] = {
    {TLS_KEYS_RSA, ":-SIGN-RSA-PSS-RSAE-SHA256:-SIGN-RSA-PSS-RSAE-SHA384:-SIGN-RSA-PSS-RSAE-SHA512:"
                   "-SIGN-RSA-SHA256:-SIGN-RSA-SHA384:-SIGN-RSA-SHA512:-SIGN-RSA-SHA1"},
    {TLS_KEYS_ECDSA, ":-SIGN-ECDSA-SHA256:-SIGN-ECDSA-SHA384:-SIGN-ECDSA-SHA512:"
                     "-SIGN-ECDSA-SECP256R1-SHA256:-SIGN-ECDSA-SECP384R1-SHA384:"
                     "-SIGN-ECDSA-SECP521R1-SHA512:-SIGN-ECDSA-SHA1"},
    {TLS_KEYS_RSA_PSS, ":-SIGN-RSA-PSS-SHA256:-SIGN-RSA-PSS-SHA384:-SIGN-RSA-PSS-SHA512"},
    {TLS_KEYS_ED25519, ":-SIGN-EDDSA-ED25519"},
    {TLS_KEYS_ED448, ":-SIGN-EDDSA-ED448"},
};

static const char current[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%DUMBFW:%ALLOW_SMALL_RECORDS";

/* The caller frees. */
static char *priorities_for(enum tls_keys keys)
{
    char *text = text_copy(EVERYTHING);
    for (size_t i = 0; keys != TLS_KEYS_ANY && i < sizeof kinds / sizeof kinds[0]; i++)
        if (((unsigned)keys & kinds[i].key) == 0)
            text_replace(&text, text_format("%s%s", text, kinds[i].without));
    if (keys != TLS_KEYS_ANY && ((unsigned)keys & (TLS_KEYS_RSA | TLS_KEYS_RSA_PSS)) == 0)
        text_replace(&text, text_format("%s:-ECDHE-RSA:-DHE-RSA:-RSA", text));
    if (keys != TLS_KEYS_ANY && ((unsigned)keys & (TLS_KEYS_ECDSA | TLS_KEYS_ED25519 | TLS_KEYS_ED448)) == 0)
        text_replace(&text, text_format("%s:-ECDHE-ECDSA", text));
    return text;
}

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
    trust->anchor_set = anchor_set_of_list(trust->anchors);
    code = gnutls_certificate_allocate_credentials(&trust->credentials);
    for (int keys = 0; code >= 0 && keys < TLS_KEYS_COUNT; keys++) {
        char *text = priorities_for((enum tls_keys)keys);
        code = gnutls_priority_init(&trust->priorities[keys], text, NULL);
        free(text);
    }
    if (code >= 0)
        code = gnutls_priority_init(&trust->current, current, NULL);
    if (code < 0) {
        *error = text_format("GnuTLS: %s", gnutls_strerror(code));
        return false;
    }
    gnutls_certificate_set_retrieve_function2(trust->credentials, note_certificate_request);
    return true;
}

static void forget(struct lru_entry *entry)
{
    chain_verdict_free(((struct remembered *)entry)->verdict);
}

struct tls_trust *tls_trust_new(const char *ca_file, char **error)
{
    struct tls_trust *trust = allocate(1, sizeof *trust);
    pthread_mutex_init(&trust->lock, NULL);
    trust->certificates = certificate_store_new();
    trust->chains = (struct lru){
        .entry_bytes = sizeof(struct remembered), .unused_max = CACHE_MAX_CHAINS, .clear = forget};
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
    if (trust->current != NULL)
        gnutls_priority_deinit(trust->current);
    free(trust->words);
    anchor_index_free(trust->index);
    anchor_set_free(&trust->anchor_set);
    lru_free(&trust->chains);
    certificate_store_free(trust->certificates);
    pthread_mutex_destroy(&trust->lock);
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

const struct anchor_index *tls_trust_index(struct tls_trust *trust)
{
    if (trust->index == NULL)
        trust->index = anchor_index_new(&trust->anchor_set);
    return trust->index;
}

struct certificate_store *tls_trust_certificates(const struct tls_trust *trust)
{
    return trust->certificates;
}

gnutls_certificate_credentials_t tls_trust_credentials(const struct tls_trust *trust)
{
    return trust->credentials;
}

gnutls_priority_t tls_trust_priority(const struct tls_trust *trust, enum tls_keys keys)
{
    return trust->priorities[keys];
}

gnutls_priority_t tls_trust_priority_current(const struct tls_trust *trust)
{
    return trust->current;
}

static bool hash_chain(const gnutls_datum_t *chain, size_t count, int64_t now_unix_s,
                       char hex[static HEX_BYTES])
{
    unsigned char hash[HASH_BYTES];
    gnutls_datum_t bytes = {hash, sizeof hash};
    size_t size = HEX_BYTES;
    gnutls_hash_hd_t state;
    int64_t hour = now_unix_s / CACHE_HOUR_S;
    if (gnutls_hash_init(&state, GNUTLS_DIG_SHA256) < 0)
        return false;
    int code = gnutls_hash(state, &hour, sizeof hour);
    for (size_t i = 0; i < count && code >= 0; i++) {
        /* The length keeps two different chains of the same bytes apart. */
        code = gnutls_hash(state, &chain[i].size, sizeof chain[i].size);
        if (code >= 0)
            code = gnutls_hash(state, chain[i].data, chain[i].size);
    }
    gnutls_hash_deinit(state, hash);
    return code >= 0 && gnutls_hex_encode(&bytes, hex, &size) >= 0;
}

/* The chain's entry, whose verdict is NULL when it was not seen before. To be given back. */
static struct remembered *take(struct tls_trust *trust, const char *key)
{
    pthread_mutex_lock(&trust->lock);
    struct remembered *entry = (struct remembered *)lru_take(&trust->chains, key);
    pthread_mutex_unlock(&trust->lock);
    return entry;
}

/* The verdict is judged without the lock: of two threads that do so, the first one's is kept. */
static const struct chain_verdict *verdict_of(struct tls_trust *trust, struct remembered *entry,
                                              const gnutls_datum_t *chain, size_t count, int64_t now_unix_s)
{
    pthread_mutex_lock(&trust->lock);
    const struct chain_verdict *known = entry->verdict;
    pthread_mutex_unlock(&trust->lock);
    if (known != NULL)
        return known;
    struct chain_verdict *made =
        chain_verdict_new(chain, count, &trust->anchor_set, trust->anchors, now_unix_s);
    pthread_mutex_lock(&trust->lock);
    if (entry->verdict == NULL) {
        entry->verdict = made;
        made = NULL;
    }
    known = entry->verdict;
    pthread_mutex_unlock(&trust->lock);
    chain_verdict_free(made);
    return known;
}

static void give_back(struct tls_trust *trust, struct remembered *entry)
{
    pthread_mutex_lock(&trust->lock);
    lru_release(&trust->chains, &entry->entry);
    pthread_mutex_unlock(&trust->lock);
}

void tls_trust_verify(struct tls_trust *trust, const gnutls_datum_t *chain, size_t count, int64_t now_unix_s,
                      struct tls *tls)
{
    char key[HEX_BYTES];
    if (!hash_chain(chain, count, now_unix_s, key)) {
        struct chain_verdict *verdict =
            chain_verdict_new(chain, count, &trust->anchor_set, trust->anchors, now_unix_s);
        chain_verdict_tell(verdict, chain, now_unix_s, tls);
        chain_verdict_free(verdict);
        return;
    }
    struct remembered *entry = take(trust, key);
    chain_verdict_tell(verdict_of(trust, entry, chain, count, now_unix_s), chain, now_unix_s, tls);
    give_back(trust, entry);
}
