/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust anchors by the data of TLSA records: see tls/anchor_index.h. */
#include "tls/anchor_index.h"

#include "base/list.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SELECTORS = 2, HEX_BYTES = 129 };
enum { MATCHING_FULL = 0, MATCHING_SHA256 = 1, MATCHING_SHA512 = 2 };

/* Of one anchor, by selector: the certificate, its SubjectPublicKeyInfo. Empty where it could not be made. */
struct digests {
    char sha256[SELECTORS][HEX_BYTES];
    char sha512[SELECTORS][HEX_BYTES];
};

struct anchor_index {
    const struct anchor_set *anchors;
    struct digests *digests;
};

static void digest_hex(gnutls_digest_algorithm_t algorithm, const gnutls_datum_t *data, char *hex)
{
    unsigned char digest[HEX_BYTES / 2];
    gnutls_datum_t made = {digest, (unsigned)gnutls_hash_get_len(algorithm)};
    size_t size = HEX_BYTES;
    if (gnutls_hash_fast(algorithm, data->data, data->size, digest) < 0
        || gnutls_hex_encode(&made, hex, &size) < 0)
        hex[0] = '\0';
}

static void digest_selected(struct digests *digests, int selector, gnutls_datum_t *selected)
{
    digest_hex(GNUTLS_DIG_SHA256, selected, digests->sha256[selector]);
    digest_hex(GNUTLS_DIG_SHA512, selected, digests->sha512[selector]);
    gnutls_free(selected->data);
}

static void digest_anchor(struct digests *digests, gnutls_x509_crt_t anchor)
{
    gnutls_datum_t selected;
    gnutls_pubkey_t key;
    if (gnutls_x509_crt_export2(anchor, GNUTLS_X509_FMT_DER, &selected) >= 0)
        digest_selected(digests, 0, &selected);
    if (gnutls_pubkey_init(&key) < 0)
        return;
    if (gnutls_pubkey_import_x509(key, anchor, 0) >= 0
        && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &selected) >= 0)
        digest_selected(digests, 1, &selected);
    gnutls_pubkey_deinit(key);
}

struct anchor_index *anchor_index_new(const struct anchor_set *anchors)
{
    struct anchor_index *index = allocate(1, sizeof *index);
    index->anchors = anchors;
    index->digests = allocate(anchors->count > 0 ? anchors->count : 1, sizeof *index->digests);
    for (size_t i = 0; i < anchors->count; i++)
        digest_anchor(&index->digests[i], anchors->certificates[i]);
    return index;
}

void anchor_index_free(struct anchor_index *index)
{
    if (index == NULL)
        return;
    free(index->digests);
    free(index);
}

/* Whole data as its SHA-256, so that it is compared like the rest. */
static bool digest_of_record(const struct tlsa_record *record, char *hex)
{
    gnutls_datum_t text = {(unsigned char *)record->data_hex, (unsigned)strlen(record->data_hex)}, data;
    if (gnutls_hex_decode2(&text, &data) < 0)
        return false;
    digest_hex(GNUTLS_DIG_SHA256, &data, hex);
    gnutls_free(data.data);
    return hex[0] != '\0';
}

gnutls_x509_crt_t anchor_index_find(const struct anchor_index *index, const struct tlsa_record *record)
{
    char whole[HEX_BYTES];
    const char *wanted = record->data_hex;
    if (wanted == NULL || record->selector < 0 || record->selector >= SELECTORS
        || record->matching_type < MATCHING_FULL || record->matching_type > MATCHING_SHA512)
        return NULL;
    if (record->matching_type == MATCHING_FULL) {
        if (!digest_of_record(record, whole))
            return NULL;
        wanted = whole;
    }
    for (size_t i = 0; i < index->anchors->count; i++) {
        const struct digests *digests = &index->digests[i];
        const char *own = record->matching_type == MATCHING_SHA512 ? digests->sha512[record->selector]
                                                                   : digests->sha256[record->selector];
        if (own[0] != '\0' && strcasecmp(own, wanted) == 0)
            return index->anchors->certificates[i];
    }
    return NULL;
}
