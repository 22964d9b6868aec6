/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Algorithms as crypto-assets: what suites, groups, signature schemes and keys are made of. Their strength
 * against quantum computers is NIST's category, 0 for what one would break. */
#ifndef MAILSONDE_REPORT_CYCLONEDX_ALGORITHMS_H
#define MAILSONDE_REPORT_CYCLONEDX_ALGORITHMS_H

#include "facts/tls.h"
#include "report/cyclonedx/inventory.h"

#include <stdint.h>

/* Each writes the algorithms that are not written yet, and appends the bom-refs of all to `refs`; what is not
 * known has none. */
void algorithms_of_suite(struct cbom *cbom, uint32_t suite, struct text_list *refs);
void algorithms_of_group(struct cbom *cbom, const char *name, struct text_list *refs);

/* What signs: a scheme of TLS ("ed25519"), or what signed a certificate ("ECDSA-SHA256"). */
void algorithms_of_signature(struct cbom *cbom, const char *name, struct text_list *refs);

/* What a certificate's key is for. */
void algorithms_of_key(struct cbom *cbom, enum key_type type, int64_t bits, struct text_list *refs);

/* Finite-field Diffie-Hellman whose prime is no named group. */
void algorithms_of_prime(struct cbom *cbom, int64_t bits, struct text_list *refs);

#endif
