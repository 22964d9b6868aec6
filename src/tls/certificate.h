/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One certificate made into facts. */
#ifndef MAILSONDE_TLS_CERTIFICATE_H
#define MAILSONDE_TLS_CERTIFICATE_H

#include "facts/tls.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* Fills `certificate`, which is zeroed, from DER. One that cannot be parsed is kept as its hash and its
 * bytes, with the reason. */
void certificate_read(struct certificate *certificate, const gnutls_datum_t *der);

/* The subject as safe text; the caller frees. NULL if it cannot be read. */
char *certificate_subject(gnutls_x509_crt_t certificate);

#endif
