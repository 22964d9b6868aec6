/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What OpenSSL has against a certification path that GnuTLS takes.
 *
 * Mail goes through both, and most servers and clients have OpenSSL. It is stricter in what RFC 5280 leaves
 * to the application or tells authorities alone: critical extensions that it does not process (4.2), an
 * extended key usage without serverAuth in any certificate of the path (4.2.1.12), the serial number in a key
 * identifier (4.2.1.1), constraints on the names of intermediates (4.2.1.10). */
#ifndef MAILSONDE_TLS_PATH_OPENSSL_H
#define MAILSONDE_TLS_PATH_OPENSSL_H

#include "tls/certification_path.h"

/* The first objection to a path that leads to an anchor, in words; NULL where none is known. The caller
 * frees.
 */
char *path_openssl_objection(const gnutls_x509_crt_t *sent, const struct certification_path *path);

#endif
