/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the flaws of a certification path, by kind (RFC 5280 6.1). */
#ifndef MAILSONDE_TLS_PATH_FLAWS_H
#define MAILSONDE_TLS_PATH_FLAWS_H

#include "facts/tls.h"
#include "tls/certification_path.h"

/* Appends to the list *flaws, with its *count, what is wrong with `path`, dates left out. GnuTLS's verdict
 * decides whether a path that leads to an anchor is good; the certificates tell which of its reasons it was.
 * A path that leads to none always has a flaw. The `certificate` of a flaw is its place among those sent. */
void path_flaws(const gnutls_x509_crt_t *sent, const struct certification_path *path,
                struct path_flaw **flaws, size_t *count);

#endif
