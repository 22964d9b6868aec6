/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates seen before, by their SHA-256. */
#include "tls/certificate_store.h"

#include "base/list.h"
#include "base/lru.h"
#include "base/shape.h"
#include "facts/shapes.h"
#include "tls/certificate.h"
#include "tls/der.h"
#include "tls/key_limits.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <stdlib.h>

/* A server chooses the size of its certificates; a larger one is parsed each time. The facts of one take some
 * three times its bytes. */
enum { CERTIFICATES_MAX = 512, CERTIFICATE_MAX_BYTES = 4096 };

/* The key is the certificate's SHA-256. */
struct remembered {
    struct lru_entry entry;
    struct certificate *certificate; /* NULL while it is being parsed; does not change afterwards */
};

struct certificate_store {
    struct lru certificates; /* of struct remembered */
    pthread_mutex_t lock;    /* of all but the certificates themselves */
};

static void free_certificate(struct certificate *certificate)
{
    if (certificate != NULL)
        shape_clear(&certificate_shape, certificate);
    free(certificate);
}

static void forget(struct lru_entry *entry)
{
    free_certificate(((struct remembered *)entry)->certificate);
}

struct certificate_store *certificate_store_new(void)
{
    struct certificate_store *store = allocate(1, sizeof *store);
    pthread_mutex_init(&store->lock, NULL);
    store->certificates = (struct lru){
        .entry_bytes = sizeof(struct remembered), .unused_max = CERTIFICATES_MAX, .clear = forget};
    return store;
}

void certificate_store_free(struct certificate_store *store)
{
    if (store == NULL)
        return;
    lru_free(&store->certificates);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

static bool is_kept(const struct certificate_store *store, const gnutls_datum_t *der)
{
    return store != NULL && der->size <= CERTIFICATE_MAX_BYTES;
}

/* Parses without the lock: of two threads that do so, the first one's is kept. */
static void fill(struct certificate_store *store, struct remembered *entry, const gnutls_datum_t *der)
{
    struct certificate *made = allocate(1, sizeof *made);
    certificate_read(made, der);
    pthread_mutex_lock(&store->lock);
    if (entry->certificate == NULL) {
        entry->certificate = made;
        made = NULL;
    }
    pthread_mutex_unlock(&store->lock);
    free_certificate(made);
}

/* To be given back. */
static struct remembered *take(struct certificate_store *store, const gnutls_datum_t *der)
{
    char *key = der_sha256(der->data, der->size);
    pthread_mutex_lock(&store->lock);
    struct remembered *entry = (struct remembered *)lru_take(&store->certificates, key);
    bool known = entry->certificate != NULL;
    pthread_mutex_unlock(&store->lock);
    free(key);
    if (!known)
        fill(store, entry, der);
    return entry;
}

static void give_back(struct certificate_store *store, struct remembered *entry)
{
    pthread_mutex_lock(&store->lock);
    lru_release(&store->certificates, &entry->entry);
    pthread_mutex_unlock(&store->lock);
}

void certificate_store_read(struct certificate_store *store, const gnutls_datum_t *der,
                            struct certificate *certificate)
{
    if (!is_kept(store, der)) {
        certificate_read(certificate, der);
        return;
    }
    struct remembered *entry = take(store, der);
    shape_copy(&certificate_shape, certificate, entry->certificate);
    give_back(store, entry);
}

static char *read_key_problem(const gnutls_datum_t *der)
{
    gnutls_x509_crt_t certificate;
    char *problem = NULL;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return NULL;
    if (gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) >= 0)
        problem = key_limits_problem(certificate);
    gnutls_x509_crt_deinit(certificate);
    return problem;
}

char *certificate_store_key_problem(struct certificate_store *store, const gnutls_datum_t *der)
{
    if (!is_kept(store, der))
        return read_key_problem(der);
    struct remembered *entry = take(store, der);
    char *problem = text_copy(entry->certificate->key_problem);
    give_back(store, entry);
    return problem;
}
