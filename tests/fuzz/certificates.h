/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates that are well made, for fuzzers of what comes after the signatures. Their keys are fresh in
 * each run; what depends on them is the same in all. */
#ifndef MAILSONDE_TESTS_FUZZ_CERTIFICATES_H
#define MAILSONDE_TESTS_FUZZ_CERTIFICATES_H

#include <gnutls/x509.h>
#include <stdbool.h>
#include <stdint.h>

#define FUZZ_NOW_UNIX_S INT64_C(1800000000)

/* The caller frees what these give. */
gnutls_x509_privkey_t fuzz_key(void);

/* A certificate for the key under `name`, which is also its DNS name where it is no authority's; signed by
 * the key of `issuer`, or by itself where that is NULL. It ends `days_left` days after FUZZ_NOW_UNIX_S. */
gnutls_x509_crt_t fuzz_certificate(const char *name, gnutls_x509_privkey_t key, bool is_authority,
                                   gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key, int days_left);

gnutls_datum_t fuzz_certificate_der(gnutls_x509_crt_t certificate);

#endif
