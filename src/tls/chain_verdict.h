/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verifies trust and dates of one chain as sent: finds the best path and its flaws. */
#ifndef MAILSONDE_TLS_CHAIN_VERDICT_H
#define MAILSONDE_TLS_CHAIN_VERDICT_H

#include "facts/tls.h"
#include "tls/certification_path.h"

#include <gnutls/gnutls.h>

struct chain_verdict;

/* Verifies the DER certificates as sent, the server's own first. `list` holds the same anchors as `anchors`;
 * with NULL, verification.found_simply stays unknown. The caller frees. */
struct chain_verdict *chain_verdict_new(const gnutls_datum_t *chain, size_t count,
                                        const struct anchor_set *anchors, gnutls_x509_trust_list_t list,
                                        int64_t now_unix_s);
void chain_verdict_free(struct chain_verdict *verdict);

/* Tells `tls`, whose chain chain_read() made from the same certificates: places on the path, and
 * tls->verification but for the names. Certificates of the path that the chain did not keep are added to it.
 */
void chain_verdict_tell(const struct chain_verdict *verdict, const gnutls_datum_t *chain, int64_t now_unix_s,
                        struct tls *tls);

#endif
