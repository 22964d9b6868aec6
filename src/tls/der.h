/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads single properties of certificates and names in DER that did not come through a GnuTLS handshake. */
#ifndef MAILSONDE_TLS_DER_H
#define MAILSONDE_TLS_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DER_OID_TLS_FEATURE "1.3.6.1.5.5.7.1.24"      /* RFC 7633 */
#define DER_OID_SCT_LIST    "1.3.6.1.4.1.11129.2.4.2" /* RFC 6962 3.3 */

/* Whether a certificate has an extension; false also for data that is not a certificate. */
bool der_certificate_has(const uint8_t *der, size_t length, const char *oid);

/* The same for one in base64, as facts/tls.h keeps them. NULL has none. */
bool der_base64_certificate_has(const char *base64, const char *oid);

/* A distinguished name as RFC 4514 writes it, safe to keep; the caller frees. */
char *der_name_text(const uint8_t *der, size_t length);

/* The SHA-256 of some bytes, lower-case hex; the caller frees. */
char *der_sha256(const uint8_t *bytes, size_t length);

#endif
