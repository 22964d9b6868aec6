/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trust anchors that are keys without a certificate: what TLSA records "2 1 0" hold (RFC 6698 2.1). */
#ifndef MAILSONDE_TLS_BARE_KEY_H
#define MAILSONDE_TLS_BARE_KEY_H

#include "facts/dane.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdbool.h>

/* The key that a record holds whole; NULL when it holds none, or one that costs too much to work with. The
 * caller frees it with gnutls_pubkey_deinit(). */
gnutls_pubkey_t bare_key_import(const struct tlsa_record *record);

/* Whether the key signed the certificate, whose DER this is. */
bool bare_key_signed(gnutls_pubkey_t key, gnutls_x509_crt_t certificate, const gnutls_datum_t *der);

#endif
