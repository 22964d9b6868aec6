/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust anchors of this machine, found by what a TLSA record holds (RFC 6698 2.1): a record is a digest, and
 * says nothing of whom it is for. */
#ifndef MAILSONDE_TLS_ANCHOR_INDEX_H
#define MAILSONDE_TLS_ANCHOR_INDEX_H

#include "facts/dane.h"
#include "tls/certification_path.h"

struct anchor_index;

/* Digests of all certificates and keys of the set, which must outlive the index. It takes some milliseconds
 * for the anchors of a system. The caller frees. */
struct anchor_index *anchor_index_new(const struct anchor_set *anchors);
void anchor_index_free(struct anchor_index *index);

/* The anchor that the record is for, of whatever usage; NULL when none of the set is. The set's. */
gnutls_x509_crt_t anchor_index_find(const struct anchor_index *index, const struct tlsa_record *record);

#endif
