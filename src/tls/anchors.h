/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loads trust anchors. */
#ifndef MAILSONDE_TLS_ANCHORS_H
#define MAILSONDE_TLS_ANCHORS_H

#include <gnutls/x509.h>
#include <stddef.h>

/* Adds trust anchors to the list and returns their number: those of `ca_file` (PEM) or, if it is NULL, those
 * of the system: the ones GnuTLS was built to use, else the file in $SSL_CERT_FILE, else the usual places. A
 * certificate that cannot be read is skipped. *words is one line for a report, owned by the caller: where the
 * anchors are from and what was left out, or why there are none. */
size_t anchors_load(gnutls_x509_trust_list_t list, const char *ca_file, char **words);

#endif
