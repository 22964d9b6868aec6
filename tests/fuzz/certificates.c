/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Certificates that are well made. */
#include "certificates.h"

#include "checks.h"

#include <gnutls/abstract.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, DAYS_BEFORE = 100 };

gnutls_x509_privkey_t fuzz_key(void)
{
    gnutls_x509_privkey_t key;
    fuzz_expect(gnutls_x509_privkey_init(&key) >= 0);
    fuzz_expect(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                             GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0)
                >= 0);
    return key;
}

gnutls_x509_crt_t fuzz_certificate(const char *name, gnutls_x509_privkey_t key, bool is_authority,
                                   gnutls_x509_crt_t issuer, gnutls_x509_privkey_t issuer_key, int days_left)
{
    static uint8_t serial; /* no two certificates of an issuer have the same */
    gnutls_x509_crt_t fresh;
    serial++;
    fuzz_expect(gnutls_x509_crt_init(&fresh) >= 0);
    fuzz_expect(gnutls_x509_crt_set_version(fresh, 3) >= 0);
    fuzz_expect(gnutls_x509_crt_set_serial(fresh, &serial, 1) >= 0);
    fuzz_expect(
        gnutls_x509_crt_set_dn_by_oid(fresh, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name))
        >= 0);
    fuzz_expect(gnutls_x509_crt_set_key(fresh, key) >= 0);
    gnutls_x509_crt_set_activation_time(fresh, (time_t)(FUZZ_NOW_UNIX_S - DAYS_BEFORE * DAY_S));
    gnutls_x509_crt_set_expiration_time(fresh, (time_t)(FUZZ_NOW_UNIX_S + days_left * DAY_S));
    fuzz_expect(gnutls_x509_crt_set_basic_constraints(fresh, is_authority, -1) >= 0);
    if (!is_authority)
        fuzz_expect(
            gnutls_x509_crt_set_subject_alt_name(fresh, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), 0)
            >= 0);
    fuzz_expect(gnutls_x509_crt_sign2(fresh, issuer != NULL ? issuer : fresh,
                                      issuer != NULL ? issuer_key : key, GNUTLS_DIG_SHA256, 0)
                >= 0);
    return fresh;
}

gnutls_datum_t fuzz_certificate_der(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t der;
    fuzz_expect(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der) >= 0);
    return der;
}
