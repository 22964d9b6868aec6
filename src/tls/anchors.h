/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where trust anchors come from. */
#ifndef MAILSONDE_TLS_ANCHORS_H
#define MAILSONDE_TLS_ANCHORS_H

#include <gnutls/x509.h>
#include <stddef.h>

/* Adds trust anchors to the list and returns how many: those of `ca_file` (PEM), or where it is NULL those of
 * the system: what GnuTLS was built to use, else the file that $SSL_CERT_FILE names, else the places where
 * systems keep them. One certificate that cannot be read does not spoil the others. *words is one line for a
 * report, the caller's: where they are from and what was left out, or, for none, why there is none. */
size_t anchors_load(gnutls_x509_trust_list_t list, const char *ca_file, char **words);

#endif
